import { between, checkFields, optional } from "../../core/fields.ts";

/** What a generated book looks like around a price. All fields have defaults: {@link depthProfile}. */
export interface DepthProfile {
  /** Between best bid and best ask, in 1/10,000 of the price; at least one tick. */
  readonly spreadBps: number;
  /** Between two levels of a side, likewise. */
  readonly stepBps: number;
  /** Levels of each side. */
  readonly levels: number;
  /** Notional of the best level, in the quote currency. */
  readonly touchNotional: number;
  /** Each level has so many times the lots of the one before it. */
  readonly growth: number;
  /** Standard deviation of the logarithm of each level's lots. */
  readonly jitter: number;
  /** Time in which half of what was taken is there again, ms. */
  readonly halfLifeMs: number;
}

const rules = {
  spreadBps: optional(between(0, 1_000)),
  stepBps: optional(between(0, 1_000)),
  levels: optional([
    "a whole number in [1, 500]",
    (x) => Number.isInteger(x) && 1 <= (x as number) && (x as number) <= 500,
  ]),
  touchNotional: optional(between(1e-9, 1e15)),
  growth: optional(between(0.01, 100)),
  jitter: optional(between(0, 3)),
  halfLifeMs: optional(between(0, 1e12)),
} as const;

/**
 * A depth profile, with defaults of a liquid spot pair: 1 bp of spread, 20 levels a bp apart, 20,000 in the quote
 * currency at the touch, 1.15 times as much at each next level, half of what was taken back within a second. Throws a
 * UserError for a field that is not known or out of range.
 *
 * @example
 * depthProfile({ levels: 5 }).spreadBps // => 1
 */
export function depthProfile(given: Partial<DepthProfile> = {}): DepthProfile {
  checkFields("field of a depth profile", given, rules, "depth.");
  return {
    spreadBps: 1,
    stepBps: 1,
    levels: 20,
    touchNotional: 20_000,
    growth: 1.15,
    jitter: 0.3,
    halfLifeMs: 1_000,
    ...given,
  };
}
