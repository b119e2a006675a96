import { lowerBound } from "../../engine/core/calendar.ts";
import { refuse } from "../../engine/core/errors.ts";
import type { MarketData } from "../../engine/run/market.ts";
import { foldsOf, type Stretch } from "../validate/cross-validation.ts";
import { combinatorialPurged } from "../validate/cross-validation-combinatorial.ts";
import { purgedKFold } from "../validate/cross-validation-purged.ts";
import { walkForwardWindows } from "../validate/cross-validation-walk-forward.ts";
import type { Period, Scheme } from "./model.ts";

/** Lengths of windows, all in bars or all in ms. */
export interface WalkOptions {
  readonly scheme: "walk-forward";
  readonly unit: "ms" | "bars";
  readonly train: number;
  readonly test: number;
  /** Left out between training and test. */
  readonly embargo: number;
  readonly anchored: boolean;
}

/** How a cross-validation splits, in bars. */
export interface CrossOptions {
  readonly scheme: Exclude<Scheme, "walk-forward">;
  /** Folds of equal length; groups, for combinatorial splits. */
  readonly folds: number;
  /** Groups that are the test of one split; 1 for folds. */
  readonly testGroups: number;
  /** Bars after a decision within which its return is earned, and that must not lie in training and test both. */
  readonly purge: number;
  /** Bars behind each test that training leaves out, too. */
  readonly embargo: number;
}

export type WindowOptions = WalkOptions | CrossOptions;

/** Where folds learn and are tested. */
export interface Windows {
  /** Stretches in which something is tested, in order and without overlap. */
  readonly stretches: readonly Period[];
  readonly folds: readonly {
    readonly train: readonly Period[];
    /** Indices of its stretches. */
    readonly test: readonly number[];
  }[];
  /** For each path, the fold that is tested in each of the stretches. */
  readonly paths: readonly (readonly number[])[];
}

/** A decision takes one bar, and its return another. */
const barsMin = 2;
const foldsMax = 10_000;

/**
 * Cuts the bars of a market from `fromMs` on. Throws a UserError where there is too little history for a single fold, or
 * a window holds fewer than two bars.
 */
export function windowsOf(market: MarketData, fromMs: number | undefined, options: WindowOptions): Windows {
  const start = fromMs === undefined ? 0 : lowerBound(market.ts, fromMs);
  const windows =
    options.scheme === "walk-forward" ? walkedOf(market, start, options) : crossedOf(market, start, options);
  if (windows.folds.length > foldsMax) {
    refuse(`windows must make at most ${foldsMax} folds; they make ${windows.folds.length}; lengthen --test`);
  }
  for (const period of [...windows.stretches, ...windows.folds.flatMap(({ train }) => train)]) {
    if (period.bars >= barsMin) continue;
    const [from, to] = [period.fromMs, period.toMs].map((ms) => new Date(ms).toISOString());
    refuse(`a window must hold at least ${barsMin} bars; that from ${from} to ${to} holds ${period.bars}`);
  }
  return windows;
}

function walkedOf(market: MarketData, start: number, options: WalkOptions): Windows {
  const { unit, train, test, embargo, anchored } = options;
  const { ts, timeframeMs } = market;
  const end = ts[ts.length - 1]! + timeframeMs;
  const n = unit === "bars" ? ts.length - start : end - ts[start]!;
  const walked = walkForwardWindows(n, { train, test, gap: embargo, anchored });
  if (walked.length === 0) {
    const say = (length: number) => (unit === "bars" ? `${length} bars` : `${length / 86_400_000} days`);
    refuse(
      `training, embargo and test must fit into the history of ${say(n)}; they take ${say(train + embargo + test)}`,
    );
  }
  const periodOf =
    unit === "bars"
      ? (stretch: Stretch) => periodOfBars(market, start, stretch)
      : ([from, to]: Stretch) => periodOfTime(market, ts[start]! + from, ts[start]! + to);
  return {
    stretches: walked.map((each) => periodOf(each.test)),
    folds: walked.map((each, k) => ({ train: [periodOf(each.train)], test: [k] })),
    paths: [walked.map((_, k) => k)],
  };
}

function crossedOf(market: MarketData, start: number, options: CrossOptions): Windows {
  const { scheme, folds: count, testGroups, purge, embargo } = options;
  const n = market.ts.length - start;
  const ends = Array.from({ length: n }, (_, i) => Math.min(n - 1, i + purge));
  const periodOf = (stretch: Stretch): Period => periodOfBars(market, start, stretch);
  const stretches = foldsOf(n, count).map(periodOf);
  const trainOf = ({ train }: { readonly train: readonly number[] }): Period[] => runsOf(train).map(periodOf);
  if (scheme === "purged-kfold") {
    const splits = purgedKFold({ ends, folds: count, embargo });
    const folds = splits.map((split, k) => ({ train: trainOf(split), test: [k] }));
    return checkTrain({ stretches, folds, paths: [folds.map((_, k) => k)] });
  }
  const { splits, paths } = combinatorialPurged({ ends, groups: count, testGroups, embargo });
  const folds = splits.map((split) => ({ train: trainOf(split), test: split.testGroups }));
  return checkTrain({ stretches, folds, paths });
}

function checkTrain(windows: Windows): Windows {
  const bare = windows.folds.findIndex(({ train }) => train.length === 0);
  if (bare >= 0)
    refuse(`every fold must have bars to train on; purge and embargo leave fold ${bare + 1} none`);
  return windows;
}

/** Runs of neighbouring indices as stretches. */
function runsOf(indices: readonly number[]): Stretch[] {
  const runs: [number, number][] = [];
  for (const index of indices) {
    const last = runs.at(-1);
    if (last && last[1] === index) last[1]++;
    else runs.push([index, index + 1]);
  }
  // A single bar between two tests has no return of its own to learn from.
  return runs.filter(([from, to]) => to - from >= barsMin);
}

function periodOfBars({ ts, timeframeMs }: MarketData, start: number, [from, to]: Stretch): Period {
  const endMs = start + to < ts.length ? ts[start + to]! : ts[ts.length - 1]! + timeframeMs;
  return { fromMs: ts[start + from]!, toMs: endMs, bars: to - from };
}

const periodOfTime = ({ ts }: MarketData, fromMs: number, toMs: number): Period => ({
  fromMs,
  toMs,
  bars: lowerBound(ts, toMs) - lowerBound(ts, fromMs),
});
