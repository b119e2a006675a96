import { expect, test } from "vitest";
import { createChanges, scanColumn } from "../compile/changes.ts";
import { normal, type Random, seeded } from "../core/random.ts";
import type { Bars } from "../trade/bars.ts";
import { createFusedPass } from "./fused.ts";
import { alignBars, factsOf, type MarketData, sessionMarket } from "./market.ts";
import { createSession } from "./session.ts";
import { parseSettings, type SettingsInput } from "./settings.ts";
import { createTally } from "./tally.ts";
import { createTrace } from "./trace.ts";
import type { DecisionTrack } from "./tracks.ts";
import { runTracks } from "./vector.ts";

const hourMs = 3_600_000;
const one = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

/** Bars of a random walk without gaps, with jumps that ruin a short now and then. */
function walk(random: Random, symbol: string, length: number): Bars {
  const volatility = one(random, [0.005, 0.02, 0.1]);
  const column = () => new Float64Array(length);
  const bars = { open: column(), high: column(), low: column(), close: column(), volume: column() };
  let last = 10 ** (2 * random());
  for (let t = 0; t < length; t++) {
    const open = last * Math.exp(0.2 * volatility * normal(random));
    last = open * Math.exp(volatility * normal(random) + (random() < 0.01 ? normal(random) : 0));
    bars.open[t] = open;
    bars.close[t] = last;
    bars.high[t] = Math.max(open, last) * (1 + volatility * random());
    bars.low[t] = Math.min(open, last) * (1 - 0.5 * volatility * random());
  }
  return { symbol, timeframeMs: hourMs, ts: Float64Array.from({ length }, (_, t) => t * hourMs), ...bars };
}

/** A target that stands for a while, is not known for another, and goes on. */
function targets(random: Random, length: number, levels: readonly number[]): Float64Array {
  const column = new Float64Array(length);
  let target = Number.NaN;
  for (let t = 0; t < length; t++) {
    if (random() < 0.1) target = one(random, levels);
    column[t] = random() < 0.02 ? Number.NaN : target;
  }
  return column;
}

function drawSettings(random: Random): SettingsInput {
  const costs = random() < 0.7;
  const by = one(random, ["equity", "equity", "equity", "notional", "quantity"] as const);
  return {
    cash: 1_000,
    fees: { taker: one(random, [0, 0.001, -0.0002, 0.02]), fixed: one(random, [0, 0, 1]) },
    halfSpread: costs ? one(random, [0, 0.0005]) : 0,
    slippage: costs ? one(random, [0, 0.001]) : 0,
    lot: one(random, [0, 0, 0.01, 1]),
    size: { by, amount: by === "equity" ? one(random, [1, 0.5, 1.5]) : by === "notional" ? 700 : 3 },
    rebalance: one(random, [undefined, 0.3]),
    borrowRate: one(random, [0, 0, 0, 0.1]),
    fromMs: one(random, [undefined, undefined, 20 * hourMs]),
    limits: {
      account: {
        grossMax: one(random, [1, 1, 2, 0.6]),
        maxDrawdown: one(random, [1, 1, 0.9, 0.4]),
        short: random() < 0.9,
      },
    },
  };
}

const levels = [
  [0, 1],
  [0, 1, -1],
  [0, 0.5, 1],
  [-1, 1],
  [0, 1, 0.4, -0.7],
];

/** A random case, and both ways of running it. */
function drawCase(seed: number) {
  const random = seeded(seed);
  const length = 2 + Math.floor(300 * random());
  const symbols = ["A", "B", "C"].slice(0, one(random, [1, 1, 2, 3]));
  const market = alignBars(symbols.map((symbol) => walk(random, symbol, length)));
  const settings = parseSettings(drawSettings(random));
  const set = one(random, levels);
  const start = settings.fromMs === undefined ? 0 : Math.min(length, settings.fromMs / hourMs);
  const tracks = symbols.map((): DecisionTrack => {
    const changes = createChanges(length);
    changes.count = scanColumn(targets(random, length, set), undefined, start, changes);
    return { shape: {}, changes, parts: {} };
  });
  return { market, settings, tracks, start };
}

function sessionOf(market: MarketData, settings: ReturnType<typeof parseSettings>) {
  const rebalance = settings.rebalance ?? 0;
  return createSession(sessionMarket(market), settings, rebalance, undefined, createTally(true));
}

/** Everything that a sweep reads of a run. */
function leftBy(
  { costs, tally, slots }: ReturnType<typeof sessionOf>,
  trace: ReturnType<typeof createTrace>,
) {
  const { fills, traded, trades, columns } = tally!;
  const { at, cash, quantity, count, symbols } = trace;
  return {
    steps: [...at.subarray(0, count)],
    cash: [...cash.subarray(0, count)],
    quantity: [...quantity.subarray(0, count * symbols)],
    costs: { ...costs },
    fills,
    traded,
    trades: Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, [...column.subarray(0, trades)]]),
    ),
    open: slots.map(({ lots }) => lots.length),
  };
}

test("a fused pass leaves what the session leaves, bit for bit, or gives up", () => {
  let [done, fills, cut] = [0, 0, 0];
  const seeds = 600;
  for (let seed = 1; seed <= seeds; seed++) {
    const { market, settings, tracks, start } = drawCase(seed);
    const facts = factsOf(market);
    const [fast, slow] = [sessionOf(market, settings), sessionOf(market, settings)];
    const [found, wanted] = [createTrace(market.symbols.length), createTrace(market.symbols.length)];
    if (!createFusedPass(fast, market, facts, start)!.run(tracks, found)) continue;
    runTracks(slow, market, tracks, start, wanted, facts);
    expect(leftBy(fast, found), `seed ${seed}`).toEqual(leftBy(slow, wanted));
    done++;
    fills += slow.tally!.fills;
    if (slow.verdicts.leverage) cut++;
  }
  // What always gives up would be right, too.
  expect(done / seeds).toBeGreaterThan(0.5);
  expect(fills / done).toBeGreaterThan(5);
  expect(cut).toBeGreaterThan(10);
});

test.each<[string, SettingsInput]>([
  ["fills at the close", { fill: "close" }],
  ["rules of risk", { limits: "careful" }],
  ["stops of the limits", { limits: { stops: { fixed: 0.1 } } }],
  ["instruments", { instruments: { A: { kind: "spot", base: "A", quote: "USD", tick: "0.1", lot: "0.1" } } }],
])("%s are beyond it", (_, input) => {
  const market = alignBars([walk(seeded(1), "A", 9)]);
  const session = sessionOf(market, parseSettings(input));
  expect(createFusedPass(session, market, factsOf(market), 0)).toBeUndefined();
});

test.each<[string, Partial<DecisionTrack>]>([
  ["a stop", { shape: { stop: "fraction" }, parts: { stop: () => 0.1 } }],
  ["an entry by limit order", { shape: { entry: "limit" }, parts: { limit: () => 1 } }],
  ["a time to leave", { shape: { maxBars: 2 } }],
])("decisions with %s are beyond it", (_, part) => {
  const market = alignBars([walk(seeded(1), "A", 9)]);
  const session = sessionOf(market, parseSettings());
  const track = { shape: {}, changes: createChanges(9), parts: {}, ...part };
  expect(createFusedPass(session, market, factsOf(market), 0)!.run([track], createTrace(1))).toBe(false);
});
