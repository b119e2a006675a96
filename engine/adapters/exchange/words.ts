import type { PlaceRequest } from "../../execution/venue-request.ts";
import { gridCount, gridText } from "../../trade/grid.ts";
import { type Instrument, priceText, quantityText } from "../../trade/instrument.ts";
import type { OrderTerms } from "../../trade/order-terms.ts";
import type { Held } from "../../venue/exchange/state.ts";
import { type Refusal, refusal } from "../../venue/limits/refusal.ts";

/** The parameters of a request, as they came. */
export type Params = Readonly<Record<string, string>>;

const bad = (text: string): Refusal => refusal("terms", text);

/** The name of a symbol as Binance spells it: BTCUSDT. */
export const idOf = ({ base, quote }: Instrument): string => `${base}${quote}`;

/** Binance's word for the kind of an order. */
export function typeOf({ kind, postOnly, limitTicks }: OrderTerms): string {
  switch (kind) {
    case "market":
      return "MARKET";
    case "stop":
    case "trailing-stop":
      return "STOP_LOSS";
    case "stop-limit":
      return "STOP_LOSS_LIMIT";
    case "take-profit":
      return limitTicks === undefined ? "TAKE_PROFIT" : "TAKE_PROFIT_LIMIT";
    default:
      return postOnly ? "LIMIT_MAKER" : "LIMIT";
  }
}

/** Binance's word for where an order stands: only its owner cancels, all else expires. */
export function statusOf({ end, filled, terms }: Held): string {
  if (filled === terms.lots) return "FILLED";
  if (end === undefined) return filled > 0 ? "PARTIALLY_FILLED" : "NEW";
  return end === "rejected" ? "REJECTED" : end === "cancelled" ? "CANCELED" : "EXPIRED";
}

/** Whole sums of ticks times lots as the decimal that they are: what was paid in the quote currency. */
export function turnoverText({ tick, lot }: Instrument, turnover: number): string {
  const units = turnover * tick.units * lot.units;
  return (units / 10 ** (tick.scale + lot.scale)).toFixed(8);
}

/** An order as Binance shows it. */
export function orderJson(instrument: Instrument, id: string, held: Held) {
  const { terms } = held;
  return {
    symbol: id,
    orderId: held.number,
    orderListId: listIdOf(held),
    clientOrderId: held.id,
    price: terms.limitTicks === undefined ? "0.00000000" : priceText(instrument, terms.limitTicks),
    origQty: quantityText(instrument, terms.lots),
    executedQty: quantityText(instrument, held.filled),
    cummulativeQuoteQty: turnoverText(instrument, held.turnover),
    status: statusOf(held),
    timeInForce: terms.tif === "ioc" || terms.tif === "fok" ? terms.tif.toUpperCase() : "GTC",
    type: typeOf(terms),
    side: terms.side.toUpperCase(),
    stopPrice: terms.triggerTicks === undefined ? "0.00000000" : priceText(instrument, terms.triggerTicks),
    icebergQty: terms.displayLots === undefined ? "0.00000000" : quantityText(instrument, terms.displayLots),
    time: Math.floor(held.placedMs),
    updateTime: Math.floor(held.updatedMs),
    workingTime: Math.floor(held.placedMs),
    isWorking: held.stage === "resting",
    origQuoteOrderQty: "0.00000000",
    selfTradePreventionMode: "EXPIRE_TAKER",
  };
}

/** The number of a pair of orders: that of its earlier one; -1 of an order that stands alone. */
export const listIdOf = ({ number, sibling }: Held): number =>
  sibling ? Math.min(number, sibling.number) : -1;

const kinds: Readonly<Record<string, PlaceRequest["kind"]>> = {
  MARKET: "market",
  LIMIT: "limit",
  LIMIT_MAKER: "limit",
  STOP_LOSS: "stop",
  STOP_LOSS_LIMIT: "stop-limit",
  TAKE_PROFIT: "take-profit",
  TAKE_PROFIT_LIMIT: "take-profit",
};

const needs: Readonly<Record<string, readonly string[]>> = {
  MARKET: [],
  LIMIT: ["quantity", "price", "timeInForce"],
  LIMIT_MAKER: ["quantity", "price"],
  STOP_LOSS: ["quantity"],
  STOP_LOSS_LIMIT: ["quantity", "price", "stopPrice", "timeInForce"],
  TAKE_PROFIT: ["quantity", "stopPrice"],
  TAKE_PROFIT_LIMIT: ["quantity", "price", "stopPrice", "timeInForce"],
};

/**
 * Reads an order from the parameters of a request; `price` is the present one, for orders by quote quantity, and
 * `nextId` names an order that came without an id.
 */
export function readOrder(
  instrument: Instrument,
  params: Params,
  price: number,
  nextId: () => string,
): PlaceRequest | Refusal {
  const { type = "", side = "", timeInForce = "GTC" } = params;
  const kind = Object.hasOwn(kinds, type) ? kinds[type]! : undefined;
  if (!kind) return bad(`Invalid orderType: ${type}.`);
  if (side !== "BUY" && side !== "SELL") return bad("Invalid side.");
  if (!["GTC", "IOC", "FOK"].includes(timeInForce)) return bad("Invalid timeInForce.");
  const missing = needs[type]!.find((name) => !params[name]);
  if (missing) return bad(`Mandatory parameter '${missing}' was not sent, was empty/null, or malformed.`);
  const { trailingDelta } = params;
  if (type === "STOP_LOSS" && !params.stopPrice && !trailingDelta) {
    return bad("Mandatory parameter 'stopPrice' was not sent, was empty/null, or malformed.");
  }
  if (trailingDelta && !(type === "STOP_LOSS" && /^[1-9]\d{0,3}$/.test(trailingDelta))) {
    return bad("trailingDelta is for STOP_LOSS orders, in whole basis points");
  }
  const quantity = quantityOf(instrument, params, price);
  if (typeof quantity !== "string") return quantity;
  const iceberg = kind === "limit" && Number(params.icebergQty ?? 0) > 0;
  return {
    clientOrderId: params.newClientOrderId || nextId(),
    symbol: instrument.symbol,
    side: side === "BUY" ? "buy" : "sell",
    kind: trailingDelta ? "trailing-stop" : iceberg ? "iceberg" : kind,
    tif: kind === "market" ? "ioc" : (timeInForce.toLowerCase() as "gtc" | "ioc" | "fok"),
    quantity,
    ...(params.price && kind !== "market" && { price: params.price }),
    ...(params.stopPrice && { trigger: params.stopPrice }),
    ...(trailingDelta && { trailFraction: Number(trailingDelta) / 1e4 }),
    ...(iceberg && { display: params.icebergQty! }),
    ...(type === "LIMIT_MAKER" && { postOnly: true }),
  };
}

function quantityOf(instrument: Instrument, params: Params, price: number): string | Refusal {
  if (params.quantity) return params.quantity;
  const money = Number(params.quoteOrderQty);
  if (!(money > 0)) return bad("Mandatory parameter 'quantity' was not sent, was empty/null, or malformed.");
  if (!(price > 0)) return bad("Market has no price yet; send a quantity.");
  return gridText(instrument.lot, gridCount(instrument.lot, money / price, "down"));
}
