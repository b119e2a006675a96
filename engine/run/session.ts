import { openLot } from "../execution/protect.ts";
import { toFlat } from "../execution/sizing.ts";
import { meanRange } from "../risk/range-window.ts";
import { countOrder, review } from "../risk/review.ts";
import { createRisk, type Risk, type RiskRequest } from "../risk/risk.ts";
import { guardLot, setsStops } from "../risk/stops.ts";
import type { Bars } from "../trade/bars.ts";
import { feeOf, type Liquidity } from "../trade/fees.ts";
import type { Order, Protection, SizingContext } from "../trade/order.ts";
import { type Lot, type Moment, quantityOf, stopInForce } from "../trade/position.ts";
import { takerPrice } from "../venue/bar-price.ts";
import type { Costs, ExitReason, Fill, Trade } from "./result.ts";
import type { Settings } from "./settings.ts";

/**
 * What a session knows of one symbol. Changed in place by the stages and by the driver that loads the bar, by nobody
 * else. Nothing here reaches beyond the present bar: a live session has no more to go on.
 */
export interface Slot {
  readonly index: number;
  readonly symbol: string;
  readonly finer: Bars | undefined;
  /** Whether there is a bar now; its prices, and the funding rate that settled within it. */
  present: boolean;
  open: number;
  high: number;
  low: number;
  close: number;
  readonly paysFunding: boolean;
  funding: number;
  lots: Lot[];
  /** Signed sum of the lots. */
  quantity: number;
  /** Orders that wait: market orders for the next open, limit and stop orders for their price. */
  orders: Order[];
  /** The target last acted upon; 0 at the start. */
  acted: number;
  /** Last known price, and the last close. */
  mark: number;
  lastClose: number;
  /** When its last bar closed, ms since 1970 UTC. */
  closedMs: number;
  /** A bar with a low at or below the first, or a high at or above the second, may fill a protective order. */
  alertLow: number;
  alertHigh: number;
  /** Whether lots must be looked at on every bar: a trailing or a time exit, funding, borrow. */
  watch: boolean;
  ambiguousIndex: number;
}

/** The state of one run, shared by all drivers. */
export interface Session {
  readonly timeframeMs: number;
  readonly settings: Settings;
  readonly rebalance: number;
  readonly slots: readonly Slot[];
  /** Index and open time of the present bar. */
  index: number;
  ts: number;
  cash: number;
  /** Limits and what they remember: the peak of equity, halts, rolling returns. */
  readonly risk: Risk;
  readonly fills: Fill[];
  readonly trades: Trade[];
  readonly costs: { -readonly [K in keyof Costs]: number };
  readonly verdicts: { [rule: string]: number };
  ambiguousBars: number;
}

/** What a session must know of its market before the first bar. */
export interface SessionMarket {
  readonly symbols: readonly string[];
  readonly timeframeMs: number;
  /** Symbols that pay funding. */
  readonly funding: readonly string[];
  readonly barsPerYear: number;
}

/** A session before its first bar. `finer` holds, by symbol, finer bars that resolve ambiguous ones. */
export function createSession(
  market: SessionMarket,
  settings: Settings,
  rebalance = 0,
  finer: readonly Bars[] = [],
): Session {
  return {
    timeframeMs: market.timeframeMs,
    settings,
    rebalance,
    slots: market.symbols.map((symbol, index) => ({
      index,
      symbol,
      finer: finer.find((bars) => bars.symbol === symbol),
      present: false,
      open: Number.NaN,
      high: Number.NaN,
      low: Number.NaN,
      close: Number.NaN,
      paysFunding: settings.funding && market.funding.includes(symbol),
      funding: Number.NaN,
      lots: [],
      quantity: 0,
      orders: [],
      acted: 0,
      mark: Number.NaN,
      lastClose: Number.NaN,
      closedMs: Number.NaN,
      alertLow: Number.NaN,
      alertHigh: Number.NaN,
      watch: false,
      ambiguousIndex: -1,
    })),
    index: -1,
    ts: Number.NaN,
    cash: settings.cash,
    risk: createRisk(market, settings.limits, settings.cash),
    fills: [],
    trades: [],
    costs: { fees: 0, spread: 0, slippage: 0, funding: 0, borrow: 0 },
    verdicts: {},
    ambiguousBars: 0,
  };
}

/** Cash and all positions at their marks. */
export function equityOf(session: Session): number {
  let equity = session.cash;
  for (const slot of session.slots) if (slot.quantity !== 0) equity += slot.quantity * slot.mark;
  return equity;
}

/** Sum of absolute notionals at their marks, without one slot. */
export function grossBeside(session: Session, except: Slot | undefined): number {
  let gross = 0;
  for (const slot of session.slots) {
    if (slot !== except && slot.quantity !== 0) gross += Math.abs(slot.quantity * slot.mark);
  }
  return gross;
}

export const countVerdict = (session: Session, rule: string): void => {
  session.verdicts[rule] = (session.verdicts[rule] ?? 0) + 1;
};

