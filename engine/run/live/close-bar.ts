import { isNewDay, startBar } from "../../risk/observe.ts";
import { borrow, closeBar } from "../bar.ts";
import { decideAll } from "../decide.ts";
import { equityOf } from "../session.ts";
import { type BarBuilder, finishBar } from "./bar-builder.ts";
import { dispatch } from "./dispatch.ts";
import { opensBar, type TraderInput } from "./trader-input.ts";
import type { Works } from "./works.ts";

/** Ends the bars that are over when an input comes, and begins the one that it falls into. */
export function reachBar(works: Works, { kind, ts }: TraderInput): void {
  const closing = !opensBar(kind);
  if (works.endMs !== works.endMs) {
    const { timeframeMs } = works.desk.session;
    begin(works, Math.floor((closing ? ts - 1 : ts) / timeframeMs) * timeframeMs);
  }
  while (closing ? ts > works.endMs : ts >= works.endMs) endBar(works);
}

/** Begins the bar that opens at a time. */
function begin(works: Works, openMs: number): void {
  const { session } = works.desk;
  session.ts = openMs;
  works.endMs = openMs + session.timeframeMs;
  const { risk } = session;
  if (risk.watches && isNewDay(risk.state, openMs)) startBar(risk.state, openMs, equityOf(session));
}

/**
 * Ends the present bar: its close, the decisions, and the orders that follow. One without any price is passed over; on one
 * that was missed nothing is decided.
 */
function endBar(works: Works): void {
  const { desk, stream, shapes, endMs } = works;
  const { session, list } = desk;
  works.nowMs = endMs;
  if (list.every(({ bar }) => bar.open !== bar.open)) {
    begin(works, endMs);
    return;
  }
  const openMs = session.ts;
  readBars(works, openMs);
  const past = list.some(({ bar }) => bar.past);
  for (const { bar, slot } of list) {
    finishBar(bar, slot);
    // For the time in which the market had no bar; that of the bar itself follows at its close.
    if (slot.present && slot.quantity < 0 && openMs > slot.closedMs)
      borrow(session, slot, openMs - slot.closedMs);
  }
  closeBar(session);
  stream.step((slot) => session.slots[slot]!.present);
  if (!past) decideAll(session, shapes, stream.read);
  works.closed?.(session, openMs, stream.read);
  session.index++;
  begin(works, endMs);
  // As within the open of a bar: what reduces comes first, in all symbols.
  if (list.length > 1) for (const post of list) dispatch(desk, post, endMs, false);
  for (const post of list) dispatch(desk, post, endMs);
}

/** Writes the values of the bars that end now where the stream reads them; NaN where a symbol has none. */
function readBars({ stream, desk }: Works, openMs: number): void {
  for (const [k, { symbol, field }] of stream.sources.entries()) {
    const { bar } = desk.posts.get(symbol)!;
    const known = bar.open === bar.open;
    stream.values[k] = !known
      ? Number.NaN
      : field === "ts"
        ? openMs
        : bar[field as Exclude<keyof BarBuilder, "whole" | "past">];
  }
}
