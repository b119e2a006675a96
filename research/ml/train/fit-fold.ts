import { refuse } from "../../../engine/core/errors.ts";
import { type Params, resolveParams } from "../../../engine/graph/params.ts";
import type { Artefact } from "../../../engine/model/artefact.ts";
import { predict } from "../../../engine/model/predict.ts";
import type { FeatureSpread } from "../../../engine/model/spread.ts";
import { fitIsotonic, fitPlatt } from "../calibration/calibration.ts";
import { firstFrom, overlapEnds, type SampleTable, samplesAt } from "../dataset.ts";
import { historyAt, predictAlong } from "../history.ts";
import { decayedAt } from "../labels/weights.ts";
import type { Fitted, Learner, Task } from "../learner.ts";
import { learnerOf } from "../learners.ts";
import { prepared } from "../preparation/prepared.ts";
import type { Samples } from "../trees/boost-options.ts";
import { ksDistance, spreadOf, stabilityOf } from "./drift.ts";
import type { TrainingJob } from "./job.ts";
import { searchParams, type TriedParams } from "./search-params.ts";

/** What the training of one fold gave. Plain values, so that it goes to a file and to other threads as it is. */
export interface FoldFit {
  readonly artefact: Artefact;
  /** Parameters of the learner that were tried, in order, and the loss of each on the held-out tail. */
  readonly trials: readonly TriedParams[];
  /** Of the chosen ones. */
  readonly params: Readonly<Record<string, number>>;
  /** Loss on the held-out tail after each round of the chosen model; empty where it has no rounds. */
  readonly losses: Float64Array;
  /** By feature, of sum 1; empty where the learner tells none. */
  readonly importance: Float64Array;
  /** By sample of the test. */
  readonly predictions: Float64Array;
  /** By feature: how the test's values differ from those of the training. */
  readonly stability: Float64Array;
  readonly ks: Float64Array;
}

/** The learner with what it needs done to features first, all of it fitted on the samples that it learns from. */
function preparedLearner({ learner: name, select }: TrainingJob): Learner {
  const learner = learnerOf(name);
  const { filled, scaled } = learner.needs;
  return filled || scaled || select ? prepared(learner, select ? { select } : {}) : learner;
}

/** What is learned from and what is held out to choose parameters and to stop by. */
interface Parts {
  readonly head: Int32Array;
  readonly tail: Int32Array;
}

/**
 * Trains the model of one fold: the last part of its training samples is held out, purged of those whose label is known
 * only later; parameters are sought and training is stopped by the loss there. Preparation and calibration are fitted
 * within the fold as well; its test is touched by the finished model alone. Equal jobs give equal fits.
 */
export async function fitFold(
  table: SampleTable,
  job: TrainingJob,
  { trainRows, testRows }: { readonly trainRows: Int32Array; readonly testRows: Int32Array },
): Promise<FoldFit> {
  const learner = preparedLearner(job);
  const parts = partsOf(table, trainRows, job.tailShare);
  const [head, held] = [agedAt(table, parts.head, job.decay), samplesAt(table, parts.tail)];
  const spread = spreadOf(head.columns);
  const times = (column: Float64Array) => Float64Array.from(parts.head, (row) => column[row]!);
  const ends = overlapEnds({ startMs: times(table.startMs), availableMs: times(table.availableMs) });
  const fit = async (given: Readonly<Record<string, unknown>>): Promise<Tried> => {
    const params = resolveParams(learner.name, learner.params as Params, given);
    const request = { task: job.task, samples: head, validation: held, ends, params, seed: job.seed };
    const fitted = await learner.learn(request as never);
    const made = artefactOf(job, table, parts.head.length, fitted, spread);
    return {
      fitted,
      made,
      params: given,
      loss: lossOf(job.task, predictRows(made, table, parts.tail), held),
    };
  };
  const { best, trials } = await searchParams(job, learner, fit);
  const artefact = calibrated(job, best.made, table, parts.tail);
  return {
    artefact,
    trials,
    params: best.params as Readonly<Record<string, number>>,
    losses: Float64Array.from(best.fitted.losses),
    importance: best.fitted.importance ?? new Float64Array(),
    predictions: predictRows(artefact, table, testRows),
    ...driftOf(spread, head, samplesAt(table, testRows)),
  };
}

