/**
 * A second, deliberately naive pipeline, written from the meaning of a backtest and not from the code: one loop over
 * all bars, plain objects, nothing skipped, nothing cached. It is the judge of the real one and shares none of its
 * functions.
 */
import type { Bars } from "../../trade/bars.ts";
import type { MarketData } from "../market.ts";
import type { Settings } from "../settings.ts";
import type { DecisionColumns } from "../vector.ts";
import {
  barOf as barIn,
  closePart,
  count,
  createBook,
  equity as equityOf,
  held as heldIn,
  known,
  pay,
  sum,
  tell,
  valueAt as valueIn,
  values,
} from "./naive-book.ts";
import { allowed, quote } from "./naive-size.ts";
import type { Bar, Levels, NaiveOutcome, Part, Waiting, When, Why } from "./naive-types.ts";

const yearMs = 365 * 24 * 3600 * 1000;

export function naive(
  market: MarketData,
  decisions: readonly DecisionColumns[],
  settings: Settings,
  rebalance: number,
  finer: readonly Bars[] = [],
): NaiveOutcome {
  const { symbols, ts } = market;
  const all = symbols.map((_, s) => s);
  const book = createBook(market, settings);
  let peak = settings.cash;
  let halted = false;
  const waiting: Waiting[][] = all.map(() => []);
  const acted = all.map(() => 0);
  const ambiguous = new Set<string>();

  const held = (s: number) => heldIn(book, s);
  const valueAt = (s: number, price: number) => valueIn(book, s, price);
  const equity = () => equityOf(book);
  const barOf = (s: number, t: number) => barIn(book, s, t);

  const closedAt = all.map(() => Number.NaN);
  function borrow(s: number, ms: number) {
    const due = Math.abs(valueAt(s, book.last[s]!)) * settings.borrowRate * (ms / yearMs);
    book.cash -= due;
    book.out.costs.borrow += due;
  }

  /** Fills an order at a reference; gives the part that it opened. */
  function fill(s: number, order: Waiting, t: number, reference: number, when: When): Part | undefined {
    // A limit order that is filled as it arrives takes liquidity; one that has waited provides it.
    const maker = order.kind === "limit" && when === "range";
    const rate = maker ? settings.fees.maker : settings.fees.taker;
    const { price, change: wished } = quote(book, s, order, reference, maker);
    const change = allowed(book, s, wished, price, rate, halted);
    if (change === 0) return undefined;
    const before = held(s);
    const after = before + change;
    const exit = order.why === "entry" ? "signal" : "risk";
    const opens = after !== 0 && after > 0 === change > 0;
    const fee = pay(book, s, t, change, price, reference, maker, opens ? "entry" : exit);
    // First in, first out.
    let toClose = before * change < 0 ? Math.min(Math.abs(change), Math.abs(before)) : 0;
    for (const part of [...book.parts[s]!]) {
      const size = Math.abs(part.quantity);
      const closes = Math.min(size, toClose);
      if (closes <= 1e-12 * Math.abs(before)) break;
      const quantity = Math.sign(part.quantity) * closes;
      tell(book, s, part, quantity, t, price, (fee * closes) / Math.abs(change), exit);
      part.quantity -= quantity;
      toClose -= closes;
      if (Math.abs(part.quantity) <= 1e-12 * Math.abs(before)) {
        book.parts[s] = book.parts[s]!.filter((other) => other !== part);
      }
    }
    const opened = before * change < 0 ? (opens ? after : 0) : change;
    if (Math.abs(opened) <= 1e-12 * Math.abs(before)) return undefined;
    const part = open(s, opened, price, t, when, fee * (opened / change), order.levels);
    book.parts[s]!.push(part);
    return part;
  }

  function open(
    s: number,
    quantity: number,
    price: number,
    t: number,
    when: When,
    fee: number,
    levels: Levels | undefined,
  ): Part {
    const { shape } = decisions[s]!;
    const side = Math.sign(quantity);
    const level = (mode: string | undefined, value: number | undefined, direction: number) => {
      if (mode === undefined || value === undefined) return Number.NaN;
      if (mode === "price") return value;
      return mode === "fraction" ? price * (1 + direction * value) : price + direction * value;
    };
    const trail = levels?.trail ?? Number.NaN;
    const follow = (best: number): number => {
      if (shape.trail === undefined) return Number.NaN;
      if (shape.trail === "fraction") return best * (1 - side * trail);
      return best - side * (shape.trail === "price" ? Math.abs(price - trail) : trail);
    };
    // What is entered at a close has not yet been held for any part of a bar.
    const firstBar = when === "close" ? t + 1 : t;
    return {
      quantity,
      price,
      index: t,
      when,
      feeLeft: fee,
      stop: level(shape.stop, levels?.stop, -side),
      takeProfit: level(shape.takeProfit, levels?.takeProfit, side),
      follow,
      best: price,
      trail: follow(price),
      leaveAt: levels && shape.maxBars !== undefined ? firstBar + shape.maxBars : Number.POSITIVE_INFINITY,
      seen: [],
    };
  }

  const stopLevel = (part: Part): number => {
    const levels = [part.stop, part.trail].filter(known);
    if (levels.length === 0) return Number.NaN;
    return part.quantity > 0 ? Math.max(...levels) : Math.min(...levels);
  };
  const reason = (part: Part): Why => (stopLevel(part) === part.stop ? "stop" : "trail");
  const reaches = (low: number, high: number, level: number, below: boolean, strictly: boolean): boolean => {
    if (!known(level)) return false;
    if (below) return strictly ? low < level : low <= level;
    return strictly ? high > level : high >= level;
  };
  const through = settings.limitFill === "through";

  /** Which level finer bars reach first, if they tell. */
  function finerSays(s: number, part: Part, t: number): "stop" | "target" | undefined {
    const bars = finer.find((b) => b.symbol === symbols[s]);
    const long = part.quantity > 0;
    for (let i = 0; bars && i < bars.ts.length; i++) {
      if (bars.ts[i]! < ts[t]! || bars.ts[i]! >= ts[t]! + market.timeframeMs) continue;
      const stop = reaches(bars.low[i]!, bars.high[i]!, stopLevel(part), long, false);
      const target = reaches(bars.low[i]!, bars.high[i]!, part.takeProfit, !long, through);
      if (stop && target) return undefined;
      if (stop || target) return stop ? "stop" : "target";
    }
    return undefined;
  }

  /** The levels of a part that is there when the range of a bar begins. */
  function protect(s: number, part: Part, t: number, bar: Bar) {
    const long = part.quantity > 0;
    const stopAt = stopLevel(part);
    const stopHit = reaches(bar.low, bar.high, stopAt, long, false);
    const targetHit = reaches(bar.low, bar.high, part.takeProfit, !long, through);
    const takeStop = () => {
      const worse = long ? Math.min(stopAt, bar.open) : Math.max(stopAt, bar.open);
      closePart(book, s, part, t, worse, false, reason(part));
    };
    const takeTarget = () => {
      const better = long ? Math.max(part.takeProfit, bar.open) : Math.min(part.takeProfit, bar.open);
      closePart(book, s, part, t, better, true, "take-profit");
    };
    if (stopHit && (long ? bar.open <= stopAt : bar.open >= stopAt)) return takeStop();
    if (targetHit && (long ? bar.open >= part.takeProfit : bar.open <= part.takeProfit)) return takeTarget();
    if (stopHit && targetHit) {
      const first = finerSays(s, part, t);
      if (!first) ambiguous.add(`${s} ${t}`);
      if (first) return first === "stop" ? takeStop() : takeTarget();
      return settings.intrabar === "pessimistic" ? takeStop() : takeTarget();
    }
    if (stopHit) takeStop();
    else if (targetHit) takeTarget();
  }

  /** The levels of a part entered within the range at a reference, by an order that price moved towards. */
  function protectEntrant(s: number, part: Part, t: number, bar: Bar, reference: number, byLimit: boolean) {
    if (reference === bar.open) return protect(s, part, t, bar);
    const long = part.quantity > 0;
    const stopAt = stopLevel(part);
    const stopHit = reaches(bar.low, bar.high, stopAt, long, false);
    const targetHit = reaches(bar.low, bar.high, part.takeProfit, !long, through);
    const pessimistic = settings.intrabar === "pessimistic";
    // A limit entry was on its way to the stop: only the target is in doubt. A stop entry the other way round.
    const inDoubt = byLimit ? targetHit : stopHit;
    if (inDoubt) ambiguous.add(`${s} ${t}`);
    const stops = stopHit && (byLimit ? pessimistic || !targetHit : pessimistic);
    const wins = targetHit && !stops && (!byLimit || !pessimistic);
    if (stops) {
      const worse = long ? Math.min(stopAt, reference) : Math.max(stopAt, reference);
      closePart(book, s, part, t, worse, false, reason(part));
    }
    if (wins) {
      const better = long ? Math.max(part.takeProfit, reference) : Math.min(part.takeProfit, reference);
      closePart(book, s, part, t, better, true, "take-profit");
    }
  }

  /** The bar of a symbol before bar t. */
  function barBefore(s: number, t: number): number {
    let before = t - 1;
    while (before >= 0 && !barOf(s, before)) before--;
    return before;
  }

  /** Whether a limit order comes to the market at this open and finds its price, costs included. */
  function arrives(s: number, order: Waiting, t: number, open: number): boolean {
    if (order.kind !== "limit" || order.since !== barBefore(s, t) || t > order.lastIndex) return false;
    const taking = settings.halfSpread + settings.slippage;
    return order.target > 0 ? open * (1 + taking) <= order.price : open * (1 - taking) >= order.price;
  }

  function marketOrders(
    t: number,
    priceOf: (s: number) => number,
    when: When,
    reducing: boolean,
    among = all,
  ) {
    for (const s of among) {
      if (!barOf(s, t)) continue;
      for (const order of [...waiting[s]!]) {
        if (order.kind !== "market" && !(when === "open" && arrives(s, order, t, priceOf(s)))) continue;
        const { change } = quote(book, s, order, priceOf(s), false);
        if (reducing && Math.abs(held(s) + change) >= Math.abs(held(s))) continue;
        waiting[s] = waiting[s]!.filter((other) => other !== order);
        fill(s, order, t, priceOf(s), when);
      }
    }
  }

  function range(s: number, t: number, bar: Bar) {
    for (const part of [...book.parts[s]!]) protect(s, part, t, bar);
    for (const order of [...waiting[s]!]) {
      const buys = order.target > 0;
      const byLimit = order.kind === "limit";
      // A buy limit and a sell stop wait below the market.
      const hit = reaches(bar.low, bar.high, order.price, byLimit === buys, byLimit && through);
      if (t > order.lastIndex || hit || t === order.lastIndex) {
        waiting[s] = waiting[s]!.filter((other) => other !== order);
      }
      if (t > order.lastIndex || !hit) continue;
      // What has only just come to the market cannot have been filled at a better open than it found.
      const fresh = byLimit && order.since === barBefore(s, t);
      const better = byLimit === buys ? Math.min(order.price, bar.open) : Math.max(order.price, bar.open);
      const reference = fresh ? order.price : better;
      const part = fill(s, order, t, reference, "range");
      if (part) protectEntrant(s, part, t, bar, reference, byLimit);
    }
  }

  const takesAway = (s: number, target: number): boolean => {
    const value = valueAt(s, book.last[s]!);
    return value * target >= 0 && Math.abs(target) * equity() <= Math.abs(value);
  };

  function decide(s: number, t: number) {
    const { columns, shape } = decisions[s]!;
    const at = (name: "limit" | "trigger" | "stop" | "takeProfit" | "trail") =>
      columns[name]?.[t] ?? Number.NaN;
    if (shape.entry === "stop-limit") throw new Error("the naive pipeline knows no stop-limit order");
    const target = columns.target[t]!;
    const levels = { stop: at("stop"), takeProfit: at("takeProfit"), trail: at("trail") };
    const order = (kind: Waiting["kind"], price: number, to: number, lastIndex: number, given?: Levels) =>
      waiting[s]!.push({ kind, price, target: to, since: t, lastIndex, levels: given, why: "entry" });
    acted[s] = target;
    waiting[s] = [];
    const always = Number.POSITIVE_INFINITY;
    if (takesAway(s, target)) return order("market", Number.NaN, target, always, levels);
    const kind = shape.entry === "trigger" ? "stop" : (shape.entry ?? "market");
    const price = shape.entry === undefined ? Number.NaN : at(shape.entry);
    const noPrice = shape.entry !== undefined && !(price > 0);
    const noLevel = (["stop", "takeProfit", "trail"] as const).some(
      (name) => shape[name] !== undefined && !(levels[name] >= 0),
    );
    // An entry that lacks its price or a level is refused; what it would have turned around is left all the same.
    const turns = valueAt(s, book.last[s]!) * target < 0;
    if (turns && (kind !== "market" || noLevel)) order("market", Number.NaN, 0, always);
    if (noPrice) return count(book, "unknown-price");
    if (noLevel) return count(book, "unknown-level");
    const rests = kind !== "market" && shape.expire !== undefined;
    order(kind, price, target, rests ? t + shape.expire! : always, levels);
  }

  for (let t = 0; t < ts.length; t++) {
    if (settings.fromMs !== undefined && ts[t]! < settings.fromMs) {
      book.out.equity.push(settings.cash);
      book.out.exposure.push(0);
      book.out.net.push(0);
      continue;
    }
    const present = all.filter((s) => barOf(s, t));

    // The open.
    for (const s of present) {
      const { open } = barOf(s, t)!;
      book.last[s] = open;
      // Nights and gaps are borrowed, too.
      if (held(s) < 0) borrow(s, ts[t]! - closedAt[s]!);
    }
    for (const s of present) {
      for (const part of [...book.parts[s]!]) {
        if (t >= part.leaveAt) closePart(book, s, part, t, barOf(s, t)!.open, false, "time");
      }
    }
    for (const reducing of [true, false]) marketOrders(t, (s) => barOf(s, t)!.open, "open", reducing);

    // The range, then the close and what holding costs.
    for (const s of present) range(s, t, barOf(s, t)!);
    for (const s of present) {
      const { high, low, close } = barOf(s, t)!;
      book.last[s] = close;
      const rate = settings.funding ? (market.bars[s]!.extra?.funding?.[t] ?? Number.NaN) : Number.NaN;
      const value = valueAt(s, close);
      const funding = known(rate) ? value * rate : 0;
      book.cash -= funding;
      book.out.costs.funding += funding;
      if (held(s) < 0) borrow(s, market.timeframeMs);
      closedAt[s] = ts[t]! + market.timeframeMs;
      for (const part of book.parts[s]!) {
        part.seen.push(high, low);
        if (part.index === t && part.when === "range") continue;
        part.best = part.quantity > 0 ? Math.max(part.best, high) : Math.min(part.best, low);
        part.trail = part.follow(part.best);
      }
    }

    // Ruin and drawdown.
    peak = Math.max(peak, equity());
    if (!halted && (equity() <= 0 || equity() <= peak * (1 - settings.limits.account.maxDrawdown))) {
      halted = true;
      const ruined = equity() <= 0;
      count(book, ruined ? "liquidation" : "max-drawdown");
      for (const s of all) {
        waiting[s] = [];
        if (held(s) === 0) continue;
        const flat: Waiting = {
          kind: "market",
          price: Number.NaN,
          target: 0,
          since: t,
          lastIndex: Number.POSITIVE_INFINITY,
          levels: undefined,
          why: "risk",
        };
        // A missing bar makes no fill.
        if (!barOf(s, t)) waiting[s]!.push(flat);
        else if (ruined)
          for (const part of [...book.parts[s]!])
            closePart(book, s, part, t, book.last[s]!, false, "liquidation");
        else if (settings.fill === "close") fill(s, flat, t, book.last[s]!, "close");
        else waiting[s]!.push(flat);
      }
    }

    // Decisions.
    if (!halted) {
      for (const reducing of [true, false]) {
        for (const s of present) {
          const target = decisions[s]!.columns.target[t]!;
          if (!known(target) || target === acted[s] || (reducing && !takesAway(s, target))) continue;
          if (target !== 0 && Math.abs(target - acted[s]!) <= rebalance) continue;
          decide(s, t);
          if (settings.fill === "close") marketOrders(t, () => book.last[s]!, "close", false, [s]);
        }
      }
    }

    const worth = equity();
    book.out.equity.push(worth);
    book.out.exposure.push(worth > 0 ? sum(values(book).map(Math.abs)) / worth : 0);
    book.out.net.push(worth > 0 ? sum(values(book)) / worth : 0);
  }

  for (const s of all) {
    for (const part of book.parts[s]!)
      tell(book, s, part, part.quantity, ts.length - 1, book.last[s]!, 0, "end", true);
  }
  book.out.ambiguousBars = ambiguous.size;
  return book.out;
}
