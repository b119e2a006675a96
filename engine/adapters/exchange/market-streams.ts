import { parseTimeframe } from "../../core/time.ts";
import type { FeedEvent } from "../../ports.ts";
import { priceText, quantityText } from "../../trade/instrument.ts";
import { depthOf } from "../../venue/book/book.ts";
import type { ExchangeDesk, Listed } from "./desk.ts";
import { sumText, tickerJson } from "./public-api.ts";
import { barsOf } from "./tape.ts";

/** Whoever is sent what a stream says. */
export type Sink = (stream: string, data: object) => void;

/** The depth of one symbol as its stream has told it. */
interface ToldDepth {
  lastId: number;
  readonly told: { readonly bids: Map<number, number>; readonly asks: Map<number, number> };
}

/** The public streams of an exchange. */
export interface MarketStreams {
  /** Whether there is a stream of that name. */
  readonly knows: (stream: string) => boolean;
  readonly subscribe: (stream: string, sink: Sink) => void;
  readonly unsubscribe: (stream: string, sink: Sink) => void;
  /** Id of the last update of a symbol's depth: what has changed since is sent first. */
  readonly depthId: (listed: Listed) => number;
  /** Sends what has changed of all depths that somebody listens to. */
  readonly flush: () => void;
}

const pattern = /^([a-z0-9]+)@(depth(?:@100ms|@1000ms)?|trade|aggTrade|bookTicker|kline_(\w+))$/;

/** Public streams over a desk; while they are stale nothing is sent, and depth catches up afterwards. */
export function createMarketStreams(desk: ExchangeDesk, isStale: () => boolean): MarketStreams {
  const sinks = new Map<string, Set<Sink>>();
  const depths = new Map<string, ToldDepth>();
  const lowered = new Map([...desk.listed.values()].map((listed) => [listed.id.toLowerCase(), listed]));
  const send = (stream: string, data: () => object): void => {
    const all = sinks.get(stream);
    if (!all || all.size === 0 || isStale()) return;
    const said = data();
    for (const sink of all) sink(stream, said);
  };
  const knows = (stream: string): boolean => {
    const match = pattern.exec(stream);
    return match !== null && lowered.has(match[1]!) && (match[3] === undefined || isInterval(match[3]));
  };
  const flushOne = (listed: Listed): ToldDepth => {
    const depth = depths.get(listed.id) ?? { lastId: 1, told: { bids: new Map(), asks: new Map() } };
    depths.set(listed.id, depth);
    const changes = changesOf(desk, listed, depth);
    if (changes.b.length + changes.a.length === 0) return depth;
    const [U, u] = [depth.lastId + 1, depth.lastId + changes.b.length + changes.a.length];
    depth.lastId = u;
    const data = { e: "depthUpdate", E: Math.floor(desk.marketMs()), s: listed.id, U, u, ...changes };
    for (const rate of ["", "@100ms", "@1000ms"]) send(`${listed.id.toLowerCase()}@depth${rate}`, () => data);
    return depth;
  };
  desk.watchers.add((event) => tellEvent(desk, event, send, sinks));
  return {
    knows,
    subscribe: (stream, sink) => {
      const all = sinks.get(stream) ?? new Set();
      sinks.set(stream, all.add(sink));
    },
    unsubscribe: (stream, sink) => {
      const all = sinks.get(stream);
      if (all?.delete(sink) && all.size === 0) sinks.delete(stream);
    },
    depthId: (listed) => flushOne(listed).lastId,
    flush: () => {
      if (isStale()) return;
      for (const listed of desk.listed.values()) {
        const depth = `${listed.id.toLowerCase()}@depth`;
        if ([...sinks.keys()].some((stream) => stream.startsWith(depth))) flushOne(listed);
      }
    },
  };
}

function isInterval(text: string): boolean {
  try {
    return parseTimeframe(text) > 0;
  } catch {
    return false;
  }
}

/** Levels that differ from what was told, and tells them. */
function changesOf({ core }: ExchangeDesk, { instrument }: Listed, { told }: ToldDepth) {
  const { book } = core.actors.get(instrument.symbol)!;
  const side = (sign: 1 | -1, before: Map<number, number>): [string, string][] => {
    const changed: [string, string][] = [];
    const now = new Map(depthOf(book, sign, Number.POSITIVE_INFINITY));
    for (const [ticks, lots] of now) {
      if (before.get(ticks) !== lots)
        changed.push([priceText(instrument, ticks), quantityText(instrument, lots)]);
      before.set(ticks, lots);
    }
    for (const ticks of before.keys()) {
      if (now.has(ticks)) continue;
      before.delete(ticks);
      changed.push([priceText(instrument, ticks), quantityText(instrument, 0)]);
    }
    return changed;
  };
  return { b: side(1, told.bids), a: side(-1, told.asks) };
}

function tellEvent(
  desk: ExchangeDesk,
  event: FeedEvent,
  send: (stream: string, data: () => object) => void,
  sinks: ReadonlyMap<string, ReadonlySet<Sink>>,
): void {
  if (event.kind === "timer") return;
  const listed = desk.bySymbol.get(event.symbol);
  if (!listed || sinks.size === 0) return;
  const name = listed.id.toLowerCase();
  const E = Math.floor(event.ts);
  if (event.kind === "trade") {
    const { id, price, quantity, buyerIsMaker } = listed.tape.trades.at(-1)!;
    const p = priceText(listed.instrument, Math.round(price / listed.instrument.tick.step));
    const common = { E, s: listed.id, p, q: String(quantity), T: E, m: buyerIsMaker, M: true };
    send(`${name}@trade`, () => ({ e: "trade", t: id, ...common }));
    send(`${name}@aggTrade`, () => ({ e: "aggTrade", a: id, f: id, l: id, ...common }));
  }
  send(`${name}@bookTicker`, () => {
    const { bidPrice, bidQty, askPrice, askQty } = tickerJson(desk, listed);
    // The time is of the futures API alone; here it is the only one that tells how far a played market is.
    return { u: E, E, s: listed.id, b: bidPrice, B: bidQty, a: askPrice, A: askQty };
  });
  if (event.kind !== "trade" && event.kind !== "bar") return;
  for (const stream of sinks.keys()) {
    const match = stream.startsWith(`${name}@kline_`) ? pattern.exec(stream) : null;
    if (match?.[3]) send(stream, () => klineEvent(listed, match[3]!, E));
  }
}

function klineEvent(listed: Listed, interval: string, E: number): object {
  const length = parseTimeframe(interval);
  const bar = barsOf(listed.tape, length).at(-1)!;
  const k = {
    t: bar.ts,
    T: bar.ts + length - 1,
    s: listed.id,
    i: interval,
    o: String(bar.open),
    c: String(bar.close),
    h: String(bar.high),
    l: String(bar.low),
    v: sumText(bar.volume),
    n: bar.trades,
    x: E >= bar.ts + length,
    q: sumText(bar.turnover),
  };
  return { e: "kline", E, s: listed.id, k };
}
