import { expect, test } from "vitest";
import { createChanges, scanColumn } from "../compile/changes.ts";
import { normal, type Random, seeded } from "../core/random.ts";
import { watchesBars } from "../risk/risk-state.ts";
import { createTape } from "../risk/tape.ts";
import type { Bars } from "../trade/bars.ts";
import type { LevelSpec } from "../trade/order.ts";
import { createFusedPass } from "./fused.ts";
import { alignBars, factsOf, sessionMarket } from "./market.ts";
import { createSession, resetSession, type Session } from "./session.ts";
import { parseSettings, type SettingsInput } from "./settings.ts";
import { createTally } from "./tally.ts";
import { createTrace, type Trace } from "./trace.ts";
import type { DecisionTrack, ReadAt } from "./tracks.ts";
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
    const gap = random() < 0.05 ? 3 : 0.2;
    const open = last * Math.exp(gap * volatility * normal(random));
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

const maybe = <T>(random: Random, part: number, value: T): T | null => (random() < part ? value : null);

/** Limits of every kind: some that hardly ever bite, some that often do. */
function drawLimits(random: Random): SettingsInput["limits"] {
  const strict = random() < 0.5;
  return {
    order: {
      quantityMax: maybe(random, 0.2, strict ? 20 : 1e9),
      notionalMin: one(random, [0, 0, strict ? 300 : 1]),
      notionalMax: maybe(random, 0.2, strict ? 700 : 1e9),
      collar: maybe(random, 0.2, strict ? 0.005 : 0.3),
      ratePerMinute: maybe(random, 0.2, one(random, [1, 5])),
    },
    position: {
      notionalMax: maybe(random, 0.2, strict ? 600 : 1e9),
      fractionMax: maybe(random, 0.3, strict ? 0.4 : 5),
      sectors: { A: "x", B: "x" },
      sectorMax: maybe(random, 0.2, strict ? 0.7 : 5),
    },
    account: {
      grossMax: one(random, [1, 2]),
      netMax: maybe(random, 0.3, strict ? 0.5 : 2),
      marginHeadroom: one(random, [0, 0.1]),
      dailyLoss: maybe(random, 0.4, one(random, [0.99, 0.2, 0.03])),
      maxDrawdown: one(random, [1, 1, 0.9, 0.2]),
    },
    statistical: {
      window: 30,
      correlatedMax: maybe(random, 0.2, strict ? 0.6 : 5),
      volatilityTarget: maybe(random, 0.2, strict ? 1 : 90),
      kellyFraction: maybe(random, 0.1, 0.5),
      varMax: maybe(random, 0.2, strict ? 0.03 : 0.9),
      cvarMax: maybe(random, 0.2, strict ? 0.04 : 0.9),
    },
    stops: {
      fixed: maybe(random, 0.2, 0.05),
      atr: maybe(random, 0.2, 3),
      trail: maybe(random, 0.2, 0.06),
      bars: maybe(random, 0.2, 12),
      strategyDrawdown: maybe(random, 0.2, one(random, [0.95, 0.2])),
    },
  };
}

/** Levels in every form: near ones, far ones, and now and then one that is not known, or cannot be. */
function drawLevels(random: Random, { close }: Bars): Pick<DecisionTrack, "shape" | "parts"> {
  const part = (): [LevelSpec["mode"], ReadAt] => {
    const mode = one(random, ["fraction", "fraction", "distance", "price"] as const);
    const size = one(random, [0.002, 0.02, 0.1]);
    const side = one(random, [1, -1]);
    const wavers = random() < 0.3;
    return [
      mode,
      (t) => {
        if (wavers && t % 7 === 0) return t % 14 === 0 ? Number.NaN : -1;
        if (mode === "fraction") return size;
        return mode === "distance" ? size * close[t]! : close[t]! * (1 + side * size);
      },
    ];
  };
  const drawn = (["stop", "takeProfit", "trail"] as const).flatMap((name) =>
    random() < 0.6 ? [[name, ...part()] as const] : [],
  );
  return {
    shape: {
      ...Object.fromEntries(drawn.map(([name, mode]) => [name, mode])),
      ...(random() < 0.3 && { maxBars: one(random, [1, 2, 20]) }),
    },
    parts: Object.fromEntries(drawn.map(([name, , read]) => [name, read])),
  };
}