/** Where and how a fill happens. */
export interface FillPoint {
  /** Price before spread and slippage. */
  readonly reference: number;
  readonly liquidity: Liquidity;
  /** Moment within its bar: at its open, somewhere in its range, or at its close. */
  readonly moment: Moment;
}

/** Below this part of a position a quantity is the rounding of sums and quotients: it neither trades nor stays. */
const roundingPart = 1e-12;

/** What an order comes to at a fill point: its price, and the change of quantity that it asks for before review. */
interface Quote {
  readonly context: SizingContext;
  readonly wanted: number;
}

/** The change of quantity that an order asks for at a fill point, before review. */
export const wantedOf = (session: Session, slot: Slot, order: Order, point: FillPoint): number =>
  quote(session, slot, order, point).wanted;

function quote(session: Session, slot: Slot, order: Order, point: FillPoint): Quote {
  const { settings } = session;
  const cost = point.liquidity === "maker" ? 0 : settings.halfSpread + settings.slippage;
  let context = sizingContext(session, slot, point.reference, point.liquidity);
  let wanted = sized(order, context);
  if (cost !== 0 && wanted !== 0) {
    // Spread and slippage worsen the price in the direction of the order, and with it the size.
    const side = wanted > 0 ? 1 : -1;
    context = sizingContext(session, slot, takerPrice(side, point.reference, cost), point.liquidity);
    wanted = sized(order, context);
    // What its own costs would turn around is not worth trading: a sale at the price of a purchase would flatter.
    if (wanted * side < 0) wanted = 0;
  }
  return { context, wanted: Math.abs(wanted) > roundingPart * Math.abs(slot.quantity) ? wanted : 0 };
}

/** A buy order never sells, a sell order never buys. */
function sized({ side, sizing }: Order, context: SizingContext): number {
  const wanted = sizing(context);
  return (side === "buy" && wanted < 0) || (side === "sell" && wanted > 0) ? 0 : wanted;
}

function sizingContext(session: Session, slot: Slot, price: number, liquidity: Liquidity): SizingContext {
  const { fees, limits, lot } = session.settings;
  const { quantity } = slot;
  const others = grossBeside(session, slot);
  const equity = equityOf(session) + (quantity === 0 ? 0 : quantity * (price - slot.mark));
  return {
    price,
    equity,
    free: equity - (others + Math.abs(quantity) * price) / limits.account.grossMax,
    others,
    quantity,
    feeRate: fees[liquidity],
    feeFixed: fees.fixed,
    lot,
  };
}

/**
 * Sizes, reviews and fills an order at a point. Returns whether anything traded; what a limit cut or refused is
 * counted by its rule.
 */
export function execute(session: Session, slot: Slot, order: Order, point: FillPoint): boolean {
  const { context, wanted } = quote(session, slot, order, point);
  if (wanted === 0) return false;
  const verdict = review(session.risk, askRisk(session, slot, context, wanted));
  if (verdict.rule !== undefined) countVerdict(session, verdict.rule);
  if (verdict.quantity === 0) return false;
  countOrder(session.risk, session.ts);
  trade(session, slot, verdict.quantity, context.price, point, order.reason, order.protection);
  return true;
}

/** What risk is asked about a wanted change of quantity. */
function askRisk(session: Session, slot: Slot, context: SizingContext, wanted: number): RiskRequest {
  const { request, readsExposures, exposures } = session.risk;
  request.symbol = slot.index;
  request.wanted = wanted;
  request.price = context.price;
  request.mark = slot.lastClose;
  request.quantity = context.quantity;
  request.equity = context.equity;
  request.others = context.others;
  request.feeRate = context.feeRate;
  request.lot = context.lot;
  request.ts = session.ts;
  if (readsExposures) {
    for (const { index, quantity, mark } of session.slots) {
      exposures[index] = quantity === 0 ? 0 : quantity * mark;
    }
  }
  return request;
}

/** Closes one lot, whatever its place in the queue. */
export function closeLot(session: Session, slot: Slot, lot: Lot, point: FillPoint, reason: ExitReason): void {
  const side = lot.quantity > 0 ? -1 : 1;
  const cost = point.liquidity === "maker" ? 0 : session.settings.halfSpread + session.settings.slippage;
  const price = takerPrice(side, point.reference, cost);
  const fee = book(session, slot, -lot.quantity, price, point, reason);
  recordTrade(session, slot, lot, lot.quantity, price, fee, reason);
  slot.lots = slot.lots.filter((other) => other !== lot);
  settle(session, slot);
}

/** Closes everything in a slot at a point. */
export const flatten = (session: Session, slot: Slot, point: FillPoint, reason: Order["reason"]): void => {
  execute(session, slot, { side: "either", sizing: toFlat, protection: {}, reason }, point);
};

