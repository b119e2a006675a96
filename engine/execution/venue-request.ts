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

/** Leaves out what is undefined. */
const compact = <T extends object>(value: { readonly [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;

/** An order in the words of a venue. */
export function placeRequest(instrument: Instrument, clientOrderId: string, terms: OrderTerms): PlaceRequest {
  const price = (ticks: number | undefined) =>
    ticks === undefined ? undefined : priceText(instrument, ticks);
  const { displayLots } = terms;
  return compact<PlaceRequest>({
    clientOrderId,
    symbol: terms.symbol,
    side: terms.side,
    kind: terms.kind,
    tif: terms.tif,
    quantity: quantityText(instrument, terms.lots),
    price: price(terms.limitTicks),
    trigger: price(terms.triggerTicks),
    trail: price(terms.trailTicks),
    trailFraction: terms.trailFraction,
    display: displayLots === undefined ? undefined : quantityText(instrument, displayLots),
    untilMs: terms.untilMs,
    postOnly: terms.postOnly || undefined,
    reduceOnly: terms.reduceOnly || undefined,
    leg: terms.leg,
  });
}

/** A change of an order in the words of a venue. */
export function amendRequest(instrument: Instrument, clientOrderId: string, change: Amendment): AmendRequest {
  const { lots, limitTicks, triggerTicks } = change;
  return compact<AmendRequest>({
    clientOrderId,
    symbol: instrument.symbol,
    quantity: lots === undefined ? undefined : quantityText(instrument, lots),
    price: limitTicks === undefined ? undefined : priceText(instrument, limitTicks),
    trigger: triggerTicks === undefined ? undefined : priceText(instrument, triggerTicks),
  });
}
