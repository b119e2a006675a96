import { type PegRule, pegTicks, type Quote, repeg } from "./peg.ts";
import { dueLots, type Parent, type Slice } from "./slices.ts";

/** How a parent is worked. */
export type Algo =
  /** Parts at fixed times, at the market: from `twap`, `vwap` or `shortfallSlices`; none below `lotsMin` but the last. */
  | { readonly kind: "scheduled"; readonly slices: readonly Slice[]; readonly lotsMin?: number }
  /** A share of all volume, own trades included, in (0, 1); no part smaller than `lotsMin` but the last. */
  | { readonly kind: "pov"; readonly rate: number; readonly lotsMin: number }
  /** One limit order of at most `displayLots` at a time. */
  | { readonly kind: "iceberg"; readonly displayLots: number; readonly limitTicks: number }
  /** One post-only order that follows the book. */
  | { readonly kind: "pegged"; readonly peg: Omit<PegRule, "side"> };

/** What has become of a parent so far. */
export interface Progress {
  readonly filledLots: number;
  /** Lots of children that are still open. */
  readonly workingLots: number;
  /** The price of the open child of an iceberg or pegged order, and when it got there. */
  readonly working?: { readonly limitTicks: number; readonly movedMs: number };
}

/** What the algorithms look at. */
export interface SliceMarket extends Quote {
  /** Lots that others have traded since the parent's start. */
  readonly volumeLots: number;
}

export type SliceAction =
  | { readonly kind: "place"; readonly lots: number; readonly limitTicks?: number; readonly postOnly?: true }
  | { readonly kind: "move"; readonly limitTicks: number }
  | { readonly kind: "cancel" };

/**
 * What to do for a parent now; undefined for nothing. Children never add up to more than the parent. At its end what is
 * open is cancelled, and once that is confirmed the rest goes to the market, so that a parent ends in time.
 */
export function nextChild(
  algo: Algo,
  parent: Parent,
  progress: Progress,
  market: SliceMarket,
  nowMs: number,
): SliceAction | undefined {
  const left = parent.lots - progress.filledLots - progress.workingLots;
  if (nowMs < parent.startMs) return undefined;
  if (nowMs >= parent.endMs) {
    if (progress.workingLots > 0) return { kind: "cancel" };
    return left > 0 ? { kind: "place", lots: left } : undefined;
  }
  switch (algo.kind) {
    case "scheduled": {
      const due = Math.min(left, dueLots(algo.slices, nowMs) - (parent.lots - left));
      return due >= Math.min(algo.lotsMin ?? 1, left) ? place(due) : undefined;
    }
    case "pov": {
      // A share r of all is r / (1 - r) of what the others trade.
      const due = Math.floor((algo.rate / (1 - algo.rate)) * market.volumeLots) - (parent.lots - left);
      return due >= Math.min(algo.lotsMin, left) ? place(Math.min(left, due)) : undefined;
    }
    case "iceberg":
      if (progress.workingLots > 0 || left === 0) return undefined;
      return { kind: "place", lots: Math.min(left, algo.displayLots), limitTicks: algo.limitTicks };
    case "pegged":
      return pegged({ ...algo.peg, side: parent.side }, left, progress, market, nowMs);
  }
}

const place = (lots: number): SliceAction | undefined => (lots > 0 ? { kind: "place", lots } : undefined);

function pegged(
  rule: PegRule,
  left: number,
  { working }: Progress,
  market: SliceMarket,
  nowMs: number,
): SliceAction | undefined {
  if (working) {
    const limitTicks = repeg(rule, working, market, nowMs);
    return limitTicks === undefined ? undefined : { kind: "move", limitTicks };
  }
  return left > 0
    ? { kind: "place", lots: left, limitTicks: pegTicks(rule, market), postOnly: true }
    : undefined;
}
