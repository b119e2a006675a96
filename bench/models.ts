import { createStream } from "../engine/compile/stream.ts";
import { normal, seeded } from "../engine/core/random.ts";
import { createTable } from "../engine/graph/node.ts";
import { traceMarket } from "../engine/graph/strategy.ts";
import { predict } from "../engine/model/predict.ts";
import { scoreOf, type TreeEnsemble } from "../engine/model/trees.ts";
import { model as modelOf } from "../engine/ops/model.ts";
import { linearRegression, logisticRegression } from "../research/ml/linear/elastic-net.ts";
import { meanLoss } from "../research/ml/loss.ts";
import { predictionsOf } from "../research/ml/predictions.ts";
import { samplesOf } from "../research/ml/rows.ts";
import { boost } from "../research/ml/trees/boost.ts";
import { forest } from "../research/ml/trees/forest.ts";
import { shap } from "../research/ml/trees/shap.ts";
import { percentile, type Row } from "./harness.ts";
import { bytesPerCall, latency } from "./latency.ts";
import { type ModelSet, modelSets } from "./model-sets.ts";
import {
  boostBoth,
  forestBoth,
  penaltyBoth,
  type Sklearn,
  type SklearnFigures,
  sklearnOn,
} from "./sklearn.ts";

const rows = 100_000;

/** Boosted trees and linear models, in time of the processor, beside scikit-learn on the same samples and folds; prediction alone. */
export async function modelsBench(): Promise<Row[]> {
  const sets = modelSets(rows);
  const sklearn = sklearnOn(sets, "one");
  const threaded =
    sklearn && sklearnOn([{ ...sets[0]!, folds: sets[0]!.folds.slice(0, 1) }], "its own choice");
  const rowsOfSets = sets.flatMap((set, k) =>
    boostRows(
      set,
      sklearn && { ...sklearn.sets[k]!, version: sklearn.version },
      k === 0 ? threaded : undefined,
    ),
  );
  return [
    ...rowsOfSets,
    ...forestRows(sets[0]!, sklearn),
    ...lineRows(sets[0]!, sklearn),
    predictionRow(),
    operatorRow(),
  ];
}

/** A row of the time to train, and one of the loss on folds that were not trained on. */
function boostRows(
  set: ModelSet,
  sklearn: (SklearnFigures & { readonly version: string }) | undefined,
  threaded: Sklearn | undefined,
): Row[] {
  const { losses, times } = boostOn(set);
  const theirs = sklearn && percentile(sorted(sklearn.fitMs), 0.5);
  const time = rowOf(`GBDT fit, ${set.name}`, times, rows);
  const [own, peer] = [mean(losses), sklearn && mean(sklearn.losses)];
  return [
    {
      ...time,
      ...(theirs && {
        reference: `HistGradientBoosting ${sklearn.version}, one thread`,
        referenceMs: theirs,
        ratio: time.p50Ms / theirs,
      }),
      ...(threaded && {
        peer: "HistGradientBoosting, wall time on as many threads as it chooses",
        peerMs: threaded.sets[0]!.wallMs[0]!,
      }),
    },
    {
      ...rowOf(`GBDT log-loss, ${set.name}`, times, rows),
      ...(peer && {
        reference: `the loss of HistGradientBoosting, ${peer.toFixed(5)}; ours is ${own.toFixed(5)}`,
        ratio: own / peer,
      }),
    },
  ];
}

function boostOn(set: ModelSet): { readonly losses: number[]; readonly times: number[] } {
  const [losses, times]: [number[], number[]] = [[], []];
  const { trees, learningRate, leavesMax, leafRowsMin, l2 } = boostBoth;
  for (const [start, end] of set.folds) {
    const all = Array.from(set.y.keys());
    const train = samplesOf(
      set,
      all.filter((i) => i < start || i >= end),
    );
    const judged = samplesOf(set, all.slice(start, end));
    const options = { loss: "logistic", trees, learningRate, leavesMax, leafRowsMin, l2 } as const;
    const [{ model }, ms] = processorMs(() => boost(train, options));
    times.push(ms);
    losses.push(meanLoss("binary", predictionsOf(model, judged.columns), judged));
  }
  return { losses, times };
}

/** A forest of the rest of the first fold, judged on the fold by its Brier score. */
function forestRows(set: ModelSet, sklearn: Sklearn | undefined): Row[] {
  const [, end] = set.folds[0]!;
  const all = Array.from(set.y.keys());
  const [train, judged] = [samplesOf(set, all.slice(end)), samplesOf(set, all.slice(0, end))];
  const [{ model }, ms] = processorMs(() => forest(train, forestBoth));
  const own = meanLoss("regression", predictionsOf(model, judged.columns), judged);
  const theirs = sklearn?.forest;
  const [fit, brier] = ["fit", "Brier score"].map((what) => rowOf(`forest ${what}, ${set.name}`, [ms], rows));
  return [
    {
      ...fit!,
      ...(theirs && {
        reference: `RandomForestClassifier ${sklearn.version}, one thread`,
        referenceMs: theirs.fitMs,
        ratio: ms / theirs.fitMs,
      }),
    },
    {
      ...brier!,
      ...(theirs && {
        reference: `that of RandomForestClassifier, ${theirs.brier.toFixed(5)}; ours is ${own.toFixed(5)}`,
        ratio: own / theirs.brier,
      }),
    },
  ];
}

