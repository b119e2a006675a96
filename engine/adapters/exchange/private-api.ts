import { quantityText } from "../../trade/instrument.ts";
import { lockedOf, ownedOf } from "../../venue/exchange/check-order.ts";
import type { Client } from "../../venue/exchange/exchange-state.ts";
import { cancelOrder, checkPlace, isRefusal, placeOrder, termsFor } from "../../venue/exchange/orders.ts";
import { placePair } from "../../venue/exchange/place-pair.ts";
import type { Held } from "../../venue/exchange/state.ts";
import { type Refusal, refusal } from "../../venue/limits/refusal.ts";
import type { ExchangeDesk, Listed } from "./desk.ts";
import { readPair } from "./pair.ts";
import { listedOf, priceNow, unknownSymbol } from "./public-api.ts";
import { listIdOf, orderJson, type Params, readOrder } from "./words.ts";

type Answer = object | Refusal;
type Handler = (desk: ExchangeDesk, client: Client, params: Params) => Answer;

const nextId = (desk: ExchangeDesk) => (): string => `auto-${++desk.lastAutoId}`;

/** A request about a symbol that must be named. */
const ofSymbol =
  (handle: (desk: ExchangeDesk, client: Client, params: Params, listed: Listed) => Answer): Handler =>
  (desk, client, params) => {
    const listed = listedOf(desk, params);
    return listed ? handle(desk, client, params, listed) : unknownSymbol();
  };

const shown = ({ instrument, id }: Listed, held: Held): object => orderJson(instrument, id, held);

/** The fills of an order, as a new order's answer has them. */
function fillsOf({ instrument }: Listed, held: Held): object[] {
  return held.told.flatMap(({ report, fee }, k) =>
    report.kind === "fill"
      ? [
          {
            price: String(report.price),
            qty: quantityText(instrument, report.lots),
            commission: String(fee?.amount ?? 0),
            commissionAsset: fee?.currency ?? instrument.settle,
            tradeId: held.number * 1_000 + k,
          },
        ]
      : [],
  );
}

const newOrder = ofSymbol((desk, client, params, listed) => {
  const request = readOrder(listed.instrument, params, priceNow(desk, listed), nextId(desk));
  if ("rule" in request) return request;
  const held = placeOrder(desk.core, client, request, desk.marketMs());
  if (isRefusal(held)) return held;
  // What the order was refused for as it came is an error here, and no order.
  const last = held.told.at(-1)!.report;
  if (last.kind === "reject") return refusal("post-only", "Order would immediately match and take.");
  const answer = { ...shown(listed, held), transactTime: Math.floor(held.placedMs) };
  return params.newOrderRespType === "FULL" ? { ...answer, fills: fillsOf(listed, held) } : answer;
});

const testOrder = ofSymbol((desk, client, params, listed) => {
  const request = readOrder(listed.instrument, params, priceNow(desk, listed), nextId(desk));
  if ("rule" in request) return request;
  const actor = desk.core.actors.get(listed.instrument.symbol)!;
  const terms = termsFor(actor, request);
  if ("rule" in terms) return terms;
  return checkPlace(desk.core, client, actor, request.clientOrderId, terms, desk.marketMs()) ?? {};
});

/** The order that a request names by number or by client order id. */
function findHeld(
  client: Client,
  { orderId, origClientOrderId }: Params,
  { instrument }: Listed,
): Held | undefined {
  const held = orderId ? client.byNumber.get(Number(orderId)) : client.orders.get(origClientOrderId ?? "");
  return held?.terms.symbol === instrument.symbol ? held : undefined;
}

const cancel = ofSymbol((desk, client, params, listed) => {
  const held = findHeld(client, params, listed);
  const done = held && cancelOrder(desk.core, client, held.id, desk.marketMs());
  if (!held || !done || isRefusal(done)) return refusal("unknown-order", "Unknown order sent.");
  const { clientOrderId, ...order } = orderJson(listed.instrument, listed.id, held);
  return {
    ...order,
    origClientOrderId: clientOrderId,
    clientOrderId: params.newClientOrderId || clientOrderId,
  };
});

const getOrder = ofSymbol((_, client, params, listed) => {
  const held = findHeld(client, params, listed);
  return held ? shown(listed, held) : refusal("no-such-order", "Order does not exist.");
});

function openOf({ core }: ExchangeDesk, client: Client, { instrument }: Listed): Held[] {
  return [...core.actors.get(instrument.symbol)!.open].filter(({ owner }) => owner === client.number);
}

const openOrders: Handler = (desk, client, params) => {
  const named = params.symbol === undefined ? [...desk.listed.values()] : [listedOf(desk, params)];
  if (named.includes(undefined)) return unknownSymbol();
  return named.flatMap((listed) => openOf(desk, client, listed!).map((held) => shown(listed!, held)));
};

const cancelAll = ofSymbol((desk, client, _, listed) => {
  const open = openOf(desk, client, listed);
  if (open.length === 0) return refusal("unknown-order", "Unknown order sent.");
  for (const held of open) cancelOrder(desk.core, client, held.id, desk.marketMs());
  return open.map((held) => shown(listed, held));
});

