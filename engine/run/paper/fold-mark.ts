import type { OrderStatus } from "../../trade/order-transitions.ts";
import type { OrderRecord, Outcome } from "../result.ts";
import type { FoldedSession, SessionFold } from "./fold-session.ts";
import type { FoldCounts, FoldedOrder } from "./fold-types.ts";
import { rowsBefore } from "./rows-before.ts";
import type { Uptime } from "./uptime.ts";

/** How far a fold had come: enough to cut what it comes to later back to that, in memory for what was open then. */
export interface FoldMark {
  readonly rows: number;
  readonly fills: number;
  readonly events: number;
  readonly orders: number;
  /** Orders that had been sent and had not ended, as they stood. */
  readonly open: ReadonlyMap<string, FoldedOrder>;
  readonly placed: number;
  /** The same of orders that decisions had placed, by their place among all. */
  readonly waiting: ReadonlyMap<number, OrderStatus>;
  readonly trades: number;
  readonly sums: Pick<Outcome, "costs" | "verdicts" | "ambiguousBars">;
  readonly uptime: Readonly<Uptime>;
  readonly counts: FoldCounts;
  readonly sequence: number;
  readonly lastMs: number;
}

/** Days of uptime that are remembered: that of the last moment, and the one before. */
const daysKept = 2;

/** Where a fold stands. */
export function markFold(fold: SessionFold): FoldMark {
  const { rows, orders, events, uptime, trader } = fold;
  const { session } = trader;
  const waiting = new Map<number, OrderStatus>();
  for (const [at, { endedIndex, status }] of session.orders.entries()) {
    if (endedIndex < 0) waiting.set(at, status);
  }
  const { costs, verdicts, ambiguousBars } = session;
  return {
    rows: rows.ts.length,
    fills: orders.fills.length,
    events: events.events.length,
    orders: orders.orders.size,
    open: new Map([...orders.open].map((id) => [id, { ...orders.orders.get(id)! }])),
    placed: session.orders.length,
    waiting,
    trades: session.trades.length,
    sums: { costs: { ...costs }, verdicts: { ...verdicts }, ambiguousBars },
    uptime: { ...uptime, days: new Map([...uptime.days].slice(-daysKept)) },
    counts: fold.counts(),
    sequence: fold.sequence(),
    lastMs: fold.lastMs(),
  };
}

/**
 * What a session had come to at a mark, read out of what the same fold came to later: the same as there, but that
 * positions that were open then are no trades, and that uptime is known of the last day alone.
 */
export function foldedAt(folded: FoldedSession, mark: FoldMark): FoldedSession {
  const { outcome, rows } = folded;
  const { uptime, counts, sequence, lastMs } = mark;
  const length = outcome.start + mark.rows;
  const first = <T>(list: readonly T[]): T[] => list.slice(0, mark.rows);
  return {
    market: rowsBefore(folded.market, length),
    outcome: outcomeAt(outcome, length, mark),
    rows: {
      ts: first(rows.ts),
      equity: first(rows.equity),
      exposure: first(rows.exposure),
      net: first(rows.net),
      holding: first(rows.holding),
      past: first(rows.past),
      bars: rows.bars.map((columns) => columns.map(first)),
      funding: rows.funding.map(first),
      targets: rows.targets.map(first),
      acted: rows.acted.map(first),
      marks: rows.marks.map(first),
    },
    fills: folded.fills.slice(0, mark.fills),
    orders: folded.orders.slice(0, mark.orders).map((order) => mark.open.get(order.id) ?? order),
    events: folded.events.slice(0, mark.events),
    uptime,
    counts,
    sequence,
    lastMs,
  };
}

function outcomeAt(
  outcome: Outcome,
  length: number,
  { placed, waiting, trades, sums, fills }: FoldMark,
): Outcome {
  const cut = (column: Float64Array): Float64Array => column.subarray(0, length);
  return {
    ...outcome,
    ...sums,
    ts: cut(outcome.ts),
    equity: cut(outcome.equity),
    exposure: cut(outcome.exposure),
    net: cut(outcome.net),
    benchmark: cut(outcome.benchmark),
    trades: outcome.trades.slice(0, trades),
    orders: outcome.orders.slice(0, placed).map((order, at) => {
      const status = waiting.get(at);
      return status === undefined ? order : reopened(order, status);
    }),
    fills: outcome.fills.slice(0, fills),
  };
}

/** The record of an order as it was before it ended. */
export const reopened = (order: OrderRecord, status: OrderStatus): OrderRecord => ({
  ...order,
  status,
  endedIndex: -1,
  quantity: 0,
  price: null,
  rule: null,
});
