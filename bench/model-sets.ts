import { evaluate } from "../engine/compile/evaluate.ts";
import { normal, seeded } from "../engine/core/random.ts";
import type { Market, Series } from "../engine/graph/strategy.ts";
import { logistic } from "../engine/model/trees.ts";
import * as ops from "../engine/ops/index.ts";
import { foldsOf } from "../research/validate/cross-validation.ts";
import { benchBars } from "./market.ts";
import type { SklearnSet } from "./sklearn.ts";

/** A set of samples with its name. */
export interface ModelSet extends SklearnSet {
  readonly name: string;
}

const width = 20;

/** Three data sets of `rows` samples and 20 features: two from formulas, one of the features of a market. */
export const modelSets = (rows: number): readonly ModelSet[] => [
  { name: "smooth", ...smooth(rows), folds: foldsOf(rows, 3) },
  { name: "rugged", ...rugged(rows), folds: foldsOf(rows, 3) },
  { name: "market", ...market(rows), folds: foldsOf(rows, 3) },
];

type Drawn = Omit<ModelSet, "name" | "folds">;

/** A score of a few normal features, one of their products and a wave; the other features are noise. */
function smooth(rows: number): Drawn {
  const random = seeded(21);
  const columns = Array.from({ length: width }, () =>
    Float64Array.from({ length: rows }, () => normal(random)),
  );
  const at = (j: number, i: number): number => columns[j]![i]!;
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const score = at(0, i) + 0.5 * at(1, i) - 0.7 * at(2, i) * at(3, i) + Math.sin(2 * at(4, i));
    return random() < logistic(score) ? 1 : 0;
  });
  return { columns, y };
}

/** Steps, few distinct values, heavy tails, and values that are not known because they are great. */
function rugged(rows: number): Drawn {
  const random = seeded(22);
  const draw = (j: number): number => {
    const value = normal(random);
    if (j % 4 === 0) return Math.round(2 * value);
    return j % 4 === 1 ? value / (Math.abs(normal(random)) + 0.05) : value;
  };
  const columns = Array.from({ length: width }, (_, j) => Float64Array.from({ length: rows }, () => draw(j)));
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const [a, b, c, d, e] = [0, 1, 2, 3, 5].map((j) => columns[j]![i]!) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const step =
      (a > 0 ? 1 : -0.5) * (Math.abs(b) > 1 ? 1 : -1) + (c > 0.5 && d < 0 ? 2 : 0) - (e > 3 ? 1 : 0);
    return random() < logistic(step - 0.3) ? 1 : 0;
  });
  for (const j of [2, 3, 7, 11]) {
    for (let i = 0; i < rows; i++) if (columns[j]![i]! > 0.8 && random() < 0.7) columns[j]![i] = Number.NaN;
  }
  return { columns, y };
}

const ahead = 12;
const warmup = 250;

/** Features of a market whose volatility wanders, and whether its next half day moves far. */
function market(rows: number): Drawn {
  const { ts, open, high, low, close, volume } = benchBars(rows + warmup + ahead, 23);
  const fields = { ts, open, high, low, close, volume };
  const columns = marketFeatures.map((feature) => evaluate(fields, feature).slice(warmup, warmup + rows));
  const moves = Float64Array.from({ length: rows }, (_, i) =>
    Math.abs(Math.log(close[i + warmup + ahead]! / close[i + warmup]!)),
  );
  const middle = moves.slice().sort()[rows >> 1]!;
  return { columns, y: moves.map((move) => (move > middle ? 1 : 0)) };
}

type Feature = (market: Market) => Series;
const change =
  (n: number): Feature =>
  ({ close }) =>
    ops.roc(close, n);
const spread =
  (n: number): Feature =>
  ({ close }) =>
    ops.std(ops.roc(close, 1), n);
const marketFeatures: readonly Feature[] = [
  ...[1, 2, 6, 12, 24].map(change),
  ...[6, 12, 24, 48, 96].map(spread),
  ...[7, 14, 28].map(
    (n): Feature =>
      ({ close }) =>
        ops.rsi(close, n),
  ),
  ...[14, 48].map(
    (n): Feature =>
      (m) =>
        ops.natr(m, n),
  ),
  ({ close }) => ops.zscore(close, 20),
  ({ volume }) => ops.zscore(volume, 50),
  (m) => ops.parkinson(m, 24),
  ({ close }) => ops.div(close, ops.ema(close, 200)),
  ({ ts }) => ops.hour(ts),
];
