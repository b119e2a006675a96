import type { Contract } from "../trade/contract.ts";
import { addTo, noSum, type Sum, totalOf } from "../trade/sum.ts";
import { type CostPart, costParts, totalCost, tradingCosts, type WorkedOrder } from "./trading-costs.ts";

/** What costs can be told apart by. */
export type CostKey = "symbol" | "side" | "kind";

/** Costs of the orders that share a key. */
export interface CostRow {
  /** Null where the rows are not told apart by it. */
  readonly symbol: string | null;
  readonly side: "buy" | "sell" | null;
  readonly kind: string | null;
  readonly orders: number;
  readonly fills: number;
  /** Value of all that was wanted, at the decisions, and the share of it that filled. */
  readonly notional: number;
  readonly filledShare: number;
  /** Sums in the account's currency. */
  readonly costs: Readonly<Record<CostPart | "total", number>>;
  /** The same in basis points of the notional, which are the means of the orders' own weighted by their notional. */
  readonly bps: Readonly<Record<CostPart | "total", number>>;
  /** From decision to arrival, and from arrival to the end: means weighted by notional, in ms. */
  readonly delayMs: number;
  readonly workMs: number;
}

const sums = [...costParts, "notional", "filled", "delayMs", "workMs"] as const;
type Totals = Record<(typeof sums)[number], Sum>;

/**
 * Transaction-cost analysis: the orders' costs by symbol, side, kind, all of these or none, in the order of the keys'
 * texts. In each row the parts, added in their order, are the total exactly, in money and in basis points. Orders of no
 * notional have no basis points (NaN).
 */
export function costReport(
  orders: readonly WorkedOrder[],
  contractOf: (symbol: string) => Contract,
  by: readonly CostKey[],
): CostRow[] {
  const groups = new Map<string, WorkedOrder[]>();
  for (const order of orders) {
    const key = JSON.stringify(by.map((each) => order[each]));
    const group = groups.get(key);
    if (group) group.push(order);
    else groups.set(key, [order]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => costRow(group, contractOf, new Set(by)));
}

function costRow(
  orders: readonly WorkedOrder[],
  contractOf: (symbol: string) => Contract,
  by: ReadonlySet<CostKey>,
): CostRow {
  const totals = Object.fromEntries(sums.map((name) => [name, noSum])) as Totals;
  const add = (name: (typeof sums)[number], term: number): void => {
    totals[name] = addTo(totals[name], term);
  };
  for (const order of orders) {
    const { decision, arrival, end, fills, quantity } = order;
    const costs = tradingCosts(contractOf(order.symbol), order);
    const { notional } = costs;
    for (const part of costParts) add(part, costs[part]);
    add("notional", notional);
    for (const fill of fills) add("filled", notional * (fill.quantity / quantity));
    add("delayMs", notional * (arrival.ts - decision.ts));
    add("workMs", notional * (end.ts - arrival.ts));
  }
  const [first] = orders as readonly [WorkedOrder];
  const notional = totalOf(totals.notional);
  return {
    symbol: by.has("symbol") ? first.symbol : null,
    side: by.has("side") ? first.side : null,
    kind: by.has("kind") ? first.kind : null,
    orders: orders.length,
    fills: orders.reduce((count, { fills }) => count + fills.length, 0),
    notional,
    filledShare: totalOf(totals.filled) / notional,
    costs: partsOf((part) => totalOf(totals[part])),
    bps: partsOf((part) => (totalOf(totals[part]) / notional) * 10_000),
    delayMs: totalOf(totals.delayMs) / notional,
    workMs: totalOf(totals.workMs) / notional,
  };
}

function partsOf(amountOf: (part: CostPart) => number): Record<CostPart | "total", number> {
  const parts = Object.fromEntries(costParts.map((part) => [part, amountOf(part)])) as Record<
    CostPart,
    number
  >;
  return { ...parts, total: totalCost(parts) };
}
