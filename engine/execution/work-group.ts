import { type GroupAction, groupActions } from "../trade/order-group.ts";
import type { OrderTerms } from "../trade/order-terms.ts";
import { isFinal } from "../trade/order-transitions.ts";
import { type Blotter, type GroupEntry, reservedOf } from "./blotter.ts";
import { idOf } from "./client-id.ts";
import { act, type Draft } from "./draft.ts";
import { openEntry } from "./order-table.ts";
import { sendAmend, sendCancel, sendPlace } from "./work-order.ts";

/** Brings the orders of a group in step with what has happened to them. A group that is done is dropped. */
export function followGroup(blotter: Blotter, key: string, nowMs: number, draft: Draft): void {
  const entry = blotter.groups.get(key);
  if (!entry) return;
  const actions = groupActions(entry.group, (id) => entry.orders.get(id));
  for (const action of actions) carryOut(blotter, key, entry, action, nowMs, draft);
  const over = actions.length === 0 && [...entry.orders.values()].every(({ status }) => isFinal(status));
  if (over) dropGroup(blotter, key, entry);
}

/** Has a group watched over from now on. */
export function addGroup(blotter: Blotter, key: string, entry: GroupEntry): void {
  blotter.groups.set(key, entry);
  blotter.reserved += reservedOf(entry);
}

function dropGroup(blotter: Blotter, key: string, entry: GroupEntry): void {
  blotter.groups.delete(key);
  blotter.reserved -= reservedOf(entry);
}

function carryOut(
  blotter: Blotter,
  key: string,
  entry: GroupEntry,
  action: GroupAction,
  nowMs: number,
  draft: Draft,
): void {
  if (action.kind === "exit") {
    exitAtMarket(blotter, key, entry, action.lots, nowMs, draft);
    return;
  }
  if (action.kind === "place") {
    sendPlace(blotter, action.id, sized(entry.terms.get(action.id)!, action.lots), key, nowMs, draft);
    return;
  }
  const open = openEntry(blotter.orders, action.id);
  if (!open || open.refused >= blotter.limits.refusalsMax) return;
  // What is refused here has moved on meanwhile; the group is looked at again when that is reported.
  if (action.kind === "cancel") sendCancel(blotter, open, nowMs, draft);
  else sendAmend(blotter, open, { lots: action.lots }, nowMs, draft);
}

const sized = ({ displayLots, ...terms }: OrderTerms, lots: number): OrderTerms => ({
  ...terms,
  lots,
  ...(displayLots === undefined ? {} : { displayLots: Math.min(displayLots, lots) }),
});

/** The last resort of a bracket: whatever is unprotected leaves at the market, a bounded number of times. */
function exitAtMarket(
  blotter: Blotter,
  key: string,
  entry: GroupEntry,
  lots: number,
  nowMs: number,
  draft: Draft,
): void {
  const { group, source, terms } = entry;
  if (group.kind !== "bracket") return;
  if (group.exits.length >= blotter.limits.exitsMax) {
    act(draft, { kind: "reconcile", id: group.stop, rule: "exits-max" });
    dropGroup(blotter, key, entry);
    return;
  }
  const { symbol, side, leg } = terms.get(group.stop)!;
  const part = terms.size + group.exits.length + 1;
  const id = idOf(blotter.listings.get(source.symbol)!.stem, source.sequence, part);
  entry.group = { ...group, exits: [...group.exits, id] };
  const market: OrderTerms = { symbol, side, kind: "market", lots, tif: "gtc", reduceOnly: true };
  sendPlace(blotter, id, leg === undefined ? market : { ...market, leg }, key, nowMs, draft);
}
