import type { FeedEvent } from "../../ports.ts";
import type { Slot } from "../session.ts";

/** A bar in the making: of trades, or the whole one that the feed gave in their place. */
export interface BarBuilder {
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  /** Whether the feed gave this bar whole: trades do not change it any more. */
  whole: boolean;
  /** Whether it was missed and is told later. */
  past: boolean;
}

export const createBarBuilder = (): BarBuilder => ({
  open: Number.NaN,
  high: Number.NaN,
  low: Number.NaN,
  close: Number.NaN,
  volume: 0,
  whole: false,
  past: false,
});

/** Takes a trade into the bar. */
export function addTrade(bar: BarBuilder, price: number, quantity: number): void {
  if (bar.whole) return;
  if (bar.open !== bar.open) {
    bar.open = price;
    bar.high = price;
    bar.low = price;
  } else if (price > bar.high) bar.high = price;
  else if (price < bar.low) bar.low = price;
  bar.close = price;
  bar.volume += quantity;
}

/** Puts the bar of its source in the place of what trades have made. */
export function setBar(bar: BarBuilder, given: Extract<FeedEvent, { readonly kind: "bar" }>): void {
  bar.open = given.open;
  bar.high = given.high;
  bar.low = given.low;
  bar.close = given.close;
  bar.volume = given.volume;
  bar.whole = true;
  bar.past = given.past === true;
}

/** Makes the bar the present one of a session's symbol, and begins the next. */
export function finishBar(bar: BarBuilder, slot: Slot): void {
  slot.open = bar.open;
  slot.high = bar.high;
  slot.low = bar.low;
  slot.close = bar.close;
  slot.present = bar.open === bar.open;
  bar.open = Number.NaN;
  bar.high = Number.NaN;
  bar.low = Number.NaN;
  bar.close = Number.NaN;
  bar.volume = 0;
  bar.whole = false;
  bar.past = false;
}
