import { type Instrument, priceText, quantityText } from "../trade/instrument.ts";
import type { OrderKind, OrderTerms, TimeInForce } from "../trade/order-terms.ts";
import type { Amendment } from "../trade/order-transitions.ts";

/** A new order as it travels: sizes and prices as decimal strings. */
export interface PlaceRequest {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly kind: OrderKind;
  readonly tif: TimeInForce;
  readonly quantity: string;
  readonly price?: string;
  readonly trigger?: string;
  /** Distance of a trailing stop: money, or a fraction of the best price. */
  readonly trail?: string;
  readonly trailFraction?: number;
  readonly display?: string;
  readonly untilMs?: number;
  readonly postOnly?: true;
  readonly reduceOnly?: true;
  readonly leg?: "long" | "short";
}

/** A change of an order as it travels; what is left out stays. */
export interface AmendRequest {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly quantity?: string;
  readonly price?: string;
  readonly trigger?: string;
}

type Written<Request> = { -readonly [Field in keyof Request]: Request[Field] };

/** An order in the words of a venue. Most have the first seven fields or six of them; the others are added where given. */
export function placeRequest(instrument: Instrument, clientOrderId: string, terms: OrderTerms): PlaceRequest {
  const { symbol, side, kind, tif, lots, limitTicks, triggerTicks } = terms;
  const quantity = quantityText(instrument, lots);
  const request: Written<PlaceRequest> =
    limitTicks === undefined
      ? { clientOrderId, symbol, side, kind, tif, quantity }
      : { clientOrderId, symbol, side, kind, tif, quantity, price: priceText(instrument, limitTicks) };
  if (triggerTicks !== undefined) request.trigger = priceText(instrument, triggerTicks);
  const { trailTicks, trailFraction, displayLots, untilMs, postOnly, reduceOnly, leg } = terms;
  if (trailTicks !== undefined) request.trail = priceText(instrument, trailTicks);
  if (trailFraction !== undefined) request.trailFraction = trailFraction;
  if (displayLots !== undefined) request.display = quantityText(instrument, displayLots);
  if (untilMs !== undefined) request.untilMs = untilMs;
  if (postOnly) request.postOnly = true;
  if (reduceOnly) request.reduceOnly = true;
  if (leg !== undefined) request.leg = leg;
  return request;
}

/** A change of an order in the words of a venue. */
export function amendRequest(instrument: Instrument, clientOrderId: string, change: Amendment): AmendRequest {
  const { lots, limitTicks, triggerTicks } = change;
  const request: Written<AmendRequest> = { clientOrderId, symbol: instrument.symbol };
  if (lots !== undefined) request.quantity = quantityText(instrument, lots);
  if (limitTicks !== undefined) request.price = priceText(instrument, limitTicks);
  if (triggerTicks !== undefined) request.trigger = priceText(instrument, triggerTicks);
  return request;
}