/** Books a fill on cash, costs and the list of fills; returns its fee. */
function book(
  session: Session,
  slot: Slot,
  quantity: number,
  price: number,
  point: FillPoint,
  reason: Fill["reason"],
): number {
  const { settings, costs } = session;
  const fee = feeOf(settings.fees, point.liquidity, quantity, price);
  session.cash -= quantity * price + fee;
  // Within a bar, too, a symbol is worth what it last traded at, not what it opened at.
  slot.mark = point.reference;
  costs.fees += fee;
  if (point.liquidity === "taker") {
    const notional = Math.abs(quantity) * point.reference;
    costs.spread += notional * settings.halfSpread;
    costs.slippage += notional * settings.slippage;
  }
  session.fills.push({
    symbol: slot.symbol,
    index: session.index,
    ts: session.ts,
    side: quantity > 0 ? "buy" : "sell",
    quantity: Math.abs(quantity),
    price,
    reference: point.reference,
    fee,
    liquidity: point.liquidity,
    reason,
  });
  return fee;
}

/** Applies a reviewed change of quantity: closes lots first in, first out, and opens one with what is left. */
function trade(
  session: Session,
  slot: Slot,
  quantity: number,
  price: number,
  point: FillPoint,
  reason: Order["reason"],
  protection: Protection,
): void {
  const opens = (slot.quantity + quantity) * quantity > 0;
  const exitReason = reason === "entry" ? "signal" : reason;
  const fee = book(session, slot, quantity, price, point, opens ? "entry" : exitReason);
  const feePerUnit = fee / Math.abs(quantity);
  const dust = slot.quantity * quantity < 0 ? roundingPart * Math.abs(slot.quantity) : 0;
  let left = quantity;
  while (Math.abs(left) > dust && slot.lots.length > 0 && slot.lots[0]!.quantity * left < 0) {
    const lot = slot.lots[0]!;
    const closed = Math.abs(lot.quantity) <= Math.abs(left) + dust ? lot.quantity : -left;
    recordTrade(session, slot, lot, closed, price, feePerUnit * Math.abs(closed), exitReason);
    left += closed;
    if (closed === lot.quantity) slot.lots.shift();
    else lot.quantity -= closed;
  }
  if (Math.abs(left) > dust) {
    const { index, ts } = session;
    const { moment } = point;
    const fill = { quantity: left, entryPrice: price, entryIndex: index, entryTs: ts, moment, feePerUnit };
    slot.lots.push(guarded(session, slot, openLot(fill, protection)));
  }
  settle(session, slot);
}

/** A new lot with the stops of the limits beside its own. */
function guarded({ settings, risk }: Session, slot: Slot, lot: Lot): Lot {
  const { stops } = settings.limits;
  if (!setsStops(stops)) return lot;
  return guardLot(lot, stops, stops.atr === null ? Number.NaN : meanRange(risk.state.ranges, slot.index));
}

/** Brings what is derived from the lots up to date. */
export function settle(session: Session, slot: Slot): void {
  const { settings } = session;
  slot.quantity = quantityOf(slot.lots);
  slot.alertLow = Number.NEGATIVE_INFINITY;
  slot.alertHigh = Number.POSITIVE_INFINITY;
  slot.watch = slot.quantity !== 0 && (slot.paysFunding || (settings.borrowRate > 0 && slot.quantity < 0));
  for (const lot of slot.lots) {
    const stop = stopInForce(lot);
    const [below, above] = lot.quantity > 0 ? [stop, lot.takeProfit] : [lot.takeProfit, stop];
    if (below > slot.alertLow) slot.alertLow = below;
    if (above < slot.alertHigh) slot.alertHigh = above;
    if (lot.trail === lot.trail || lot.lastIndex !== Number.POSITIVE_INFINITY) slot.watch = true;
  }
}

/** Closes `quantity` (signed) of a lot at a price and writes the round trip down. */
function recordTrade(
  session: Session,
  slot: Slot,
  lot: Lot,
  quantity: number,
  price: number,
  exitFee: number,
  exitReason: ExitReason,
): void {
  session.trades.push(makeTrade(session, slot, lot, quantity, price, exitFee, exitReason, false));
}

/** The round trip of `quantity` (signed) of a lot, closed now at a price. */
export function makeTrade(
  session: Session,
  slot: Slot,
  lot: Lot,
  quantity: number,
  price: number,
  exitFee: number,
  exitReason: ExitReason,
  open: boolean,
): Trade {
  const size = Math.abs(quantity);
  const fees = lot.feePerUnit * size + exitFee;
  const pnl = (price - lot.entryPrice) * quantity - fees;
  const up = Math.max(lot.highest, price) / lot.entryPrice - 1;
  const down = Math.min(lot.lowest, price) / lot.entryPrice - 1;
  return {
    symbol: slot.symbol,
    side: quantity > 0 ? "long" : "short",
    entryIndex: lot.entryIndex,
    exitIndex: session.index,
    entryTs: lot.entryTs,
    exitTs: session.ts,
    entryPrice: lot.entryPrice,
    exitPrice: price,
    quantity: size,
    fees,
    pnl,
    return: pnl / (lot.entryPrice * size),
    // 0 - x rather than -x: an excursion of nothing is 0, not -0.
    mae: quantity > 0 ? down : 0 - up,
    mfe: quantity > 0 ? up : 0 - down,
    exitReason,
    open,
  };
}
