import type { OrderGroup } from "../trade/order-group.ts";
import { checkTerms, isConditional, type OrderTerms } from "../trade/order-terms.ts";
import { type Rejection, rejected } from "../trade/rejection.ts";
import type { Blotter } from "./blotter.ts";
import { clientOrderId, idOf } from "./client-id.ts";
import type { Command, CommandKey, SingleCommand } from "./commands.ts";
import { digestCommand } from "./digest.ts";
import { answer, type Draft } from "./draft.ts";
import { type CommandResult, recall, remember } from "./idempotency.ts";
import { findEntry, isOpen } from "./order-table.ts";
import { addGroup, followGroup } from "./work-group.ts";
import { sendAmend, sendCancel, sendPlace } from "./work-order.ts";

/** Carries out a command, once however often it comes. */
export function takeCommand(blotter: Blotter, command: Command, nowMs: number, draft: Draft): void {
  if (command.kind === "batch") {
    for (const single of command.commands) takeCommand(blotter, single, nowMs, draft);
    return;
  }
  if (!Number.isSafeInteger(command.sequence) || command.sequence < 0) {
    // It has no id to be remembered by.
    const result = rejected("sequence", "a whole number of at least 0", command.sequence);
    answer(draft, { key: "", result, repeated: false });
    return;
  }
  const { memory, digest } = blotter;
  const key = keyOf(blotter, command);
  digestCommand(command, digest);
  const known = recall(memory, command, digest, nowMs);
  if (known) {
    const result = known.refusal ?? { kind: "done", ids: idsOf(blotter, command, key) };
    answer(draft, { key, result, repeated: known.repeated });
    return;
  }
  const refusal = carryOut(blotter, command, key, nowMs, draft);
  remember(memory, command, digest, nowMs, refusal);
  const result: CommandResult = refusal ?? { kind: "done", ids: idsOf(blotter, command, key) };
  answer(draft, { key, result, repeated: false });
}

/** The id of a command, which is that of the order that it places. */
function keyOf({ run, listings }: Blotter, { symbol, sequence }: CommandKey): string {
  const listing = listings.get(symbol);
  return listing ? idOf(listing.stem, sequence) : clientOrderId({ run, symbol, sequence });
}

/** The orders that a command concerns, if it was not refused: they follow from the command alone. */
function idsOf({ listings }: Blotter, command: SingleCommand, key: string): readonly string[] {
  switch (command.kind) {
    case "place":
      return [key];
    case "group": {
      const { stem } = listings.get(command.symbol)!;
      return command.orders.map((_, i) => idOf(stem, command.sequence, i + 1));
    }
    case "amend":
    case "cancel":
      return [command.id];
  }
}

function carryOut(
  blotter: Blotter,
  command: SingleCommand,
  key: string,
  nowMs: number,
  draft: Draft,
): Rejection | undefined {
  switch (command.kind) {
    case "place": {
      const refusal =
        refuseMore(blotter, command, 1) ??
        refuseKnown(blotter, key) ??
        refuseTerms(blotter, command, command.terms, nowMs);
      if (!refusal) sendPlace(blotter, key, command.terms, undefined, nowMs, draft);
      return refusal;
    }
    case "group":
      return placeGroup(blotter, command, key, nowMs, draft);
    case "amend":
    case "cancel":
      return changeOrder(blotter, command, nowMs, draft);
  }
}

function changeOrder(
  blotter: Blotter,
  command: Extract<SingleCommand, { readonly kind: "amend" | "cancel" }>,
  nowMs: number,
  draft: Draft,
): Rejection | undefined {
  const entry = findEntry(blotter.orders, command.id);
  if (!entry || !isOpen(entry)) return rejected("no-order", entry?.order.status ?? "none", command.id);
  const { symbol } = entry.order.terms;
  if (symbol !== command.symbol) return rejected("symbol", symbol, command.symbol);
  return command.kind === "cancel"
    ? sendCancel(blotter, entry, nowMs, draft)
    : sendAmend(blotter, entry, command.change, nowMs, draft);
}