/** The samples at the rows of a training window, weighted down by age where that is asked for. */
const agedAt = (table: SampleTable, rows: Int32Array, decay: number | undefined): Samples => ({
  ...samplesAt(table, rows),
  ...(decay !== undefined && { weights: decayedAt(table, rows, decay) }),
});

interface Tried {
  readonly fitted: Fitted;
  readonly made: Artefact;
  readonly params: Readonly<Record<string, unknown>>;
  readonly loss: number;
}

/** The tail begins at a time, so that no two samples of one time are on both sides. */
function partsOf({ startMs, availableMs }: SampleTable, rows: Int32Array, share: number): Parts {
  const times = Float64Array.from(rows, (row) => startMs[row]!);
  const cutMs = times[Math.floor(times.length * (1 - share))] ?? Number.NaN;
  const cut = firstFrom(times, cutMs);
  const head = rows.subarray(0, cut).filter((row) => availableMs[row]! <= cutMs);
  const tail = rows.subarray(cut);
  if (head.length < 2 || tail.length < 1) {
    refuse(
      `a fold must have samples to learn from and others to stop by; it has ${head.length} and ${tail.length}; lengthen --train`,
    );
  }
  return { head, tail };
}

function artefactOf(
  { missing, fingerprint, seed, codeVersion }: TrainingJob,
  { features }: SampleTable,
  rows: number,
  { model }: Fitted,
  spread: FeatureSpread,
): Artefact {
  return { features, model, missing, trainedOn: { fingerprint, rows }, spread, seed, code: codeVersion };
}

/** Predictions of a finished model, by the code that predicts live. */
export function predictRows(artefact: Artefact, table: SampleTable, rows: Int32Array): Float64Array {
  const { columns, bars, symbol, row } = table;
  if (bars) return predictAlong(artefact, historyAt({ series: bars, symbol, row }, rows));
  const predictor = predict(artefact);
  const x = new Float64Array(columns.length);
  return Float64Array.from(rows, (row) => {
    for (let j = 0; j < x.length; j++) x[j] = columns[j]![row]!;
    return predictor(x, 0);
  });
}

/**
 * Weighted mean of log-loss for a chance, of the squared error else, over the predictions that are known: a learner that
 * looks back knows none for the first bars of a young symbol. NaN where none is.
 */
export function lossOf(task: Task, predictions: Float64Array, { y, weights }: Samples): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    if (Number.isNaN(predictions[i]!)) continue;
    const weight = weights?.[i] ?? 1;
    sum += weight * (task === "binary" ? logLoss(predictions[i]!, y[i]!) : (predictions[i]! - y[i]!) ** 2);
    total += weight;
  }
  return sum / total;
}

/** -log of the chance that was given to what came, at most that of one in 10^15. */
export const logLoss = (chance: number, outcome: number): number =>
  -Math.log(Math.max(1e-15, outcome === 1 ? chance : 1 - chance));

function calibrated(job: TrainingJob, artefact: Artefact, table: SampleTable, tail: Int32Array): Artefact {
  if (!job.calibration) return artefact;
  const all = predictRows(artefact, table, tail);
  const known = (_: number, i: number): boolean => !Number.isNaN(all[i]!);
  const [predictions, outcomes] = [
    all.filter(known),
    Float64Array.from(tail.filter(known), (row) => table.y[row]!),
  ];
  // A tail of one outcome tells nothing of a curve.
  if (!(outcomes.includes(0) && outcomes.includes(1))) return artefact;
  const fitCurve = job.calibration === "platt" ? fitPlatt : fitIsotonic;
  return { ...artefact, calibration: fitCurve(predictions, outcomes) };
}

/** Tests of fewer samples than this tell nothing of a distribution. */
const driftRowsMin = 50;

function driftOf(
  spread: FeatureSpread,
  { columns }: Samples,
  test: Samples,
): Pick<FoldFit, "stability" | "ks"> {
  if (test.y.length < driftRowsMin) {
    const unknown = new Float64Array(columns.length).fill(Number.NaN);
    return { stability: unknown, ks: unknown };
  }
  return {
    stability: stabilityOf(spread, test.columns),
    ks: Float64Array.from(columns, (column, j) => ksDistance(column, test.columns[j]!)),
  };
}
