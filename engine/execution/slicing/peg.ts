/** Best prices of a book in ticks. */
export interface Quote {
  readonly bidTicks: number;
  readonly askTicks: number;
}

/** How a pegged maker order follows the book. */
export interface PegRule {
  readonly side: "buy" | "sell";
  /** Ticks behind the best price of its own side; negative is in front of it, within the spread. */
  readonly offsetTicks: number;
  /** Never beyond this price. */
  readonly limitTicks?: number;
  /** Moves only when its place has changed by at least this many ticks, and not sooner after the last move. */
  readonly thresholdTicks: number;
  readonly intervalMs: number;
}

/**
 * Where a pegged order belongs, in ticks: never at or through the other side, so that it makes and does not take.
 *
 * @example
 * pegTicks({ side: "buy", offsetTicks: -5 }, { bidTicks: 100, askTicks: 103 }) // => 102
 */
export function pegTicks(
  { side, offsetTicks, limitTicks }: Pick<PegRule, "side" | "offsetTicks" | "limitTicks">,
  { bidTicks, askTicks }: Quote,
): number {
  return side === "buy"
    ? Math.min(bidTicks - offsetTicks, askTicks - 1, limitTicks ?? Number.POSITIVE_INFINITY)
    : Math.max(askTicks + offsetTicks, bidTicks + 1, limitTicks ?? Number.NEGATIVE_INFINITY);
}

/** The price to move a working order to; undefined where it stays. */
export function repeg(
  rule: PegRule,
  working: { readonly limitTicks: number; readonly movedMs: number },
  quote: Quote,
  nowMs: number,
): number | undefined {
  const wanted = pegTicks(rule, quote);
  const far = wanted !== working.limitTicks && Math.abs(wanted - working.limitTicks) >= rule.thresholdTicks;
  return far && nowMs - working.movedMs >= rule.intervalMs ? wanted : undefined;
}