const allOrders = ofSymbol((_, client, { limit }, listed) =>
  [...client.byNumber.values()]
    .filter(({ terms }) => terms.symbol === listed.instrument.symbol)
    .slice(-Number(limit ?? 500))
    .map((held) => shown(listed, held)),
);

const myTrades = ofSymbol((_, client, { limit, orderId }, listed) => {
  const { instrument, id } = listed;
  const trades = [...client.byNumber.values()]
    .filter(
      ({ terms, number }) => terms.symbol === instrument.symbol && (!orderId || number === Number(orderId)),
    )
    .flatMap((held) =>
      held.told.flatMap(({ report, fee }, k) =>
        report.kind === "fill"
          ? [
              {
                symbol: id,
                id: held.number * 1_000 + k,
                orderId: held.number,
                orderListId: listIdOf(held),
                price: String(report.price),
                qty: quantityText(instrument, report.lots),
                quoteQty: (report.price * Number(quantityText(instrument, report.lots))).toFixed(8),
                commission: String(fee?.amount ?? 0),
                commissionAsset: fee?.currency ?? instrument.settle,
                time: Math.floor(report.ts),
                isBuyer: held.terms.side === "buy",
                isMaker: report.liquidity === "maker",
                isBestMatch: true,
              },
            ]
          : [],
      ),
    );
  return trades.slice(-Number(limit ?? 500));
});

/** Free and locked amounts of each currency that an account has or could have. */
export function balancesOf(
  desk: ExchangeDesk,
  client: Client,
): { asset: string; free: string; locked: string }[] {
  const { account } = client;
  if (!account) return [];
  const currencies = new Set(
    [...desk.listed.values()].flatMap(({ instrument }) => [instrument.quote, instrument.base]),
  );
  return [...currencies].map((asset) => {
    const [owned, locked] = [ownedOf(account, asset), lockedOf(desk.core, client, asset)];
    return { asset, free: Math.max(0, owned - locked).toFixed(8), locked: locked.toFixed(8) };
  });
}

const accountInfo: Handler = (desk, client) => ({
  makerCommission: 0,
  takerCommission: 0,
  buyerCommission: 0,
  sellerCommission: 0,
  canTrade: true,
  canWithdraw: false,
  canDeposit: false,
  updateTime: Math.floor(desk.marketMs()),
  accountType: "SPOT",
  balances: balancesOf(desk, client),
  permissions: ["SPOT"],
  uid: client.number,
});

/** A pair of orders as Binance shows it. */
function pairJson(listed: Listed, [stop, limit]: readonly [Held, Held], listClientOrderId: string): object {
  const orders = [stop, limit];
  const open = orders.some(({ end }) => end === undefined);
  return {
    orderListId: listIdOf(stop),
    contingencyType: "OCO",
    listStatusType: open ? "EXEC_STARTED" : "ALL_DONE",
    listOrderStatus: open ? "EXECUTING" : "ALL_DONE",
    listClientOrderId,
    transactionTime: Math.floor(stop.placedMs),
    symbol: listed.id,
    orders: orders.map(({ number, id }) => ({ symbol: listed.id, orderId: number, clientOrderId: id })),
    orderReports: orders.map((held) => ({ ...shown(listed, held), transactTime: Math.floor(held.placedMs) })),
  };
}

const newPair = ofSymbol((desk, client, params, listed) => {
  const pair = readPair(listed.instrument, params, nextId(desk));
  if ("rule" in pair) return pair;
  const placed = placePair(desk.core, client, pair.waiting, pair.resting, desk.marketMs());
  return "rule" in placed ? placed : pairJson(listed, placed, params.listClientOrderId || nextId(desk)());
});

const cancelPair = ofSymbol((desk, client, { orderListId }, listed) => {
  const first = client.byNumber.get(Number(orderListId));
  if (!first?.sibling || first.end !== undefined) return refusal("unknown-order", "Unknown order list sent.");
  cancelOrder(desk.core, client, first.id, desk.marketMs());
  return pairJson(listed, [first, first.sibling], "");
});

/** Signed requests by method and path, each with its weight and the orders that it makes. */
export const privateRoutes: Readonly<
  Record<string, readonly [weight: number, orders: number, handle: Handler]>
> = {
  "POST order": [1, 1, newOrder],
  "POST order/test": [1, 0, testOrder],
  "DELETE order": [1, 0, cancel],
  "GET order": [4, 0, getOrder],
  "GET openOrders": [6, 0, openOrders],
  "DELETE openOrders": [1, 0, cancelAll],
  "GET allOrders": [20, 0, allOrders],
  "GET myTrades": [20, 0, myTrades],
  "GET account": [20, 0, accountInfo],
  "POST order/oco": [1, 2, newPair],
  "POST orderList/oco": [1, 2, newPair],
  "DELETE orderList": [1, 0, cancelPair],
};
