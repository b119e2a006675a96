import { toFlat } from "../execution/sizing.ts";
import { countOrder, review } from "../risk/review.ts";
import type { RiskRequest } from "../risk/risk.ts";
import type { Liquidity } from "../trade/fees.ts";
import { marketOrder, type Order, type SizingContext } from "../trade/order.ts";
import { takerPrice } from "../venue/bar-price.ts";
import { type FillPoint, roundingPart, trade } from "./book.ts";
import { countVerdict, equityOf, grossBeside, type Session, type Slot } from "./session.ts";

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
  countOrder(session.risk, session.risk.request);
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

/** Closes everything in a slot at a point. */
export const flatten = (session: Session, slot: Slot, point: FillPoint, reason: Order["reason"]): void => {
  execute(session, slot, marketOrder(toFlat, session.index, reason), point);
};
