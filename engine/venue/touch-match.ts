import { gridCount } from "../trade/grid.ts";
import { priceOfTicks } from "../trade/instrument.ts";
import { followTicks, setsOff } from "../trade/trigger.ts";
import { takerPrice } from "./bar-price.ts";
import { endHeld, type Held, type Quiet, type Side, sideOf, type TouchState, tell } from "./touch-state.ts";

/** Trades lots of an order, of a reduce-only one no more than there is to reduce, and ends it where nothing is left. */
function fill(
  state: TouchState,
  side: Side,
  held: Held,
  lots: number,
  price: number,
  liquidity: "maker" | "taker",
): number {
  const { terms } = held;
  const sign = sideOf(terms);
  const most = terms.reduceOnly ? Math.max(0, -sign * side.lots) : Number.POSITIVE_INFINITY;
  const traded = Math.min(lots, most);
  if (traded > 0) {
    side.lots += sign * traded;
    held.filled += traded;
    held.fills += 1;
    const fillId = `${held.id}-${held.fills}`;
    tell(state, held, { kind: "fill", fillId, lots: traded, price, liquidity, ts: state.nowMs });
  }
  if (held.filled === terms.lots) endHeld(state, side, held, undefined);
  else if (traded < lots) endHeld(state, side, held, { kind: "cancel", filledLots: held.filled });
  return traded;
}

/**
 * An order that is live meets the price at which it would take: it takes, rests, or goes. Only now is it known whether
 * the venue accepts it: a post-only order that would take was never there.
 */
export function meet(state: TouchState, side: Side, held: Held, touch: number): void {
  const { terms, filled } = held;
  const sign = sideOf(terms);
  const limit =
    terms.limitTicks === undefined
      ? sign * Number.POSITIVE_INFINITY
      : priceOfTicks(side.instrument, terms.limitTicks);
  const crosses = touch * sign <= limit * sign;
  if (crosses && terms.postOnly) {
    endHeld(state, side, held, { kind: "reject", reason: "post-only" });
    return;
  }
  if (held.stage === "arriving" && terms.postOnly) tell(state, held, { kind: "accept" });
  held.stage = "resting";
  side.quiet = undefined;
  if (crosses) fill(state, side, held, terms.lots - filled, touch, "taker");
  else if (terms.tif === "ioc" || terms.tif === "fok") {
    endHeld(state, side, held, { kind: "cancel", filledLots: filled });
  }
}

/** The quote at which an order would take; NaN where there is none. */
export const quoteFor = (side: Side, held: Held): number => (held.terms.side === "buy" ? side.ask : side.bid);

/** The price of a taker: the quote, or the trade worsened by the cost, on the grid and rounded against it. */
function takerAt({ options }: TouchState, side: Side, held: Held, price: number): number {
  const quote = quoteFor(side, held);
  if (quote === quote) return quote;
  const sign = sideOf(held.terms);
  const worse = takerPrice(sign, price, options.takerCost);
  const { instrument } = side;
  return priceOfTicks(instrument, gridCount(instrument.tick, worse, sign > 0 ? "up" : "down"));
}

/** Moves the level of a waiting order by a price; whether that price sets it off. */
function followPrice(held: Held, ticks: number): boolean {
  const { terms } = held;
  if (terms.kind !== "trailing-stop") return setsOff(terms, held.level!, ticks);
  // The level of before decides, and then it follows: a price does not set off what it has just moved.
  const off = held.level !== undefined && setsOff(terms, held.level, ticks);
  held.level = followTicks(terms, held.level, ticks);
  return off;
}

/** Whether buyers at one price and sellers at another have no business with any order. */
function isQuiet(side: Side, buyersAt: number, sellersAt: number): boolean {
  side.quiet ??= quietOf(side);
  return buyersAt > side.quiet.above && sellersAt < side.quiet.below;
}

/** The prices between which no order of a symbol is met or set off: a tick of room for prices beside the grid. */
function quietOf({ instrument, held }: Side): Quiet {
  let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const { terms, stage, level } of held.values()) {
    if (stage === "arriving" || terms.kind === "trailing-stop") return noQuiet;
    const ticks = stage === "waiting" ? level! : terms.limitTicks!;
    const sells = terms.side === "sell";
    const falls = stage === "waiting" ? sells !== (terms.kind === "take-profit") : !sells;
    if (falls) low = Math.max(low, ticks);
    else high = Math.min(high, ticks);
  }
  const at = (ticks: number) => (Number.isFinite(ticks) ? priceOfTicks(instrument, ticks) : ticks);
  return { above: at(low + 1), below: at(high - 1) };
}

const noQuiet: Quiet = { above: Number.POSITIVE_INFINITY, below: Number.NEGATIVE_INFINITY };

/** A trade: sets off what waits, meets what arrives, and fills what rests beyond it, up to its own quantity. */
export function onTrade(state: TouchState, side: Side, price: number, quantity: number): void {
  if (side.held.size === 0 || isQuiet(side, price, price)) return;
  const { instrument } = side;
  const ticks = gridCount(instrument.tick, price, "nearest");
  let left = gridCount(instrument.lot, quantity, "down");
  for (const held of [...side.held.values()]) {
    if (held.stage === "waiting") {
      if (!followPrice(held, ticks)) continue;
      tell(state, held, { kind: "trigger" });
      meet(state, side, held, takerAt(state, side, held, price));
    } else if (held.stage === "arriving") meet(state, side, held, takerAt(state, side, held, price));
    else if (left > 0 && reaches(state, held, ticks)) {
      const lots = Math.min(left, held.terms.lots - held.filled);
      left -= fill(state, side, held, lots, priceOfTicks(instrument, held.terms.limitTicks!), "maker");
    }
  }
}

/** Whether a trade goes through the price of a resting limit order, or touches it. */
function reaches({ options }: TouchState, { terms }: Held, ticks: number): boolean {
  const beyond = sideOf(terms) * (terms.limitTicks! - ticks);
  return options.limitFill === "touch" ? beyond >= 0 : beyond > 0;
}

/** A quote: meets what arrives, and fills what rests where the other side has come to it. */
export function onQuote(state: TouchState, side: Side, bid: number, ask: number): void {
  side.bid = bid;
  side.ask = ask;
  if (side.held.size === 0 || isQuiet(side, ask, bid)) return;
  for (const held of [...side.held.values()]) {
    if (held.stage === "waiting") continue;
    const quote = quoteFor(side, held);
    if (held.stage === "arriving") meet(state, side, held, quote);
    else {
      const limit = priceOfTicks(side.instrument, held.terms.limitTicks!);
      const met = (limit - quote) * sideOf(held.terms) >= 0;
      // It was there before: it provides the liquidity.
      if (met) fill(state, side, held, held.terms.lots - held.filled, limit, "maker");
    }
  }
}
