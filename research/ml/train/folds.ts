import { lowerBound } from "../../../engine/core/calendar.ts";
import { refuse } from "../../../engine/core/errors.ts";
import { foldsOf } from "../../validate/cross-validation.ts";
import { combinationsOf } from "../../validate/cross-validation-combinatorial.ts";
import type { SampleTable } from "../dataset.ts";

/** How history is cut into what is trained on and what is tested. */
export const trainingSchemes = ["walk-forward", "anchored", "purged-kfold", "cpcv"] as const;
export type TrainingScheme = (typeof trainingSchemes)[number];

/** Times in ms. */
export type FoldOptions =
  | {
      readonly scheme: "walk-forward" | "anchored";
      /** Length of the training windows; of the first one where they are anchored. */
      readonly trainMs: number;
      /** Length of the test windows: how often the model is trained again. */
      readonly testMs: number;
      /** Left out between training and test. */
      readonly embargoMs: number;
    }
  | {
      readonly scheme: "purged-kfold" | "cpcv";
      /** Folds of about equal length; groups, for combinatorial splits. */
      readonly folds: number;
      /** Groups that are the test of one split; 1 for folds. */
      readonly testGroups: number;
      /** Left out behind each test. */
      readonly embargoMs: number;
    };

/** A stretch of time, [fromMs, toMs). */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One model: the samples that it learns from, and where it is tested. */
export interface Fold {
  readonly train: readonly TimeSpan[];
  /** Indices of the stretches that it is tested on. */
  readonly test: readonly number[];
  /** Rows of the table, rising. */
  readonly trainRows: Int32Array;
  readonly testRows: Int32Array;
}

/** All models, and how their tests join. */
export interface FoldPlan {
  /** What is tested, in order and without overlap. */
  readonly stretches: readonly TimeSpan[];
  readonly folds: readonly Fold[];
  /** For each path, the fold that is tested in each of the stretches. */
  readonly paths: readonly (readonly number[])[];
}

const foldsMax = 10_000;

type Times = Pick<SampleTable, "startMs" | "availableMs">;

/**
 * Cuts history at the times of bars (`ts`, their opens). A sample is trained on where its label is known before the test
 * begins, or begins after what the test's labels tell of and an embargo; in a walk forward it must be known as the training
 * window ends. Throws a UserError where there is no room for a fold, or one has nothing to learn from.
 */
export function foldPlan(
  ts: Float64Array,
  timeframeMs: number,
  samples: Times,
  options: FoldOptions,
): FoldPlan {
  const plan =
    "trainMs" in options
      ? walked(ts, timeframeMs, samples, options)
      : crossed(ts, timeframeMs, samples, options);
  if (plan.folds.length > foldsMax) {
    refuse(`windows must make at most ${foldsMax} folds; they make ${plan.folds.length}; lengthen --test`);
  }
  const bare = plan.folds.findIndex(({ trainRows }) => trainRows.length === 0);
  if (bare >= 0) {
    const { fromMs, toMs } = plan.folds[bare]!.train[0] ?? plan.stretches[bare]!;
    refuse(
      `every fold must have samples to learn from; fold ${bare + 1} (${dateOf(fromMs)} to ${dateOf(toMs)}) has none; lengthen --train`,
    );
  }
  return plan;
}

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function walked(
  ts: Float64Array,
  timeframeMs: number,
  { startMs, availableMs }: Times,
  { scheme, trainMs, testMs, embargoMs }: Extract<FoldOptions, { readonly trainMs: number }>,
): FoldPlan {
  for (const [name, value] of [
    ["train", trainMs],
    ["test", testMs],
  ] as const) {
    if (!(value >= timeframeMs)) refuse(`--${name} must be as long as a bar at least; was ${value} ms`);
  }
  // Training begins where there is something to learn from: what comes before is warm-up.
  const first = startMs[0]! - timeframeMs;
  const end = ts[ts.length - 1]! + timeframeMs;
  const stretches: TimeSpan[] = [];
  const folds: Fold[] = [];
  for (let to = first + trainMs; to + embargoMs < end && folds.length <= foldsMax; to += testMs) {
    const train = { fromMs: scheme === "anchored" ? first : to - trainMs, toMs: to };
    const test = { fromMs: to + embargoMs, toMs: Math.min(end, to + embargoMs + testMs) };
    const learned = (i: number) => startMs[i]! > train.fromMs && availableMs[i]! <= train.toMs;
    stretches.push(test);
    folds.push({
      train: [train],
      test: [folds.length],
      trainRows: rowsWhere(startMs.length, learned),
      testRows: rowsIn(startMs, timeframeMs, test),
    });
  }
  if (folds.length === 0) {
    const days = (ms: number) => `${Number((ms / 86_400_000).toFixed(1))} days`;
    refuse(
      `training and embargo must leave history to test; they take ${days(trainMs + embargoMs)} of the ${days(end - first)} that have samples`,
    );
  }
  return { stretches, folds, paths: [folds.map((_, k) => k)] };
}

