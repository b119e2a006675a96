import { type Book, held, others, takes, worthAt } from "./naive-book.ts";
import type { Waiting } from "./naive-types.ts";

/** Rounds a positive quantity down to whole lots; what is a multiple but for rounding counts as one. */
function inLots(quantity: number, lot: number): number {
  if (lot === 0) return quantity;
  const nearest = Math.round(quantity / lot);
  const whole = Math.abs(quantity / lot - nearest) <= 1e-15 * nearest ? nearest : Math.floor(quantity / lot);
  return whole * lot;
}

/** Signed change of quantity that brings a position to a fraction of the equity, costs of getting there included. */
function wish(book: Book, s: number, target: number, price: number, rate: number): number {
  const { fees, lot } = book.terms[s]!;
  const now = held(book, s);
  const worth = worthAt(book, s, price);
  if (target === 0) return -now;
  const buys = (money: number) => inLots(Math.max(0, money - fees.fixed) / (price * (1 + rate)), lot);
  if (now !== 0 && now > 0 !== target > 0) {
    const left = worth - rate * Math.abs(now) * price;
    return -now + Math.sign(target) * buys(Math.abs(target) * left);
  }
  const more = Math.abs(target) * worth - Math.abs(now) * price;
  return more >= 0 ? Math.sign(target) * buys(more) : -Math.sign(target) * inLots(-more / price, lot);
}

/** Price and wished change of an order that fills at a reference; the price is worse in the direction of the order. */
export function quote(
  book: Book,
  s: number,
  order: Waiting,
  reference: number,
  maker: boolean,
): { price: number; change: number } {
  const { fees, lot } = book.terms[s]!;
  const rate = maker ? fees.maker : fees.taker;
  const asked = (at: number): number => {
    const { units } = order;
    const change =
      units === undefined
        ? wish(book, s, order.target, at, rate)
        : Math.sign(units) * inLots(Math.abs(units), lot);
    // To a target an order at the market goes either way, any other only that of its side.
    const fits = order.kind === "market" || change > 0 === order.target > 0;
    return fits ? onlyReducing(order, change, held(book, s)) : 0;
  };
  const direction = Math.sign(asked(reference));
  const price = maker || direction === 0 ? reference : takes(book, s, direction > 0, reference);
  const change = asked(price);
  // What its own costs turn around, and what is only rounding of a position, does not trade.
  const trades = Math.sign(change) === direction && Math.abs(change) > 1e-12 * Math.abs(held(book, s));
  return { price, change: trades ? change : 0 };
}

/** An order that only reduces brings a position to zero and no further. */
function onlyReducing({ reduceOnly }: Waiting, change: number, now: number): number {
  if (!reduceOnly) return change;
  if (now === 0 || change > 0 === now > 0) return 0;
  return Math.abs(change) > Math.abs(now) ? -now : change;
}

/** What the limits leave of a change. What only takes away from a position always passes. */
export function allowed(
  book: Book,
  s: number,
  change: number,
  price: number,
  rate: number,
  halted: boolean,
  note: (rule: string) => void,
): number {
  const { settings } = book;
  const now = held(book, s);
  const after = now + change;
  const turns = now !== 0 && after !== 0 && now > 0 !== after > 0;
  if (change === 0 || (!turns && Math.abs(after) <= Math.abs(now))) return change;
  const refused = (rule: string) => {
    note(rule);
    return turns ? -now : 0;
  };
  const worth = worthAt(book, s, price);
  if (halted) return refused("halted");
  if (worth <= 0) return refused("no-equity");
  if (after < 0 && !settings.limits.account.short) return refused("short");
  const kept = turns ? 0 : Math.abs(now);
  let added = Math.abs(after) - kept;
  const room = settings.limits.account.grossMax * worth - others(book, s) - kept * price;
  let cut = false;
  if (others(book, s) + Math.abs(after) * price > settings.limits.account.grossMax * worth * (1 + 1e-12)) {
    added = inLots(Math.max(0, room) / (price * (1 + Math.max(0, rate))), book.terms[s]!.lot);
    cut = true;
    // What rounding leaves of a full account is no room.
    if (added * price <= 1e-12 * settings.limits.account.grossMax * worth) return refused("leverage");
  }
  const least = Math.max(settings.limits.order.notionalMin, book.terms[s]!.notionalMin);
  if (added * price < least) return refused("notional-min");
  if (!cut) return change;
  note("leverage");
  return (turns ? -now : 0) + Math.sign(after) * added;
}
