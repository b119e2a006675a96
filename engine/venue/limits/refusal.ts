/** Why an exchange turned a request down: a rule of ours, and code and HTTP status as Binance gives them. */
export interface Refusal {
  readonly rule: RefusalRule;
  readonly code: number;
  readonly status: number;
  readonly text: string;
  /** When to try again, ms from now; only of rate limits and bans. */
  readonly retryAfterMs?: number;
}

const table = {
  "unknown-symbol": [-1121, 400],
  halted: [-1013, 400],
  delisted: [-1013, 400],
  tick: [-1013, 400],
  lot: [-1013, 400],
  "notional-min": [-1013, 400],
  "price-band": [-1013, 400],
  "orders-max": [-1013, 400],
  "conditional-orders-max": [-1013, 400],
  terms: [-1102, 400],
  duplicate: [-2010, 400],
  "post-only": [-2010, 400],
  "reduce-only": [-2022, 400],
  "trigger-at-once": [-2010, 400],
  balance: [-2010, 400],
  margin: [-2019, 400],
  "unknown-order": [-2011, 400],
  "no-such-order": [-2013, 400],
  timestamp: [-1021, 400],
  signature: [-1022, 400],
  "api-key": [-2015, 401],
  "rate-limit": [-1003, 429],
  "order-rate": [-1015, 429],
  banned: [-1003, 418],
  outage: [-1001, 503],
  fault: [-1000, 500],
} as const satisfies Readonly<Record<string, readonly [code: number, status: number]>>;

export type RefusalRule = keyof typeof table;

/**
 * A refusal by a rule, with the text that says which value broke it.
 *
 * @example
 * refusal("banned", "way too many requests").status // => 418
 */
export const refusal = (rule: RefusalRule, text: string, retryAfterMs?: number): Refusal => ({
  rule,
  code: table[rule][0],
  status: table[rule][1],
  text,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