function crossed(
  ts: Float64Array,
  timeframeMs: number,
  samples: Times,
  { scheme, folds: count, testGroups, embargoMs }: Extract<FoldOptions, { readonly folds: number }>,
): FoldPlan {
  const { startMs, availableMs } = samples;
  // From the first bar that has a sample: no model can be tested where features are not known.
  const start = lowerBound(ts, startMs[0]! - timeframeMs);
  const end = ts[ts.length - 1]! + timeframeMs;
  const stretches = foldsOf(ts.length - start, count).map(
    ([from, to]): TimeSpan => ({ fromMs: ts[start + from]!, toMs: ts[start + to] ?? end }),
  );
  const groups = scheme === "cpcv" ? testGroups : 1;
  if (!(Number.isInteger(groups) && groups >= 1 && groups < count)) {
    refuse(`test groups must be a whole number from 1 to ${count - 1}; was ${groups}`);
  }
  const choices = combinationsOf(count, groups);
  const folds = choices.map((test): Fold => {
    const tests = test.map((group) => leakOf(stretches[group]!, samples, timeframeMs, embargoMs));
    const apart = (i: number) =>
      tests.every(({ fromMs, toMs }) => availableMs[i]! <= fromMs || startMs[i]! > toMs);
    const others = stretches.filter((_, group) => !test.includes(group));
    const testRows = test.flatMap((group) => [...rowsIn(startMs, timeframeMs, stretches[group]!)]);
    return {
      train: joined(others),
      test,
      trainRows: rowsWhere(startMs.length, apart),
      testRows: Int32Array.from(testRows),
    };
  });
  return { stretches, folds, paths: pathsOf(choices, count) };
}

/** The time that a test's samples tell of, and the embargo behind it. */
function leakOf(
  test: TimeSpan,
  { startMs, availableMs }: Times,
  timeframeMs: number,
  embargoMs: number,
): TimeSpan {
  let last = test.toMs;
  for (const row of rowsIn(startMs, timeframeMs, test)) last = Math.max(last, availableMs[row]!);
  return { fromMs: test.fromMs, toMs: last + embargoMs };
}

/** Samples of bars that open in a stretch: they begin at the close of those. */
const rowsIn = (startMs: Float64Array, timeframeMs: number, { fromMs, toMs }: TimeSpan): Int32Array => {
  const [from, to] = [lowerBound(startMs, fromMs + timeframeMs), lowerBound(startMs, toMs + timeframeMs)];
  return Int32Array.from({ length: to - from }, (_, k) => from + k);
};

const rowsWhere = (count: number, holds: (row: number) => boolean): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => i).filter(holds);

/** Neighbouring stretches as one. */
function joined(spans: readonly TimeSpan[]): TimeSpan[] {
  const out: TimeSpan[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last?.toMs === span.fromMs) out[out.length - 1] = { fromMs: last.fromMs, toMs: span.toMs };
    else out.push(span);
  }
  return out;
}

/** Path j takes for each group the j-th split in which it is tested. */
function pathsOf(choices: readonly (readonly number[])[], groups: number): number[][] {
  const testing = Array.from({ length: groups }, (_, group) =>
    choices.flatMap((test, split) => (test.includes(group) ? [split] : [])),
  );
  return testing[0]!.map((_, path) => testing.map((own) => own[path]!));
}
