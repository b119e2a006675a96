import { ranksOf } from "../../bias/ranks.ts";
import { logLoss } from "./fit-fold.ts";

/** How well chances were told that came true or did not. What cannot be told is NaN. */
export interface ChanceMeasures {
  readonly samples: number;
  /** Share of outcomes that were 1. */
  readonly baseRate: number;
  readonly logLoss: number;
  /** Of always telling the base rate of these outcomes: what a skilled model is below. */
  readonly baseLogLoss: number;
  readonly brier: number;
  /** Area under the receiver operating characteristic: 0.5 is chance. */
  readonly auc: number;
  /** Mean precision over recall: the base rate is chance. */
  readonly averagePrecision: number;
  /** Outcomes by what was told (1 where the chance was above one half) and what came. */
  readonly confusion: {
    readonly truePositive: number;
    readonly falsePositive: number;
    readonly trueNegative: number;
    readonly falseNegative: number;
  };
}

/** A curve through points. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Outcomes by the chance that was told of them. */
export interface CalibrationClass {
  readonly told: number;
  readonly came: number;
  readonly count: number;
}

/** How near numbers were told. What cannot be told is NaN. */
export interface NumberMeasures {
  readonly samples: number;
  readonly rmse: number;
  /** 1 less the squared errors over those of always telling the mean of these outcomes. */
  readonly r2: number;
  readonly correlation: number;
  /** Correlation of ranks (Spearman): what a ranker lives on. */
  readonly rankCorrelation: number;
}

/** Steps of the threshold from the greatest prediction down: outcomes of 1 and of 0 at or above it. */
interface Sweep {
  readonly hits: Float64Array;
  readonly misses: Float64Array;
  readonly positives: number;
  readonly negatives: number;
}

function sweepOf(predictions: Float64Array, outcomes: Float64Array): Sweep {
  const order = Array.from(predictions.keys()).sort((a, b) => predictions[b]! - predictions[a]! || a - b);
  const [hits, misses]: [number[], number[]] = [[], []];
  let [hit, miss] = [0, 0];
  for (const [k, i] of order.entries()) {
    if (outcomes[i] === 1) hit++;
    else miss++;
    // Equal predictions cross a threshold together.
    if (predictions[order[k + 1]!] === predictions[i]) continue;
    hits.push(hit);
    misses.push(miss);
  }
  return {
    hits: Float64Array.from(hits),
    misses: Float64Array.from(misses),
    positives: hit,
    negatives: miss,
  };
}

/** Predictions that are known, with their outcomes. */
export function knownPairs(
  predictions: Float64Array,
  outcomes: Float64Array,
): readonly [Float64Array, Float64Array] {
  const known = (_: number, i: number): boolean => !Number.isNaN(predictions[i]!);
  return [predictions.filter(known), outcomes.filter(known)];
}

/** Measures of told chances beside outcomes of 0 and 1. */
export function chanceMeasures(predictions: Float64Array, outcomes: Float64Array): ChanceMeasures {
  const [told, came] = knownPairs(predictions, outcomes);
  const n = told.length;
  const { hits, misses, positives, negatives } = sweepOf(told, came);
  const rate = positives / n;
  const mean = (of: (i: number) => number) => told.reduce((sum, _, i) => sum + of(i), 0) / n;
  const at = { hit: 0, miss: 0 };
  for (let i = 0; i < n; i++) if (told[i]! > 0.5) at[came[i] === 1 ? "hit" : "miss"]++;
  let [area, precision] = [0, 0];
  for (let k = 0; k < hits.length; k++) {
    const [hit, miss] = [hits[k - 1] ?? 0, misses[k - 1] ?? 0];
    area += (misses[k]! - miss) * (hits[k]! + hit) * 0.5;
    precision += ((hits[k]! - hit) * hits[k]!) / (hits[k]! + misses[k]!);
  }
  return {
    samples: n,
    baseRate: rate,
    logLoss: mean((i) => logLoss(told[i]!, came[i]!)),
    baseLogLoss: n === 0 ? Number.NaN : mean((i) => logLoss(rate, came[i]!)),
    brier: mean((i) => (told[i]! - came[i]!) ** 2),
    auc: area / (positives * negatives),
    averagePrecision: precision / positives,
    confusion: {
      truePositive: at.hit,
      falsePositive: at.miss,
      trueNegative: negatives - at.miss,
      falseNegative: positives - at.hit,
    },
  };
}

const pointsMax = 60;

/** The receiver operating characteristic (share of 0 and of 1 at or above a threshold), and precision over recall. */
export function chanceCurves(
  predictions: Float64Array,
  outcomes: Float64Array,
): { readonly roc: Curve; readonly precisionRecall: Curve } {
  const { hits, misses, positives, negatives } = sweepOf(...knownPairs(predictions, outcomes));
  const steps = hits.length;
  const kept = Array.from({ length: Math.min(steps, pointsMax) }, (_, k) =>
    Math.round((k * (steps - 1)) / Math.max(1, Math.min(steps, pointsMax) - 1)),
  );
  return {
    roc: {
      x: [0, ...kept.map((k) => misses[k]! / negatives)],
      y: [0, ...kept.map((k) => hits[k]! / positives)],
    },
    precisionRecall: {
      x: kept.map((k) => hits[k]! / positives),
      y: kept.map((k) => hits[k]! / (hits[k]! + misses[k]!)),
    },
  };
}

/** Classes of about equal count by the chance that was told, at most so many. */
export function calibrationClasses(
  predictions: Float64Array,
  outcomes: Float64Array,
  classes = 10,
): CalibrationClass[] {
  const [told, came] = knownPairs(predictions, outcomes);
  const order = Array.from(told.keys()).sort((a, b) => told[a]! - told[b]! || a - b);
  const found: CalibrationClass[] = [];
  for (let k = 0, from = 0; k < classes && from < order.length; k++) {
    let to = Math.max(from + 1, Math.round(((k + 1) * order.length) / classes));
    while (to < order.length && told[order[to]!] === told[order[to - 1]!]) to++;
    const own = order.slice(from, to);
    const meanOf = (column: Float64Array) => own.reduce((sum, i) => sum + column[i]!, 0) / own.length;
    found.push({ told: meanOf(told), came: meanOf(came), count: own.length });
    from = to;
  }
  return found;
}

/** Measures of told numbers beside what came. */
export function numberMeasures(predictions: Float64Array, outcomes: Float64Array): NumberMeasures {
  const [told, came] = knownPairs(predictions, outcomes);
  const n = told.length;
  const mean = came.reduce((sum, value) => sum + value, 0) / n;
  const [errors, spread] = came.reduce(
    ([a, b], value, i) => [a! + (value - told[i]!) ** 2, b! + (value - mean) ** 2],
    [0, 0],
  ) as [number, number];
  return {
    samples: n,
    rmse: Math.sqrt(errors / n),
    r2: 1 - errors / spread,
    correlation: correlationOf(told, came),
    rankCorrelation: correlationOf(ranksOf(told), ranksOf(came)),
  };
}

/** Correlation (Pearson) of two columns without gaps; NaN where one does not vary. */
export function correlationOf(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  const [meanA, meanB] = [a, b].map((column) => column.reduce((sum, x) => sum + x, 0) / n) as [
    number,
    number,
  ];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}
