import type { Plan } from "../engine/graph/strategy.ts";
import type { FeedEvent, SimulatedVenue } from "../engine/ports.ts";
import { passFeed } from "../engine/run/live/run-feed.ts";
import { createTrader, type Trader } from "../engine/run/live/trader.ts";
import { parseSettings, type SettingsInput } from "../engine/run/settings.ts";
import { parseInstrument } from "../engine/trade/parse-instrument.ts";
import { createTouchVenue } from "../engine/venue/touch-venue.ts";
import { allocation } from "./allocation.ts";
import { measure, type Row } from "./harness.ts";
import { barsPerYear, bound, calm, cash, holding, restless, settings } from "./hot-path-market.ts";
import { latency } from "./latency.ts";

const given = { kind: "spot", base: "S0", quote: "USD", tick: "0.0001", lot: "0.001" } as const;

/** A session over a venue, with requests written as bytes on their way there. */
interface Rig {
  readonly trader: Trader;
  readonly venue: SimulatedVenue;
  /** Requests to place that were written, and the bytes of all requests. */
  readonly written: { orders: number; bytes: number };
}

function rig(plan: Plan, base: SettingsInput = { ...settings, lot: 0 }): Rig {
  const [symbol = ""] = plan.symbols;
  const instruments = { [symbol]: given };
  const inner = createTouchVenue([parseInstrument({ symbol, ...given })], {
    latencyMs: 0,
    takerCost: 2e-5,
    limitFill: "through",
  });
  const encoder = new TextEncoder();
  const buffer = new Uint8Array(1_024);
  const written = { orders: 0, bytes: 0 };
  const venue: SimulatedVenue = {
    ...inner,
    send: (action, nowMs) => {
      if (action.kind === "place") {
        written.orders++;
        written.bytes += encoder.encodeInto(JSON.stringify(action.request), buffer).written;
      }
      inner.send(action, nowMs);
    },
  };
  const made = parseSettings({ ...base, instruments });
  return { trader: createTrader({ run: "bench", plan, settings: made, barsPerYear, venue }), venue, written };
}

/** Trades of the bars of a market, `perBar` evenly in each; prices come back to where they began, so that they repeat. */
function tradesOf(
  which: typeof calm,
  bars: number,
  perBar: number,
): { readonly plan: Plan; readonly trades: FeedEvent[] } {
  const { market, plan } = bound(which, bars);
  const { open, high, low, close, ts, symbol, timeframeMs } = market.bars[0]!;
  const trades: FeedEvent[] = [];
  for (let t = 0; t < bars; t++) {
    const corners = [open[t]!, high[t]!, low[t]!, close[t]!];
    for (let k = 0; k < perBar; k++) {
      const price = corners[Math.floor((k * 4) / perBar)]!;
      trades.push({
        kind: "trade",
        ts: ts[t]! + Math.floor((k * timeframeMs) / perBar),
        symbol,
        price,
        quantity: 1,
      });
    }
  }
  return { plan, trades };
}

/** All trades through trader and venue; the unit is an event: a trade, or one of the timers beside it. */
async function tradesRow(name: string, which: typeof calm, perBar: number, perSecond: number): Promise<Row> {
  const bars = 200_000 / perBar;
  const { plan, trades } = tradesOf(which, bars, perBar);
  const run = () => {
    const made = rig(plan);
    return { ...made, events: passFeed(made.trader, made.venue, trades, plan.timeframeMs, plan.timeframeMs) };
  };
  const { written, trader, events } = run();
  return measure({
    name,
    unit: "event",
    units: events,
    run,
    verify: () => {
      if (written.orders < 10 || trader.session.fills.length < 10)
        throw new Error(`only ${written.orders} orders`);
    },
    targetMs: (events / perSecond) * 1e3,
    budgetMs: 1_500,
  });
}

