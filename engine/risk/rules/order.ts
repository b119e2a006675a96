import { capMoney, cut, refuseAll, rounding } from "../draft.ts";
import type { Rule } from "./rule.ts";

const minuteMs = 60_000;

/** At most so many orders in any 60 seconds. */
export const orderRate: Rule = {
  name: "order-rate",
  on: ({ order }) => order.ratePerMinute !== null,
  apply: ({ state }, { ts }, draft) => {
    const { orderTimes, nextOrder } = state;
    // The oldest of the last N orders: within the minute, all N are.
    if (!(ts - orderTimes[nextOrder]! < minuteMs)) return;
    draft.limit = orderTimes.length;
    draft.wanted = orderTimes.length + 1;
    refuseAll(draft, "order-rate");
  },
};

/** The price has not run away from the close that decided. */
export const collar: Rule = {
  name: "collar",
  on: ({ order }) => order.collar !== null,
  apply: ({ limits }, { price, mark }, draft) => {
    const distance = Math.abs(price / mark - 1);
    const most = limits.order.collar!;
    if (!(distance > most * (1 + rounding))) return;
    draft.limit = most;
    draft.wanted = distance;
    refuseAll(draft, "collar");
  },
};

/** Quantity of one order, what it closes included. */
export const orderQuantity: Rule = {
  name: "order-quantity",
  on: ({ order }) => order.quantityMax !== null,
  apply: ({ limits }, request, draft) => {
    const most = limits.order.quantityMax!;
    const closing = Math.abs(draft.closing);
    const wanted = closing + draft.added;
    if (!(wanted > most * (1 + rounding))) return;
    draft.limit = most;
    draft.wanted = wanted;
    draft.room = most - closing;
    cut(draft, request, "order-quantity");
  },
};

/** Notional of one order, what it closes included. */
export const orderNotional: Rule = {
  name: "order-notional",
  on: ({ order }) => order.notionalMax !== null,
  apply: ({ limits }, request, draft) => {
    draft.cap = limits.order.notionalMax!;
    draft.base = Math.abs(draft.closing) * request.unit;
    capMoney(draft, request, "order-notional");
  },
};

/** What an order still adds after all cuts is worth its costs. */
export const notionalMin: Rule = {
  name: "notional-min",
  on: ({ order }, { notionalMins }) => order.notionalMin > 0 || notionalMins !== undefined,
  apply: ({ limits, notionalMins }, { symbol, unit, quoted }, draft) => {
    // The limit counts the account's money, the venue that of the quote currency.
    const ours = draft.added * unit >= limits.order.notionalMin;
    if (ours && draft.added * quoted >= notionalMins[symbol]!) return;
    draft.limit = ours ? notionalMins[symbol]! : limits.order.notionalMin;
    draft.wanted = draft.added * (ours ? quoted : unit);
    refuseAll(draft, "notional-min");
  },
};
