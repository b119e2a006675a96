import type { AmendRequest, PlaceRequest } from "../execution/venue-request.ts";
import type { Instrument } from "../trade/instrument.ts";
import type { OrderTerms } from "../trade/order-terms.ts";
import type { Amendment } from "../trade/order-transitions.ts";
import { quickCount } from "./quick-count.ts";

const given = <K extends string, T>(name: K, value: T | undefined): { readonly [key in K]?: T } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [key in K]?: T };

/** The terms of an order from the words in which it travels. Throws a UserError for text that is no whole lot or tick. */
export function readPlace({ tick, lot }: Instrument, request: PlaceRequest): OrderTerms {
  const ticks = (text: string | undefined) =>
    text === undefined ? undefined : quickCount("price", tick, text);
  return {
    symbol: request.symbol,
    side: request.side,
    kind: request.kind,
    tif: request.tif,
    lots: quickCount("quantity", lot, request.quantity),
    ...given("limitTicks", ticks(request.price)),
    ...given("triggerTicks", ticks(request.trigger)),
    ...given("trailTicks", ticks(request.trail)),
    ...given("trailFraction", request.trailFraction),
    ...given(
      "displayLots",
      request.display === undefined ? undefined : quickCount("display", lot, request.display),
    ),
    ...given("untilMs", request.untilMs),
    ...given("postOnly", request.postOnly),
    ...given("reduceOnly", request.reduceOnly),
    ...given("leg", request.leg),
  };
}

/** A change of an order from the words in which it travels. */
export function readAmend({ tick, lot }: Instrument, request: AmendRequest): Amendment {
  const { quantity, price, trigger } = request;
  return {
    ...given("lots", quantity === undefined ? undefined : quickCount("quantity", lot, quantity)),
    ...given("limitTicks", price === undefined ? undefined : quickCount("price", tick, price)),
    ...given("triggerTicks", trigger === undefined ? undefined : quickCount("price", tick, trigger)),
  };
}