function drawSettings(random: Random): SettingsInput {
  const costs = random() < 0.7;
  const by = one(random, ["equity", "equity", "equity", "notional", "quantity"] as const);
  return {
    cash: 1_000,
    fees: {
      taker: one(random, [0, 0.001, -0.0002, 0.02]),
      maker: one(random, [0, 0.0005, -0.0001]),
      fixed: one(random, [0, 0, 1]),
    },
    intrabar: one(random, ["pessimistic", "optimistic"]),
    limitFill: one(random, ["through", "touch"]),
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
  const isPlain = random() < 0.4;
  const drawn = drawSettings(random);
  const settings = parseSettings(
    isPlain || random() < 0.5 ? drawn : { ...drawn, limits: drawLimits(random) },
  );
  const set = one(random, levels);
  const start = settings.fromMs === undefined ? 0 : Math.min(length, settings.fromMs / hourMs);
  const tracks = market.bars.map((bars): DecisionTrack => {
    const changes = createChanges(length);
    changes.count = scanColumn(targets(random, length, set), undefined, start, changes);
    return isPlain ? { shape: {}, changes, parts: {} } : { ...drawLevels(random, bars), changes };
  });
  const finer = random() < 0.3 ? market.bars.map((bars) => partsOf(random, bars)) : [];
  return { market, settings, tracks, start, finer, isPlain };
}

/** Three parts of each bar, which tell of some bars what they reached first. */
function partsOf(random: Random, { symbol, timeframeMs, ts, high, low }: Bars): Bars {
  const count = 3 * ts.length;
  const step = timeframeMs / 3;
  const times = Float64Array.from({ length: count }, (_, i) => ts[Math.floor(i / 3)]! + (i % 3) * step);
  const tops = Float64Array.from(times, (_, i) => high[Math.floor(i / 3)]! * (random() < 0.5 ? 1 : 0.99));
  const bottoms = Float64Array.from(times, (_, i) => low[Math.floor(i / 3)]! * (random() < 0.5 ? 1 : 1.01));
  const rest = { open: tops, high: tops, low: bottoms, close: bottoms, volume: tops };
  return { symbol, timeframeMs: step, ts: times, ...rest };
}

type Drawn = Pick<ReturnType<typeof drawCase>, "market" | "settings"> & { readonly finer?: readonly Bars[] };

function sessionOf({ market, settings, finer }: Drawn) {
  const rebalance = settings.rebalance ?? 0;
  return createSession(sessionMarket(market), settings, rebalance, finer, createTally(true));
}

/** What limits that watch the market are told of it, as in a sweep. */
function tapeOf({ market, settings }: Drawn) {
  const { limits } = settings;
  return watchesBars(limits) ? createTape(limits, market.bars) : undefined;
}

/** Everything that a sweep reads of a run. */
function leftBy({ costs, tally, slots, ambiguousBars }: Session, trace: Trace) {
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
    ambiguousBars,
  };
}

/** Runs a case by a fused pass; undefined where it gives up. */
function runFused(drawn: Drawn & Pick<ReturnType<typeof drawCase>, "tracks" | "start">) {
  const { market, tracks, start } = drawn;
  const session = sessionOf(drawn);
  const trace = createTrace(market.symbols.length);
  const pass = createFusedPass(session, market, factsOf(market), start)!;
  session.risk.tape = tapeOf(drawn);
  // Twice, for what one run leaves behind must be nothing to the next.
  if (!pass.run(tracks, trace)) return undefined;
  resetSession(session);
  expect(pass.run(tracks, trace)).toBe(true);
  return { session, left: leftBy(session, trace) };
}

function runSession(drawn: Drawn & Pick<ReturnType<typeof drawCase>, "tracks" | "start">) {
  const { market, tracks, start } = drawn;
  const session = sessionOf(drawn);
  const trace = createTrace(market.symbols.length);
  runTracks(session, market, tracks, start, trace, factsOf(market));
  return { session, left: leftBy(session, trace) };
}

