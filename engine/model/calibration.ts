import { refuse } from "../core/errors.ts";
import { floatsOf, numberOf, recordOf, wordOf } from "./read.ts";
import { logistic } from "./trees.ts";

/** Platt's sigmoid: the probability 1 / (1 + exp(-(slope * value + intercept))). */
export interface Platt {
  readonly kind: "platt";
  readonly slope: number;
  readonly intercept: number;
}

/** A rising curve of straight pieces through the points (x, y), flat outside of them. */
export interface Isotonic {
  readonly kind: "isotonic";
  /** Rising, no value twice. */
  readonly x: Float64Array;
  /** Never falling. */
  readonly y: Float64Array;
}

/** What turns a model's result into a probability that can be believed. */
export type Calibration = Platt | Isotonic;

/**
 * The calibrated value; NaN stays NaN.
 *
 * @example
 * calibrate({ kind: "isotonic", x: Float64Array.of(0, 1), y: Float64Array.of(0.2, 0.4) }, 0.5).toFixed(3) // => "0.300"
 */
export function calibrate(calibration: Calibration, value: number): number {
  if (calibration.kind === "platt") return logistic(calibration.slope * value + calibration.intercept);
  const { x, y } = calibration;
  if (value !== value) return value;
  let [low, high] = [0, x.length - 1];
  if (value <= x[low]!) return y[low]!;
  if (value >= x[high]!) return y[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= value) low = middle;
    else high = middle;
  }
  return y[low]! + ((value - x[low]!) / (x[high]! - x[low]!)) * (y[high]! - y[low]!);
}

/** A calibration out of an untrusted record. Throws a UserError where it is not sound. */
export function parseCalibration(given: unknown): Calibration {
  const fields = recordOf("calibration", given);
  const kind = wordOf("calibration.kind", fields.kind, ["platt", "isotonic"]);
  if (kind === "platt") {
    const slope = numberOf("calibration.slope", fields.slope);
    return { kind, slope, intercept: numberOf("calibration.intercept", fields.intercept) };
  }
  const x = floatsOf("calibration.x", fields.x);
  const y = floatsOf("calibration.y", fields.y, x.length);
  if (x.length === 0) refuse("calibration.x must hold a value at least");
  for (let i = 1; i < x.length; i++) {
    if (!(x[i]! > x[i - 1]! && y[i]! >= y[i - 1]!)) {
      refuse(`calibration must rise from point to point; it does not at ${i}`);
    }
  }
  return { kind, x, y };
}
