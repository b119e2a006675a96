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
  takes,
  tell,
  toTick,
  valueAt as valueIn,
  values,
} from "./naive-book.ts";
import { allowed, quote } from "./naive-size.ts";
import type {
  Act,
  Ask,
  Bar,
  Levels,
  NaiveOrder,
  NaiveOutcome,
  Part,
  Waiting,
  When,
  Why,
} from "./naive-types.ts";

const dayMs = 24 * 3600 * 1000;
const yearMs = 365 * dayMs;

export function naive(
  market: MarketData,
  decisions: readonly DecisionColumns[],
  settings: Settings,
  rebalance: number,
  finer: readonly Bars[] = [],
  script: (t: number) => readonly Act[] = () => [],
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

  /** Writes an order down at the close of bar t, or at what of it has passed. */
  function place(s: number, t: number, asked: Ask): Waiting {
    const buys = asked.target > 0;
    // A limit is never worse for its owner, a trigger never sooner than asked.
    const ask: Ask = {
      ...asked,
      ...(asked.limit !== undefined && { limit: toTick(book.terms[s]!, asked.limit, buys ? "down" : "up") }),
      ...(asked.trigger !== undefined && {
        trigger: toTick(book.terms[s]!, asked.trigger, buys ? "up" : "down"),
      }),
    };
    const side = ask.kind === "market" && ask.units === undefined ? null : ask.target > 0 ? "buy" : "sell";
    const record: NaiveOrder = {
      symbol: symbols[s]!,
      kind: ask.kind,
      side,
      tif: ask.tif ?? "gtc",
      limit: ask.limit ?? null,
      trigger: ask.trigger ?? null,
      postOnly: ask.postOnly ?? false,
      reduceOnly: ask.reduceOnly ?? false,
      placedIndex: t,
      placedMs: ts[t]! + market.timeframeMs,
      endedIndex: -1,
      status: "pending-new",
      quantity: 0,
      price: null,
      reason: ask.why === "risk" ? "risk" : "decision",
      rule: null,
    };
    book.out.orders.push(record);
    return { ...ask, since: t, lastIndex: ask.lastIndex ?? Number.POSITIVE_INFINITY, record };
  }

  function finish(s: number, order: Waiting, t: number, status: NaiveOrder["status"], rule?: string) {
    waiting[s] = waiting[s]!.filter((other) => other !== order);
    order.record.status = status;
    order.record.endedIndex = t;
    if (rule === undefined) return;
    order.record.rule = rule;
    count(book, rule);
  }

  function cancelAll(s: number, t: number) {
    for (const order of waiting[s]!) finish(s, order, t, "cancelled");
  }

  /** Fills an order at a reference; gives the part that it opened. */
  function fill(
    s: number,
    order: Waiting,
    t: number,
    reference: number,
    when: When,
    maker: boolean,
  ): Part | undefined {
    const { fees } = book.terms[s]!;
    const rate = maker ? fees.maker : fees.taker;
    const { price, change: wished } = quote(book, s, order, reference, maker);
    if (wished === 0) {
      finish(s, order, t, "cancelled");
      order.record.rule = "nothing-to-trade";
      return undefined;
    }
    let rule: string | undefined;
    const change = allowed(book, s, wished, price, rate, halted, (name) => {
      rule = name;
    });
    // What waited had reached the market, what was about to go out never did.
    if (change === 0) {
      const status = order.record.status === "pending-new" ? "rejected" : "cancelled";
      return void finish(s, order, t, status, rule);
    }
    finish(s, order, t, "filled", rule);
    Object.assign(order.record, { quantity: Math.abs(change), price, side: change > 0 ? "buy" : "sell" });
    const before = held(s);
    const after = before + change;
    const exit = order.why === "risk" ? "risk" : "signal";
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
    const terms = book.terms[s]!;
    const [away, beyond] = side > 0 ? (["down", "up"] as const) : (["up", "down"] as const);
    const follow = (best: number): number => {
      if (shape.trail === undefined) return Number.NaN;
      if (shape.trail === "fraction") return toTick(terms, best * (1 - side * trail), away);
      return toTick(terms, best - side * (shape.trail === "price" ? Math.abs(price - trail) : trail), away);
    };
    // What is entered at a close has not yet been held for any part of a bar.
    const firstBar = when === "close" ? t + 1 : t;
    return {
      quantity,
      price,
      index: t,
      when,
      feeLeft: fee,
      stop: toTick(terms, level(shape.stop, levels?.stop, -side), away),
      takeProfit: toTick(terms, level(shape.takeProfit, levels?.takeProfit, side), beyond),
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

  /** Whether an order that takes liquidity at a reference keeps to its limit, costs included. */
  const within = (s: number, { target, limit }: Waiting, reference: number): boolean => {
    const price = takes(book, s, target > 0, reference);
    return target > 0 ? price <= limit! : price >= limit!;
  };

  /** Whether an order trades at the open: at the market, or a limit order that comes there and finds its price. */
  const tradesAtOpen = (s: number, order: Waiting, t: number, open: number): boolean =>
    order.kind === "market" ||
    (order.kind === "limit" && order.since === barBefore(s, t) && within(s, order, open));

  function fillMarket(s: number, t: number, price: number, when: When, reducing: boolean) {
    for (const order of [...waiting[s]!]) {
      const trades = when === "open" ? tradesAtOpen(s, order, t, price) : order.kind === "market";
      if (!trades) continue;
      if (order.postOnly) {
        finish(s, order, t, "rejected", "post-only");
        continue;
      }
      const { change } = quote(book, s, order, price, false);
      if (reducing && Math.abs(held(s) + change) >= Math.abs(held(s))) continue;
      fill(s, order, t, price, when, false);
    }
  }

  /** Orders whose last bar or day is over do not fill later, though they could not fill on a bar that was missing. */
  function dropOld(s: number, t: number) {
    for (const order of [...waiting[s]!]) {
      const placedMs = ts[order.since]! + market.timeframeMs;
      const midnight = (Math.floor(placedMs / dayMs) + 1) * dayMs;
      const over = order.tif === "day" && ts[t]! >= midnight;
      if (over || t > order.lastIndex) finish(s, order, t, "expired");
    }
  }

  const immediate = ({ tif }: Waiting) => tif === "ioc" || tif === "fok";

  /** What came to this open and did not trade rests from now on; what had to trade at once is gone. */
  function rest(s: number, t: number) {
    for (const order of [...waiting[s]!]) {
      if (order.record.status !== "pending-new") continue;
      order.record.status = order.trigger === undefined ? "working" : "untriggered";
      if (order.trigger === undefined && immediate(order)) finish(s, order, t, "cancelled");
    }
  }

  /** Where within a bar an order fills, and whether it then provides liquidity. */
  interface Hit {
    readonly at: number;
    readonly maker: boolean;
  }

  function limitHit({ target, limit }: Waiting, bar: Bar, open: number): Hit | undefined {
    const buys = target > 0;
    if (!reaches(bar.low, bar.high, limit!, buys, through)) return undefined;
    return { at: buys ? Math.min(limit!, open) : Math.max(limit!, open), maker: true };
  }

  function rangeHit(s: number, order: Waiting, t: number, bar: Bar): Hit | undefined {
    const buys = order.target > 0;
    const { trigger, record } = order;
    if (trigger === undefined || record.status === "triggered") {
      // What has only just come to the market cannot have been filled at a better open than it found.
      const fresh = order.since === barBefore(s, t);
      return limitHit(order, bar, fresh ? order.limit! : bar.open);
    }
    if (!reaches(bar.low, bar.high, trigger, !buys, false)) return undefined;
    record.status = "triggered";
    const gaps = buys ? bar.open >= trigger : bar.open <= trigger;
    const reference = gaps ? bar.open : trigger;
    if (order.limit === undefined) return { at: reference, maker: false };
    if (within(s, order, reference)) {
      if (!order.postOnly) return { at: reference, maker: false };
      finish(s, order, t, "rejected", "post-only");
      return undefined;
    }
    if (immediate(order)) return undefined;
    // Triggered beyond its limit, it waits there. After a gap all of the range comes later.
    const back = limitHit(order, bar, order.limit);
    if (!back || gaps) return back;
    ambiguous.add(`${s} ${t}`);
    return settings.intrabar === "optimistic" ? back : undefined;
  }

  function range(s: number, t: number, bar: Bar) {
    for (const part of [...book.parts[s]!]) protect(s, part, t, bar);
    for (const order of [...waiting[s]!]) {
      const hit = rangeHit(s, order, t, bar);
      if (hit) {
        const part = fill(s, order, t, hit.at, "range", hit.maker);
        if (part) protectEntrant(s, part, t, bar, hit.at, hit.maker);
      } else if (order.record.endedIndex < 0) {
        const { status } = order.record;
        if (t === order.lastIndex) finish(s, order, t, "expired");
        else if (status === "triggered" && immediate(order)) finish(s, order, t, "cancelled");
      }
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
    const target = columns.target[t]!;
    const levels = { stop: at("stop"), takeProfit: at("takeProfit"), trail: at("trail") };
    const order = (ask: Ask) => waiting[s]!.push(place(s, t, ask));
    acted[s] = target;
    cancelAll(s, t);
    if (takesAway(s, target)) return void order({ kind: "market", target, levels });
    const limited = shape.entry === "limit" || shape.entry === "stop-limit";
    const triggered = shape.entry === "trigger" || shape.entry === "stop-limit";
    const noPrice = (limited && !(at("limit") > 0)) || (triggered && !(at("trigger") > 0));
    const noLevel = (["stop", "takeProfit", "trail"] as const).some(
      (name) => shape[name] !== undefined && !(levels[name] >= 0),
    );
    // An entry that lacks its price or a level is refused; what it would have turned around is left all the same.
    const turns = valueAt(s, book.last[s]!) * target < 0;
    if (turns && (shape.entry !== undefined || noLevel)) order({ kind: "market", target: 0 });
    if (noPrice) return count(book, "unknown-price");
    if (noLevel) return count(book, "unknown-level");
    if (shape.entry === undefined) return void order({ kind: "market", target, levels });
    order({
      kind: shape.entry === "trigger" ? "stop" : shape.entry,
      target,
      levels,
      ...(limited && { limit: at("limit") }),
      ...(triggered && { trigger: at("trigger") }),
      ...(shape.tif && { tif: shape.tif }),
      ...(shape.postOnly && { postOnly: true }),
      ...(shape.expire !== undefined && { lastIndex: t + shape.expire }),
    });
  }

  /** What a script asks for, in its order. */
  function act(t: number) {
    for (const asked of script(t)) {
      const s = asked.symbol;
      if (asked.do === "cancel") cancelAll(s, t);
      else waiting[s]!.push(place(s, t, asked.do === "close" ? { kind: "market", target: 0 } : asked.ask));
      if (settings.fill === "close") fillMarket(s, t, book.last[s]!, "close", false);
    }
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
      dropOld(s, t);
    }
    for (const s of present) {
      for (const part of [...book.parts[s]!]) {
        if (t >= part.leaveAt) closePart(book, s, part, t, barOf(s, t)!.open, false, "time");
      }
    }
    for (const reducing of all.length > 1 ? [true, false] : [false]) {
      for (const s of present) fillMarket(s, t, barOf(s, t)!.open, "open", reducing);
    }
    for (const s of present) rest(s, t);

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
        cancelAll(s, t);
        if (held(s) === 0) continue;
        const leaves = () => {
          const order = place(s, t, { kind: "market", target: 0, why: "risk" });
          waiting[s]!.push(order);
          return order;
        };
        // A missing bar makes no fill.
        if (!barOf(s, t)) leaves();
        else if (ruined)
          for (const part of [...book.parts[s]!])
            closePart(book, s, part, t, book.last[s]!, false, "liquidation");
        else if (settings.fill === "close") fill(s, leaves(), t, book.last[s]!, "close", false);
        else leaves();
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
          if (settings.fill === "close") fillMarket(s, t, book.last[s]!, "close", false);
        }
      }
    }

    act(t);

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
