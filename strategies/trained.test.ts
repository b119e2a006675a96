import { beforeAll, describe, expect, test } from "vitest";
import { createColumns } from "../engine/compile/columns.ts";
import { createStream } from "../engine/compile/stream.ts";
import { plan, type Strategy } from "../engine/graph/strategy.ts";
import type { Artefact } from "../engine/model/artefact.ts";
import { writeArtefacts } from "../engine/model/artefact-file.ts";
import { alignBars, columnOf } from "../engine/run/market.ts";
import { keepModel } from "../engine/training/model-files.ts";
import { isTrained } from "../engine/training/training.ts";
import { walkBars } from "../research/ml/testing/walk-bars.ts";
import { trainedStrategies } from "./index.ts";

const length = 1_500;
const market = alignBars(
  ["A", "B", "C", "D"].map((symbol, k) => walkBars({ symbol, length, seed: 5 + k, gaps: 0.02 })),
);
const third = market.ts[Math.floor(length / 3)]!;

/** A model that goes by its first features, and knows of a training that is far from what comes. */
function madeUp(strategy: Strategy, weight: number): Artefact {
  if (!isTrained(strategy)) throw new Error(`${strategy.name} has nothing to train`);
  const features = strategy.training.features.map((feature) =>
    typeof feature === "string" ? feature : feature.name,
  );
  return {
    features,
    missing: "refuse",
    model: {
      kind: "linear",
      link: "logistic",
      intercept: 0,
      coefficients: Float64Array.from(features, (_, j) => (j < 3 ? weight / (j + 1) : 0)),
    },
    spread: {
      cuts: new Int32Array(features.length).fill(1),
      edges: new Float64Array(features.length),
      shares: new Float64Array(2 * features.length).fill(0.5),
    },
    trainedOn: { fingerprint: "made up", rows: 1 },
    seed: 1,
    code: "1",
  };
}

describe.each(Object.values(trainedStrategies))("$name", (strategy) => {
  let model = "";
  beforeAll(() => {
    const stages = [
      { fromMs: third, artefact: madeUp(strategy, 2) },
      { fromMs: 2 * third - market.ts[0]!, artefact: madeUp(strategy, -2) },
    ];
    model = keepModel("made-up.model", writeArtefacts(stages));
  });
  const bind = () =>
    plan(strategy, { params: { model }, symbols: market.symbols, timeframeMs: market.timeframeMs });
  const targets = () => {
    const columns = createColumns(length, (source) => columnOf(market, source));
    return bind().decisions.map(({ target }) => columns.of(target));
  };

  test("says what it does, and what may be searched", () => {
    expect(trainedStrategies[strategy.name]).toBe(strategy);
    expect(strategy.about).toMatch(/^[A-Z].*\.$/);
    for (const [name, { type, from, to }] of Object.entries(strategy.params)) {
      if (name !== "model" && type !== "flag") expect(Number.isFinite(from! + to!)).toBe(true);
    }
  });

  test("decides the same as columns and as a stream, with gaps", () => {
    const roots = bind().decisions.map(({ target }) => target);
    const columns = targets();
    const stream = createStream(roots);
    const inputs = stream.sources.map((source) => columnOf(market, source)!);
    let differing = 0;
    for (let i = 0; i < length; i++) {
      for (let k = 0; k < inputs.length; k++) stream.values[k] = inputs[k]![i]!;
      stream.step();
      roots.forEach((root, s) => {
        if (!Object.is(stream.read(root), columns[s]![i])) differing++;
      });
    }
    expect(differing).toBe(0);
  });

  test("wants nothing before its first model, then trades, and never more than equity in all", () => {
    const columns = targets();
    for (let i = 0; i < length; i++) {
      const wanted = columns.map((column) => Math.abs(column[i]!)).filter((size) => !Number.isNaN(size));
      if (market.ts[i]! < third) expect(wanted).toEqual([]);
      else expect(wanted.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(1 + 1e-12);
    }
    const changes = columns.map(
      (column) => column.filter((x, i) => i > 0 && x === x && x !== column[i - 1]).length,
    );
    expect(Math.max(...changes)).toBeGreaterThan(2);
  });
});

test("meta-trend bets half where its features have moved away", () => {
  const strategy = trainedStrategies["meta-trend"]!;
  const model = keepModel("one.model", writeArtefacts(madeUp(strategy, 0)));
  const sizes = [0.05, 2].map((drifted) => {
    const params = { model, drifted, threshold: 0.2 };
    const { decisions } = plan(strategy, {
      params,
      symbols: market.symbols,
      timeframeMs: market.timeframeMs,
    });
    const long = alignBars(
      market.symbols.map((symbol, k) => walkBars({ symbol, length: 3_000, seed: 5 + k })),
    );
    const columns = createColumns(3_000, (source) => columnOf(long, source));
    return new Set([...columns.of(decisions[0]!.target)].filter((x) => !Number.isNaN(x)).map(Math.abs));
  });
  expect(sizes.map((all) => [...all])).toEqual([[0.125], [0.25]]);
});
