/** A refusal of trading, as data: which rule refused, its limit, and what was wanted. */
export interface Rejection {
  readonly kind: "rejected";
  readonly rule: string;
  readonly limit: number | string;
  readonly wanted: number | string;
}

/**
 * A refusal by a rule.
 *
 * @example
 * rejected("position-max", 5, 8) // => { kind: "rejected", rule: "position-max", limit: 5, wanted: 8 }
 */
export const rejected = (rule: string, limit: number | string, wanted: number | string): Rejection => ({
  kind: "rejected",
  rule,
  limit,
  wanted,
});

/** Tells a refusal from the result that was asked for. */
export const isRejected = (value: object): value is Rejection =>
  (value as { readonly kind?: unknown }).kind === "rejected";