/** Ridge and logistic regression; throws unless each coefficient is scikit-learn's to 1e-6. */
function lineRows({ columns, y }: ModelSet, sklearn: Sklearn | undefined): Row[] {
  const fits = [
    ["ridge", () => linearRegression({ columns, y }, { l2: penaltyBoth / y.length })],
    ["logistic", () => logisticRegression({ columns, y }, { l2: penaltyBoth / y.length })],
  ] as const;
  return fits.map(([name, learn]) => {
    const [{ intercept, coefficients }, elapsed] = processorMs(learn);
    for (const [j, own] of [intercept, ...coefficients].entries()) {
      const theirs = sklearn?.lines[name][j];
      if (theirs !== undefined && !(Math.abs(own - theirs) <= 1e-6)) {
        throw new Error(`${name} gives ${own} for coefficient ${j}, scikit-learn ${theirs}`);
      }
    }
    const peer = sklearn && { peer: `scikit-learn ${sklearn.version}`, peerMs: sklearn.lines[`${name}Ms`] };
    return { ...rowOf(`${name} regression, 1e-6 of scikit-learn`, [elapsed], rows), ...peer };
  });
}

const features = 20;

/** 100 trees of depth 4 on 20 features, and rows to predict. */
function shallow(): { readonly model: TreeEnsemble; readonly x: Float64Array } {
  const random = seeded(9);
  const columns = Array.from({ length: features }, () =>
    Float64Array.from({ length: 5000 }, () => normal(random)),
  );
  const y = columns[0]!.map((a, i) => a * columns[1]![i]! + Math.sin(3 * columns[2]![i]!) + normal(random));
  const options = { loss: "squared", trees: 100, depthMax: 4, leavesMax: 16, leafRowsMin: 5 } as const;
  const { model } = boost({ columns, y }, options);
  const x = new Float64Array(features * 5000);
  for (let i = 0; i < 5000; i++) for (let j = 0; j < features; j++) x[i * features + j] = columns[j]![i]!;
  return { model, x };
}

/** One prediction after the other, over the rows again and again. For a process of its own, too. */
export function treesTick(): () => number {
  const { model, x } = shallow();
  const names = Array.from({ length: features }, (_, j) => `f${j}`);
  const trainedOn = { fingerprint: "", rows: 5000 };
  const predictor = predict({ features: names, model, missing: "take", trainedOn, seed: 9, code: "bench" });
  let at = 0;
  return () => {
    at = at + features === x.length ? 0 : at + features;
    return predictor(x, at);
  };
}

/** The operator on a stream, with a model that was trained again: the features of a bar in, its prediction out. */
export function operatorTick(): () => number {
  const { model, x } = shallow();
  const names = Array.from({ length: features }, (_, j) => `f${j}`);
  const trainedOn = { fingerprint: "", rows: 5000 };
  const artefact = { features: names, model, missing: "take", trainedOn, seed: 9, code: "bench" } as const;
  const market = traceMarket(createTable(), ["A"], 1, "A");
  const node = modelOf(market, Object.fromEntries(names.map((name) => [name, market.series(name)])), [
    { fromMs: 0, artefact },
    { fromMs: 1, artefact: { ...artefact, seed: 10 } },
  ]);
  const stream = createStream([node]);
  const places = stream.sources.map(({ field }) => names.indexOf(field));
  let at = 0;
  return () => {
    at = at + features === x.length ? 0 : at + features;
    // The first source is the time, which is no feature.
    for (let k = 0; k < places.length; k++) stream.values[k] = x[at + Math.max(0, places[k]!)]!;
    stream.values[0] = at;
    stream.step();
    return stream.read(node);
  };
}

function operatorRow(): Row {
  return latency({
    name: "operator on a stream, 100 trees of depth 4",
    unit: "bar",
    batch: 1,
    samples: 200_000,
    run: operatorTick(),
    verify: () => {
      const [one, other] = [operatorTick(), treesTick()];
      for (let k = 0; k < 1000; k++) {
        const [ours, wanted] = [one(), other()];
        if (!Object.is(ours, wanted)) throw new Error(`the operator gives ${ours}, the predictor ${wanted}`);
      }
    },
    targetMs: 0.006,
    bytes: () => bytesPerCall(import.meta.url, "operatorTick"),
  });
}

function predictionRow(): Row {
  return latency({
    name: "prediction, 100 trees of depth 4",
    unit: "prediction",
    batch: 1,
    samples: 200_000,
    run: treesTick(),
    verify: () => {
      const { model, x } = shallow();
      for (let i = 0; i < 50; i++) {
        const { expectation, values } = shap(model, x, i * features, features);
        const sum = values.reduce((a, b) => a + b, expectation);
        if (!(Math.abs(sum - scoreOf(model, x, i * features)) < 1e-9)) {
          throw new Error(`the SHAP values of row ${i} sum to ${sum}`);
        }
      }
    },
    targetMs: 0.005,
    bytes: () => bytesPerCall(import.meta.url, "treesTick"),
  });
}

/**
 * What a function gives, and the milliseconds of the processor that it took. Both sides of the comparison run on one
 * thread for seconds, where the time on the wall tells more of what else the machine does.
 */
function processorMs<T>(run: () => T): [result: T, ms: number] {
  const before = process.cpuUsage();
  const result = run();
  return [result, process.cpuUsage(before).user / 1000];
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const mean = (values: readonly number[]): number => values.reduce((sum, own) => sum + own, 0) / values.length;

function rowOf(name: string, times: readonly number[], units: number): Row {
  const rising = sorted(times);
  const p50Ms = percentile(rising, 0.5);
  return {
    name,
    unit: "sample",
    units,
    coldMs: times[0]!,
    p50Ms,
    p99Ms: percentile(rising, 0.99),
    maxMs: rising.at(-1)!,
    samples: times.length,
    nsPerUnit: (p50Ms * 1e6) / units,
  };
}