/** Each bar a decision and an order, from trade to account; the unit is an order that has filled. */
async function ordersRow(): Promise<Row> {
  const { plan, trades } = tradesOf(restless, 10_000, 1);
  const run = (): Rig => {
    const made = rig(plan);
    passFeed(made.trader, made.venue, trades, plan.timeframeMs, plan.timeframeMs);
    return made;
  };
  const { written, trader } = run();
  const { fills } = trader.session;
  return measure({
    name: "orders through trader and venue, each bar one",
    unit: "order",
    units: written.orders,
    run,
    verify: () => {
      if (written.orders < 9_000 || fills.length < 9_000)
        throw new Error(`only ${fills.length} orders in 10000 bars`);
      if (written.bytes < 100 * written.orders) throw new Error("an order is less than 100 bytes");
    },
    targetMs: (written.orders / 5_000) * 1e3,
    budgetMs: 1_500,
  });
}

/** One bar's end: its decision, size, review and command, until the request is bytes in the hands of the venue. */
export function decisionToBytes(): {
  readonly decide: () => void;
  readonly answer: () => void;
  readonly orders: () => number;
} {
  const bars = 8_192;
  const { market, plan } = bound(restless, bars);
  const { close, symbol, timeframeMs } = market.bars[0]!;
  const { trader, venue, written } = rig(plan);
  let t = 0;
  const trade: {
    -readonly [K in keyof Extract<FeedEvent, { kind: "trade" }>]: Extract<FeedEvent, { kind: "trade" }>[K];
  } = {
    kind: "trade",
    ts: 0,
    symbol,
    price: close[0]!,
    quantity: 1,
  };
  const settle = (): void => {
    while (venue.dueMs() <= trade.ts) for (const message of venue.advance(trade.ts)) trader.hear(message);
  };
  const answer = (): void => {
    trade.ts = t * timeframeMs;
    trade.price = close[t & (bars - 1)]!;
    settle();
    venue.observe(trade);
    trader.take(trade);
    settle();
    t++;
  };
  answer();
  const timer = { kind: "timer", ts: 0 } as { kind: "timer"; ts: number };
  const decide = (): void => {
    timer.ts = t * timeframeMs;
    trader.take(timer);
  };
  // Past the warm-up of strategy and limits.
  for (let k = 0; k < 500; k++) {
    decide();
    answer();
  }
  return {
    decide,
    answer,
    orders: () => written.orders,
  };
}

/** For a process of its own: a trade that does nothing, while a position is held and its stop rests at the venue. */
export function quietTrade(): () => void {
  const { plan, trades } = tradesOf(holding, 64, 8);
  const { trader, venue, written } = rig(plan, { cash });
  passFeed(trader, venue, trades, plan.timeframeMs, plan.timeframeMs);
  const last = { ...trades.at(-1)!, ts: Math.ceil(trades.at(-1)!.ts / plan.timeframeMs) * plan.timeframeMs };
  if (written.orders < 2 || trader.session.slots[0]!.quantity === 0)
    throw new Error("nothing is held and protected");
  return () => {
    venue.observe(last);
    trader.take(last);
    if (venue.dueMs() <= last.ts) throw new Error("a quiet trade has done something");
  };
}

function quietRow(): Row {
  const { bytesPerCall } = allocation(import.meta.url, "quietTrade", 1_000_000);
  const run = quietTrade();
  const quick = { unit: "trade", batch: 100, samples: 5_000, verify: () => undefined, targetMs: 0.5e-3 };
  return { ...latency({ name: "1M trades, position and stop held", run, ...quick }), bytesPerCall };
}

/** The session on events: its rates, and the latency of an order. */
export async function livePathRows(): Promise<Row[]> {
  const path = decisionToBytes();
  return [
    latency({
      name: "session on events, bar's end to bytes",
      unit: "order",
      batch: 1,
      samples: 20_000,
      run: path.decide,
      between: path.answer,
      verify: () => {
        if (path.orders() === 0) throw new Error("no bar's end became an order");
      },
      targetMs: 0.1,
    }),
    await ordersRow(),
    await tradesRow("trades through trader and venue, few orders", calm, 100, 500_000),
    await tradesRow("trades through trader and venue, a bar each", calm, 1, 500_000),
    quietRow(),
  ];
}
