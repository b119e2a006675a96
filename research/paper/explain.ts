import type { FoldedSession } from "../../engine/run/paper/fold-session.ts";
import type { FoldedOrder } from "../../engine/run/paper/fold-types.ts";
import type { OrderRecord } from "../../engine/run/result.ts";
import type { Cause } from "./causes.ts";
import type { LinkedFill } from "./linked-fill.ts";
import type { FillGroup } from "./match-fills.ts";
import type { Shadow } from "./shadow.ts";

/** Why the fills of a group differ beyond price, time and fee, and what is known of it, in words. */
export interface Explanation {
  readonly cause: Cause;
  readonly detail: string;
}

/** Explains groups of fills by decisions, orders and events of both sides. */
export function createExplainer(
  { market, outcome, rows, orders, events }: FoldedSession,
  shadow: Shadow,
  groups: readonly FillGroup[],
): (group: FillGroup) => Explanation {
  const here = byDecision(outcome.orders);
  const there = byDecision(shadow.outcome.orders);
  const sent = sentByDecision(orders);
  const turned = new Set(groups.map((group) => turnKey(group, group.paper.length > 0, group.side)));
  const halted = (index: number): string | undefined => {
    const closeMs = market.ts[index]! + market.timeframeMs;
    const last = events.findLast(({ kind, ts }) => kind === "standing" && ts <= closeMs);
    return last && last.name !== "active" ? `the account was ${last.name} (${last.detail})` : undefined;
  };
  const targets = (group: FillGroup): readonly [here: number, there: number] => {
    const s = market.symbols.indexOf(group.symbol);
    const own = rows.targets[s]?.[group.decision - outcome.start] ?? Number.NaN;
    return [own, shadow.targets[s]?.[group.decision] ?? Number.NaN];
  };
  const before = ({ symbol, decision, paper }: FillGroup): Before => {
    const [own, theirs] = heldBy(groups, symbol, decision);
    return {
      holdsSame: Math.abs(own - theirs) <= heldPart * sizeOf(paper),
      equities: outcome.equity[decision]! / shadow.outcome.equity[decision]!,
    };
  };
  return (group) => {
    const { paper, shadow: other, decision } = group;
    const [own, theirs] = targets(group);
    if (rows.past[decision - outcome.start]) {
      const cause = paper.length === 0 ? "missed" : "quantity";
      return { cause, detail: "the bar came late: nothing was decided on it" };
    }
    if (decision >= 0 && !same(own, theirs)) {
      return { cause: "signal", detail: `target ${said(own)} here, ${said(theirs)} in the shadow` };
    }
    const key = keyOf(group);
    const opposite = group.side === "buy" ? "sell" : "buy";
    if (paper.length === 0) {
      if (turned.has(turnKey(group, true, opposite)))
        return { cause: "quantity", detail: "went the other way" };
      const order = here.get(key);
      if (order?.rule === "nothing-to-trade")
        return { cause: "quantity", detail: "there was nothing to trade" };
      return {
        cause: "missed",
        detail: endOf(order, sent.get(key)) ?? halted(decision) ?? notSent(group, "here"),
      };
    }
    if (other.length === 0) {
      if (turned.has(turnKey(group, false, opposite)))
        return { cause: "quantity", detail: "went the other way" };
      const order = there.get(key);
      if (order?.rule === "nothing-to-trade")
        return { cause: "quantity", detail: "the shadow had nothing to trade" };
      const halt = group.role === "risk" ? halted(decision) : undefined;
      return { cause: "extra", detail: halt ?? endOf(order, undefined) ?? notSent(group, "in the shadow") };
    }
    const short = sent.get(key)?.filter(({ status }) => cutShort.has(status)) ?? [];
    if (short.length > 0 && sizeOf(paper) < sizeOf(other)) {
      return { cause: "missed", detail: `a part did not fill: ${endOf(undefined, short) ?? ""}` };
    }
    if (group.role === "decision") return sizedBy(group, before(group));
    return { cause: "quantity", detail: "sized by what was different before" };
  };
}

