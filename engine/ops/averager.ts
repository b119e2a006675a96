import type { AverageKind } from "./average.ts";
import { pushMean, type RunningSum, runningSum } from "./running-sum.ts";
import { type Seed, type Smoothing, smooth, smoothing } from "./smoothing.ts";

/** An average as part of the state of an operator that takes several at once. */
export interface Averager {
  readonly simple: RunningSum | undefined;
  readonly recursive: Smoothing;
}

/** What an indicator's parameters say of its averages. */
export interface AverageSettings {
  readonly n: number;
  readonly smooth: AverageKind;
  readonly seed: Seed;
}

export const averager = ({ n, smooth: kind, seed }: AverageSettings): Averager => ({
  simple: kind === "simple" ? runningSum(n) : undefined,
  recursive: smoothing(n, kind === "ema" ? 2 / (n + 1) : 1 / n, seed),
});

/** Takes the next value and gives the average, NaN before there is one: as `sma`, `ema` and `rma` do. */
export const pushAverage = (a: Averager, x: number): number =>
  a.simple ? pushMean(a.simple, x) : smooth(a.recursive, x);
