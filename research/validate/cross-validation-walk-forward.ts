import { refuse } from "../../engine/core/errors.ts";
import type { Stretch } from "./cross-validation.ts";

/** How {@link walkForwardWindows} walks, in observations. */
export interface WalkForwardOptions {
  readonly train: number;
  readonly test: number;
  /** From one test to the next; the length of a test unless told, so that tests join without overlap. */
  readonly step?: number;
  /** Between training and test; 0 unless told. */
  readonly gap?: number;
  /** Training always starts at the first observation, instead of moving along. */
  readonly anchored?: boolean;
}

/** One fold of a walk forward. */
export interface WalkForwardWindow {
  readonly train: Stretch;
  readonly test: Stretch;
}

/**
 * Training windows and the test windows that follow them, moved along n observations; full test windows only.
 * Source: R. Pardo, The Evaluation and Optimization of Trading Strategies, 2nd ed. (2008), ch. 11.
 *
 * @example
 * walkForwardWindows(9, { train: 4, test: 2 }) // => [{ train: [0, 4], test: [4, 6] }, { train: [2, 6], test: [6, 8] }]
 */
export function walkForwardWindows(
  n: number,
  { train, test, step = test, gap = 0, anchored = false }: WalkForwardOptions,
): WalkForwardWindow[] {
  for (const [name, value, least] of [
    ["train", train, 1],
    ["test", test, 1],
    ["step", step, 1],
    ["gap", gap, 0],
  ] as const) {
    if (!(Number.isInteger(value) && value >= least)) {
      refuse(`${name} must be a whole number of at least ${least}; was ${value}`);
    }
  }
  const windows: WalkForwardWindow[] = [];
  for (let end = train; end + gap + test <= n; end += step) {
    windows.push({ train: [anchored ? 0 : end - train, end], test: [end + gap, end + gap + test] });
  }
  return windows;
}
