import type { Desk } from "../live/desk.ts";
import type { TraderInput } from "../live/trader-input.ts";
import { isMarket } from "./fold-events.ts";
import type { BarsBeside } from "./fold-rows.ts";
import { hearFeed, type Uptime } from "./uptime.ts";

/** Of what a session was told, how much, by kind. */
export interface Told {
  sequence: number;
  lastMs: number;
  inputs: number;
  marketEvents: number;
  messages: number;
}

/** A bar ends before the input that ends it is looked at, and what its session does not keep is gone then. */
export function noteBars(beside: BarsBeside, { list }: Desk): void {
  beside.past = false;
  for (const { bar, slot } of list) {
    beside.volumes[slot.index] = bar.volume;
    if (bar.past) beside.past = true;
  }
}

/** Notes the rate at which funding settles in the present bar. */
export function noteFunding({ funding }: BarsBeside, { posts }: Desk, input: TraderInput): void {
  if (input.kind !== "funding" || input.rate !== input.rate) return;
  const slot = posts.get(input.symbol)?.slot.index;
  if (slot !== undefined) funding[slot]! += input.rate;
}

/** Counts an input by its kind, and the time that the feed was fresh. */
export function countInput(told: Told, uptime: Uptime, { list }: Desk, input: TraderInput): void {
  const { kind, ts } = input;
  told.lastMs = ts;
  told.inputs++;
  if (kind === "order") told.messages++;
  if (!isMarket(input)) return;
  told.marketEvents++;
  // What was missed was not heard at its time.
  if (kind === "bar" && input.past) return;
  hearFeed(
    uptime,
    ts,
    list.every(({ status }) => status === "closed"),
  );
}