test("a fused pass leaves what the session leaves, bit for bit, or gives up", () => {
  const seeds = 1_200;
  const plain = { runs: 0, done: 0 };
  const full = { runs: 0, done: 0 };
  let fills = 0;
  const cuts: Record<string, number> = {};
  let ambiguous = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const drawn = drawCase(seed);
    const count = drawn.isPlain ? plain : full;
    count.runs++;
    const found = runFused(drawn);
    if (!found) continue;
    const wanted = runSession(drawn);
    expect(found.left, `seed ${seed}`).toEqual(wanted.left);
    count.done++;
    fills += wanted.session.tally!.fills;
    ambiguous += wanted.session.ambiguousBars;
    for (const rule of Object.keys(wanted.session.verdicts)) cuts[rule] = (cuts[rule] ?? 0) + 1;
  }
  // What always gives up would be right, too.
  expect(plain.done / plain.runs).toBeGreaterThan(0.5);
  expect(full.done / full.runs).toBeGreaterThan(0.5);
  expect(fills / (plain.done + full.done)).toBeGreaterThan(5);
  expect(ambiguous).toBeGreaterThan(50);
  for (const rule of ["leverage", "collar", "volatility", "cvar", "order-rate", "unknown-level"])
    expect(cuts[rule], rule).toBeGreaterThan(5);
});

test("a fused pass gives up a run that an alarm ends, and no other", () => {
  let alarms = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const random = seeded(seed);
    const symbols = ["A", "B"].slice(0, one(random, [1, 1, 2]));
    const market = alignBars(symbols.map((symbol) => walk(random, symbol, 150)));
    const settings = parseSettings({
      size: { by: "equity", amount: 0.5 },
      limits: {
        account: { dailyLoss: maybe(random, 0.7, 0.02), maxDrawdown: one(random, [1, 1, 0.2]) },
        stops: { strategyDrawdown: maybe(random, 0.3, 0.15), fixed: maybe(random, 0.3, 0.02) },
      },
    });
    const tracks = market.bars.map((): DecisionTrack => {
      const changes = createChanges(150);
      changes.count = scanColumn(targets(random, 150, [0, 1]), undefined, 0, changes);
      const takes = random() < 0.5;
      return { shape: takes ? { takeProfit: "fraction" } : {}, changes, parts: { takeProfit: () => 0.02 } };
    });
    const drawn = { market, settings, tracks, start: 0 };
    const found = runFused(drawn);
    const { session, left } = runSession(drawn);
    const alarm = ["daily-loss", "max-drawdown", "strategy-drawdown"].some((rule) => session.verdicts[rule]);
    expect(found === undefined, `seed ${seed}`).toBe(alarm);
    if (found) expect(found.left, `seed ${seed}`).toEqual(left);
    else alarms++;
  }
  expect(alarms).toBeGreaterThan(100);
  expect(alarms).toBeLessThan(300);
});

test.each<[string, SettingsInput]>([
  ["fills at the close", { fill: "close" }],
  ["instruments", { instruments: { A: { kind: "spot", base: "A", quote: "USD", tick: "0.1", lot: "0.1" } } }],
])("%s are beyond it", (_, input) => {
  const market = alignBars([walk(seeded(1), "A", 9)]);
  const session = sessionOf({ market, settings: parseSettings(input) });
  expect(createFusedPass(session, market, factsOf(market), 0)).toBeUndefined();
});

test.each<[string, SettingsInput, Partial<DecisionTrack>]>([
  ["an entry by limit order", {}, { shape: { entry: "limit" }, parts: { limit: () => 1 } }],
  ["limits that observe each bar", { limits: { stops: { atr: 1 } } }, {}],
])("%s are beyond it", (_, input, part) => {
  const market = alignBars([walk(seeded(1), "A", 9)]);
  const session = sessionOf({ market, settings: parseSettings(input) });
  const track = { shape: {}, changes: createChanges(9), parts: {}, ...part };
  expect(createFusedPass(session, market, factsOf(market), 0)!.run([track], createTrace(1))).toBe(false);
});
