import { pushPair, type WindowPairs, windowPairs } from "./window-pairs.ts";

/** The least-squares line through the last n values against time in bars. */
export interface WindowLine {
  readonly n: number;
  readonly pairs: WindowPairs;
  /** Squared deviations of n consecutive whole numbers from their mean. */
  readonly spread: number;
  time: number;
  /** Of the window, after `pushLine` has told that it is full. */
  mean: number;
  slope: number;
  deviations: number;
}

export const windowLine = (n: number): WindowLine => ({
  n,
  pairs: windowPairs(n),
  spread: (n * (n * n - 1)) / 12,
  time: 0,
  mean: 0,
  slope: 0,
  deviations: 0,
});

/** Takes the next value; true when the window is full, and then its line holds. */
export function pushLine(w: WindowLine, x: number): boolean {
  const full = pushPair(w.pairs, x, w.time++);
  const { all } = w.pairs;
  w.mean = all[0]!;
  w.deviations = all[2]!;
  w.slope = all[4]! / w.spread;
  return full;
}