/** How far the two were apart as a decision was sized: whether they held the same, and their equities, as a ratio. */
interface Before {
  readonly holdsSame: boolean;
  readonly equities: number;
}

/**
 * Why a decision that both filled was sized otherwise: where both stood alike, a session that knows the last price and a
 * backtest that knows the next open have only counted with another one.
 */
function sizedBy({ paper, shadow }: FillGroup, { holdsSame, equities }: Before): Explanation {
  const beyond = sizeOf(paper) / sizeOf(shadow) / equities;
  const [here, there] = [paper[0]!.reference, shadow[0]!.reference];
  if (holdsSame && here !== there && Math.abs(Math.log(beyond)) > Math.abs(Math.log(equities))) {
    return { cause: "price", detail: `sized at ${said(here)} here, at ${said(there)} in the shadow` };
  }
  return { cause: "quantity", detail: "sized by what was different before" };
}

/** What both hold of a symbol by the close of a decision, signed. */
function heldBy(groups: readonly FillGroup[], symbol: string, decision: number): readonly [number, number] {
  const sum = (fills: readonly LinkedFill[]): number =>
    fills
      .filter(({ index }) => index <= decision)
      .reduce((total, { side, quantity }) => total + (side === "buy" ? quantity : -quantity), 0);
  const own = groups.filter((group) => group.symbol === symbol);
  return [
    own.reduce((total, { paper }) => total + sum(paper), 0),
    own.reduce((total, { shadow }) => total + sum(shadow), 0),
  ];
}

/** Below this part of what a group fills, what is held otherwise is rounding. */
const heldPart = 1e-9;

/** Whether two decisions are the same; what neither knows is. */
export const same = (a: number, b: number): boolean => a === b || (a !== a && b !== b);

const said = (target: number): string => (target === target ? String(Number(target.toPrecision(6))) : "none");

const sizeOf = (fills: FillGroup["paper"]): number => fills.reduce((sum, { quantity }) => sum + quantity, 0);

const keyOf = ({ symbol, kind, role, decision }: Omit<FillGroup, "paper" | "shadow" | "side">): string =>
  [symbol, role, kind, decision].join(" ");

const turnKey = (group: FillGroup, here: boolean, side: string): string =>
  [keyOf(group), here ? "here" : "there", side].join(" ");

const byDecision = (orders: readonly OrderRecord[]): Map<string, OrderRecord> =>
  new Map(
    orders.map((order) => [keyOf({ ...order, role: order.reason, decision: order.placedIndex }), order]),
  );

function sentByDecision(orders: readonly FoldedOrder[]): Map<string, FoldedOrder[]> {
  const found = new Map<string, FoldedOrder[]>();
  for (const order of orders) {
    const { role, kind, decision, request } = order;
    const key = keyOf({ symbol: request.symbol, role, kind, decision });
    const list = found.get(key);
    if (list) list.push(order);
    else found.set(key, [order]);
  }
  return found;
}

const cutShort: ReadonlySet<FoldedOrder["status"]> = new Set(["cancelled", "expired", "rejected"]);

/** How an order ended, or stands, in words; undefined where there is none. */
function endOf(order: OrderRecord | undefined, sent: readonly FoldedOrder[] | undefined): string | undefined {
  const last = sent?.at(-1);
  if (order) {
    const rule = order.rule === null ? "" : ` (${order.rule})`;
    return order.endedIndex < 0 ? `the order is ${order.status}` : `the order was ${order.status}${rule}`;
  }
  if (!last) return undefined;
  const why = last.reason === null ? "" : ` (${last.reason})`;
  return Number.isNaN(last.endedMs) ? `the order is ${last.status}` : `the order was ${last.status}${why}`;
}

const notSent = ({ role }: FillGroup, where: string): string =>
  role === "protection" ? `no such exit ${where}` : `no order was placed ${where}`;
