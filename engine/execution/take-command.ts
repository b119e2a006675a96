import type { OrderGroup } from "../trade/order-group.ts";
import { checkTerms, isConditional, type OrderTerms } from "../trade/order-terms.ts";
import { type Rejection, rejected } from "../trade/rejection.ts";
import { type Blotter, committedOrders, type Draft, orderOf } from "./blotter.ts";
import { clientOrderId } from "./client-id.ts";
import type { Command, SingleCommand } from "./commands.ts";
import { type CommandResult, recall, remember } from "./idempotency.ts";
import { followGroup } from "./work-group.ts";
import { sendAmend, sendCancel, sendPlace } from "./work-order.ts";

/** Carries out a command, once however often it comes. */
export function takeCommand(blotter: Blotter, command: Command, nowMs: number, draft: Draft): void {
  if (command.kind === "batch") {
    for (const single of command.commands) takeCommand(blotter, single, nowMs, draft);
    return;
  }
  const { symbol, sequence } = command;
  const key = clientOrderId({ run: blotter.run, symbol, sequence });
  const text = JSON.stringify(command);
  const known = recall(blotter.memory, key, text, nowMs);
  if (known) {
    draft.answers.push({ key, result: known.answer, repeated: known.repeated });
    return;
  }
  const result = carryOut(blotter, command, key, nowMs, draft);
  remember(blotter.memory, key, { atMs: nowMs, text, answer: result });
  draft.answers.push({ key, result, repeated: false });
}

const done = (...ids: readonly string[]): CommandResult => ({ kind: "done", ids });

function carryOut(
  blotter: Blotter,
  command: SingleCommand,
  key: string,
  nowMs: number,
  draft: Draft,
): CommandResult {
  switch (command.kind) {
    case "place": {
      const refusal = refuseOrders(blotter, command, [command.terms], nowMs);
      if (refusal) return refusal;
      sendPlace(blotter, key, command.terms, undefined, nowMs, draft);
      return done(key);
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
): CommandResult {
  const entry = blotter.open.get(command.id);
  if (!entry) return rejected("no-order", orderOf(blotter, command.id)?.status ?? "none", command.id);
  const { symbol } = entry.order.terms;
  if (symbol !== command.symbol) return rejected("symbol", symbol, command.symbol);
  const refusal =
    command.kind === "cancel"
      ? sendCancel(blotter, entry, nowMs, draft)
      : sendAmend(blotter, entry, command.change, nowMs, draft);
  return refusal ?? done(command.id);
}

/** Why new orders may not be placed: `instrument`, `symbol`, `orders-max`, or what is wrong with their terms. */
function refuseOrders(
  blotter: Blotter,
  { symbol, price }: { readonly symbol: string; readonly price: number },
  orders: readonly OrderTerms[],
  nowMs: number,
): Rejection | undefined {
  const instrument = Object.hasOwn(blotter.instruments, symbol) ? blotter.instruments[symbol] : undefined;
  if (!instrument) return rejected("instrument", Object.keys(blotter.instruments).join(", "), symbol);
  const { ordersMax } = blotter.limits;
  const wanted = committedOrders(blotter) + orders.length;
  if (wanted > ordersMax) return rejected("orders-max", ordersMax, wanted);
  for (const terms of orders) {
    if (terms.symbol !== symbol) return rejected("symbol", symbol, terms.symbol);
    const refusal = checkTerms(instrument, terms, price, nowMs);
    if (refusal) return refusal;
  }
  return undefined;
}

function placeGroup(
  blotter: Blotter,
  command: Extract<SingleCommand, { readonly kind: "group" }>,
  key: string,
  nowMs: number,
  draft: Draft,
): CommandResult {
  const { symbol, sequence } = command;
  const wrong = refuseShape(command);
  if (wrong) return wrong;
  // A bracket's exits never open anything, whoever wrote their terms.
  const orders = command.orders.map((terms, i) =>
    command.group === "bracket" && i > 0 ? { ...terms, reduceOnly: true } : terms,
  );
  const refusal = refuseOrders(blotter, command, orders, nowMs);
  if (refusal) return refusal;
  const ids = orders.map((_, i) => clientOrderId({ run: blotter.run, symbol, sequence, part: i + 1 }));
  const [first, ...members] = ids as [string, ...string[]];
  const groups: Readonly<Record<typeof command.group, OrderGroup>> = {
    oco: { kind: "oco", members: ids, lots: orders[0]!.lots },
    oto: { kind: "oto", first, members },
    bracket: { kind: "bracket", first, stop: members[0]!, members, exits: [] },
  };
  blotter.groups.set(key, {
    group: groups[command.group],
    source: { symbol, sequence },
    terms: new Map(ids.map((id, i) => [id, orders[i]!])),
    orders: new Map(),
  });
  if (command.group !== "oco") sendPlace(blotter, first, orders[0]!, key, nowMs, draft);
  followGroup(blotter, key, nowMs, draft);
  return done(...ids);
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
