import { entriesOf } from "../../execution/order-table.ts";
import type { BreakerState, Watched } from "../../risk/breaker.ts";
import type { Mode, StandingEvent } from "../../risk/standing.ts";
import { valueAt } from "../../trade/contract.ts";
import { priceOfTicks, quantityOfLots } from "../../trade/instrument.ts";
import type { OrderTerms } from "../../trade/order-terms.ts";
import type { OrderStatus } from "../../trade/order-transitions.ts";
import type { Desk } from "../live/desk.ts";
import { equityOf, type Session } from "../session.ts";

/** What is held of one symbol. */
export interface PositionStatus {
  readonly symbol: string;
  /** Signed: long above 0, short below. */
  readonly quantity: number;
  readonly entryPrice: number;
  /** Last known price. */
  readonly mark: number;
  /** What it has gained since its entries, costs left out, in the account's currency. */
  readonly gain: number;
}

/** An order that is open. */
export interface OrderStatusRow extends Pick<OrderTerms, "symbol" | "side" | "kind"> {
  readonly id: string;
  readonly quantity: number;
  readonly filled: number;
  /** NaN where it has none. */
  readonly limit: number;
  readonly trigger: number;
  readonly status: OrderStatus;
}

/** A breaker that watches something. */
export interface BreakerStatus {
  readonly watches: Watched;
  readonly state: BreakerState;
  /** How often it has opened. */
  readonly opened: number;
}

/** A change of what the strategy wants. */
export interface DecisionStatus {
  /** Close of the bar that it was decided on, ms since 1970 UTC. */
  readonly ts: number;
  readonly symbol: string;
  readonly target: number;
}

/** How an account stands. */
export interface AccountStatus {
  readonly equity: number;
  readonly cash: number;
  /** Cash that it began with, its highest equity at a close, and the equity with which the day began; NaN before a bar. */
  readonly begunWith: number;
  readonly peak: number;
  readonly dayEquity: number;
  readonly standing: { readonly mode: Mode; readonly cause: StandingEvent | null; readonly sinceMs: number };
  readonly positions: readonly PositionStatus[];
  readonly orders: readonly OrderStatusRow[];
  readonly breakers: readonly BreakerStatus[];
  readonly decisions: readonly DecisionStatus[];
  /** Bars of the session, fills, and finished trades. */
  readonly bars: number;
  readonly fills: number;
  readonly trades: number;
  /** How often each rule of risk has decided. */
  readonly verdicts: Readonly<Record<string, number>>;
}

/** Orders that are listed at most. */
const ordersMax = 100;
const decisionsMax = 8;

/** Remembers what a trader does not: the last changes of what its strategy wants, and how the day began. */
export interface AccountWatch {
  /** The trader's hook of that name. */
  readonly closed: (session: Session, openMs: number) => void;
  readonly decisions: () => readonly DecisionStatus[];
  readonly bars: () => number;
  /** Equity at the last close of the day before; NaN before the first bar. */
  readonly dayEquity: () => number;
}

const dayMs = 86_400_000;

/** A watch over the closes of a trader. */
export function watchAccount(): AccountWatch {
  const acted = new Map<string, number>();
  const decisions: DecisionStatus[] = [];
  let bars = 0;
  let [day, equity, dayEquity] = [Number.NaN, Number.NaN, Number.NaN];
  return {
    closed: (session, openMs) => {
      const { slots, settings } = session;
      bars++;
      const today = Math.floor(openMs / dayMs);
      if (today !== day) [day, dayEquity] = [today, equity === equity ? equity : settings.cash];
      equity = equityOf(session);
      for (const { symbol, acted: target } of slots) {
        if ((acted.get(symbol) ?? 0) === target) continue;
        acted.set(symbol, target);
        decisions.push({ ts: openMs + session.timeframeMs, symbol, target });
        if (decisions.length > decisionsMax) decisions.shift();
      }
    },
    decisions: () => decisions,
    bars: () => bars,
    dayEquity: () => dayEquity,
  };
}

/** How the account of a trader stands now. */
export function accountStatus({ session, blotter, board, posts }: Desk, watch: AccountWatch): AccountStatus {
  const { standing, peak } = session.risk.state;
  const orders: OrderStatusRow[] = [];
  for (const { order } of entriesOf(blotter.orders, blotter.orders.open)) {
    if (orders.length === ordersMax) break;
    const { instrument } = posts.get(order.terms.symbol)!;
    const { symbol, side, kind, lots, limitTicks, triggerTicks } = order.terms;
    const price = (ticks: number | undefined) =>
      ticks === undefined ? Number.NaN : priceOfTicks(instrument, ticks);
    orders.push({
      id: order.id,
      symbol,
      side,
      kind,
      quantity: quantityOfLots(instrument, lots),
      filled: quantityOfLots(instrument, order.filledLots),
      limit: price(limitTicks),
      trigger: price(triggerTicks),
      status: order.status,
    });
  }
  return {
    equity: equityOf(session),
    cash: session.cash,
    begunWith: session.settings.cash,
    peak,
    dayEquity: watch.dayEquity(),
    standing: { mode: standing.mode, cause: standing.cause ?? null, sinceMs: standing.sinceMs },
    positions: positionsOf(session),
    orders,
    breakers: board.breakers.map(({ watches, state, opened }) => ({ watches, state, opened })),
    decisions: [...watch.decisions()],
    bars: watch.bars(),
    fills: session.fills.length,
    trades: session.trades.length,
    verdicts: { ...session.verdicts },
  };
}

const positionsOf = ({ slots }: Session): PositionStatus[] =>
  slots
    .filter(({ quantity }) => quantity !== 0)
    .map(({ symbol, quantity, mark, lots, contract }) => {
      const gain = lots.reduce(
        (sum, lot) => sum + (valueAt(contract, mark) - valueAt(contract, lot.entryPrice)) * lot.quantity,
        0,
      );
      const held = lots.reduce((sum, lot) => sum + lot.quantity * lot.entryPrice, 0);
      return { symbol, quantity, entryPrice: held / quantity, mark, gain };
    });
