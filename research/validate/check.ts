/** What a check came to. What cannot be measured has not been shown, which the gate takes as a failure unless told. */
export type Verdict = "passed" | "failed" | "not-measurable";

/** In which form a value and its threshold are written. */
export type CheckUnit = "number" | "percent" | "probability" | "count" | "days" | "bars" | "money";

/** One question that the gate asks, with its answer. */
export interface Check {
  /** Name by which a policy speaks of it, such as `deflated-sharpe`. */
  readonly name: string;
  /** What was measured, in a few words. */
  readonly label: string;
  readonly unit: CheckUnit;
  /** NaN where it could not be measured. */
  readonly value: number;
  /** NaN where the check reports and does not judge. */
  readonly threshold: number;
  /** Which side of the threshold passes: `above` and `below` leave out the threshold itself. */
  readonly passes: "at-least" | "above" | "at-most" | "below";
  readonly verdict: Verdict;
  /** Whether the gate needs it to pass; the others are reported beside. */
  readonly binding: boolean;
  /** What the value says, or why there is none, in a sentence. */
  readonly reason: string;
}

/** A check without its verdict. */
export interface Measured
  extends Pick<Check, "name" | "label" | "unit" | "value" | "threshold" | "passes" | "reason"> {
  /** Not held against the strategy, for what its reason says. */
  readonly waived?: boolean;
}

const holds: Readonly<Record<Check["passes"], (value: number, threshold: number) => boolean>> = {
  "at-least": (value, threshold) => value >= threshold,
  above: (value, threshold) => value > threshold,
  "at-most": (value, threshold) => value <= threshold,
  below: (value, threshold) => value < threshold,
};

/**
 * The verdict on a value. Without a threshold whatever was measured passes.
 *
 * @example
 * verdictOf({ value: 0.97, threshold: 0.95, passes: "at-least" }) // => "passed"
 * @example
 * verdictOf({ value: Number.NaN, threshold: 0.95, passes: "at-least" }) // => "not-measurable"
 */
export function verdictOf({
  value,
  threshold,
  passes,
}: Pick<Check, "value" | "threshold" | "passes">): Verdict {
  if (Number.isNaN(value)) return "not-measurable";
  return Number.isNaN(threshold) || holds[passes](value, threshold) ? "passed" : "failed";
}

/** Which checks count, by name. */
export interface Weights {
  /** Reported, and never decisive; those of the default policy always are. */
  readonly reported: readonly string[];
  /** Decisive, but not where they could not be measured. */
  readonly excused: readonly string[];
}

/** Judges what was measured; what is reported alone, excused or waived is not binding. */
export function judged({ waived = false, ...measured }: Measured, { reported, excused }: Weights): Check {
  const verdict = verdictOf(measured);
  const { name } = measured;
  const free = waived || (verdict === "not-measurable" && excused.includes(name));
  return { ...measured, verdict, binding: !reported.includes(name) && !free };
}

/** Whether a check keeps the gate shut. */
export const blocks = ({ binding, verdict }: Pick<Check, "binding" | "verdict">): boolean =>
  binding && verdict !== "passed";