/** Why so many new orders may not be placed: `instrument` or `orders-max`. */
function refuseMore(
  { listings, orders, limits, reserved }: Blotter,
  { symbol }: CommandKey,
  count: number,
): Rejection | undefined {
  if (!listings.has(symbol)) return rejected("instrument", `one of the ${listings.size} listed`, symbol);
  const wanted = orders.open.size + reserved + count;
  return wanted > limits.ordersMax ? rejected("orders-max", limits.ordersMax, wanted) : undefined;
}

/** Why an order of this id may not be placed: it was, by a command of longer ago than commands are remembered. */
const refuseKnown = ({ orders }: Blotter, id: string): Rejection | undefined =>
  findEntry(orders, id) ? rejected("command-reuse", "a key whose orders are forgotten", id) : undefined;

/** Why an order may not be placed: `symbol`, or what is wrong with its terms. */
function refuseTerms(
  { listings }: Blotter,
  { symbol, price }: { readonly symbol: string; readonly price: number },
  terms: OrderTerms,
  nowMs: number,
): Rejection | undefined {
  if (terms.symbol !== symbol) return rejected("symbol", symbol, terms.symbol);
  return checkTerms(listings.get(symbol)!.instrument, terms, price, nowMs);
}

function placeGroup(
  blotter: Blotter,
  command: Extract<SingleCommand, { readonly kind: "group" }>,
  key: string,
  nowMs: number,
  draft: Draft,
): Rejection | undefined {
  const { symbol, sequence } = command;
  const wrong = refuseShape(command);
  if (wrong) return wrong;
  // A bracket's exits never open anything, whoever wrote their terms.
  const orders = command.orders.map((terms, i) =>
    command.group === "bracket" && i > 0 ? { ...terms, reduceOnly: true } : terms,
  );
  const tooMany = refuseMore(blotter, command, orders.length);
  if (tooMany) return tooMany;
  const ids = idsOf(blotter, command, key);
  for (const id of ids) {
    const refusal = refuseKnown(blotter, id);
    if (refusal) return refusal;
  }
  for (const terms of orders) {
    const refusal = refuseTerms(blotter, command, terms, nowMs);
    if (refusal) return refusal;
  }
  const terms = new Map<string, OrderTerms>();
  for (let i = 0; i < ids.length; i++) terms.set(ids[i]!, orders[i]!);
  const group = groupOf(command.group, ids, orders[0]!.lots);
  addGroup(blotter, key, { group, source: { symbol, sequence }, terms, orders: new Map() });
  if (command.group !== "oco") sendPlace(blotter, ids[0]!, orders[0]!, key, nowMs, draft);
  followGroup(blotter, key, nowMs, draft);
  return undefined;
}

function groupOf(kind: OrderGroup["kind"], ids: readonly string[], lots: number): OrderGroup {
  if (kind === "oco") return { kind, members: ids, lots };
  const [first, ...members] = ids as readonly [string, ...string[]];
  return kind === "oto" ? { kind, first, members } : { kind, first, stop: members[0]!, members, exits: [] };
}

/** Groups hold at most this many orders: the last character of an id numbers them. */
const groupMax = 20;

/** Why orders do not make a group, by rule `group`. */
function refuseShape({
  group,
  orders,
}: Extract<SingleCommand, { readonly kind: "group" }>): Rejection | undefined {
  const count = orders.length;
  if (count < 2 || count > groupMax) return rejected("group", `2 to ${groupMax} orders`, count);
  const [first, second] = orders as readonly [OrderTerms, OrderTerms];
  const size = orders.find(({ lots }) => lots !== first.lots);
  if (size) return rejected("group", `orders of ${first.lots} lots`, size.lots);
  if (group === "oto") return undefined;
  const exits = group === "oco" ? orders : orders.slice(1);
  const side = group === "oco" ? first.side : first.side === "buy" ? "sell" : "buy";
  const wrong = exits.find((terms) => terms.side !== side);
  if (wrong) return rejected("group", `exits that ${side}`, wrong.side);
  const protects = isConditional(second) && second.kind !== "take-profit";
  return group === "oco" || protects ? undefined : rejected("group", "a stop after the entry", second.kind);
}
