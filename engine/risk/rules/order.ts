import { cut, refuseAll, rounding } from "../draft.ts";
import type { Rule } from "./rule.ts";

const minuteMs = 60_000;

/** At most so many orders in any 60 seconds. */
export const orderRate: Rule = {
  name: "order-rate",
  on: ({ order }) => order.ratePerMinute !== null,
  apply: ({ state }, { ts }, draft) => {
    const { orderTimes, nextOrder } = state;
    // The oldest of the last N orders: within the minute, all N are.
    if (ts - orderTimes[nextOrder]! < minuteMs) {
      refuseAll(draft, "order-rate", orderTimes.length, orderTimes.length + 1);
    }
  },
};

/** The price has not run away from the close that decided. */
export const collar: Rule = {
  name: "collar",
  on: ({ order }) => order.collar !== null,
  apply: ({ limits }, { price, mark }, draft) => {
    const distance = Math.abs(price / mark - 1);
    const most = limits.order.collar!;
    if (distance > most * (1 + rounding)) refuseAll(draft, "collar", most, distance);
  },
};

/** Quantity of one order, what it closes included. */
export const orderQuantity: Rule = {
  name: "order-quantity",
  on: ({ order }) => order.quantityMax !== null,
  apply: ({ limits }, { lot }, draft) => {
    const most = limits.order.quantityMax!;
    const closing = Math.abs(draft.closing);
    const wanted = closing + draft.added;
    if (wanted > most * (1 + rounding)) cut(draft, "order-quantity", most - closing, lot, most, wanted);
  },
};

/** Notional of one order, what it closes included. */
export const orderNotional: Rule = {
  name: "order-notional",
  on: ({ order }) => order.notionalMax !== null,
  apply: ({ limits }, { price, lot }, draft) => {
    const most = limits.order.notionalMax!;
    const closing = Math.abs(draft.closing);
    const wanted = (closing + draft.added) * price;
    if (wanted > most * (1 + rounding)) {
      cut(draft, "order-notional", most / price - closing, lot, most, wanted);
    }
  },
};

/** What an order still adds after all cuts is worth its costs. */
export const notionalMin: Rule = {
  name: "notional-min",
  on: ({ order }) => order.notionalMin > 0,
  apply: ({ limits }, { price }, draft) => {
    const least = limits.order.notionalMin;
    const added = draft.added * price;
    if (added < least) refuseAll(draft, "notional-min", least, added);
  },
};
