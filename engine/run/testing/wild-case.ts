import { normal, type Random } from "../../core/random.ts";
import { parseLimits } from "../../risk/parse-limits.ts";
import type { Bars } from "../../trade/bars.ts";
import type { DecisionShape } from "../decide.ts";
import { alignBars } from "../market.ts";
import { defaultSettings, type Settings } from "../settings.ts";
import type { DecisionColumns } from "../vector.ts";
import type { Act, Ask } from "./naive-types.ts";
import type { Case } from "./play.ts";

const hourMs = 3_600_000;
/** Finer bars in one bar. */
const finerCount = 4;

const chance = (random: Random, odds: number): boolean => random() < odds;
const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)]!;

/** A random path of `steps` prices after `start`, with jumps and stretches in which nothing moves. */
function path(random: Random, start: number, steps: number, volatility: number): number[] {
  const prices: number[] = [];
  let price = start;
  let still = 0;
  for (let i = 0; i < steps; i++) {
    if (chance(random, 0.02)) still = Math.floor(random() * 12);
    if (still > 0) still--;
    else price *= Math.exp(volatility * normal(random) + (chance(random, 0.02) ? 0.3 * normal(random) : 0));
    prices.push(price);
  }
  return prices;
}

interface History {
  readonly bars: Bars;
  readonly finer: Bars;
}

/** Bars and the finer bars that they were made of, so that the two never contradict each other. */
function history(random: Random, symbol: string, length: number, missing: number): History {
  const rows: number[][] = [];
  const finerRows: number[][] = [];
  const volatility = pick(random, [0.002, 0.01, 0.04]);
  const funded = chance(random, 0.4);
  let last = 10 ** (3 * random()) * (1 + random());
  for (let t = 0; t < length; t++) {
    const ts = t * hourMs;
    const prices = path(random, last, 2 * finerCount, volatility);
    last = prices.at(-1)!;
    if (chance(random, missing)) continue;
    for (let k = 0; k < finerCount; k++) {
      const [a, b] = [prices[2 * k]!, prices[2 * k + 1]!];
      if (chance(random, 0.9)) {
        finerRows.push([ts + (k * hourMs) / finerCount, a, Math.max(a, b), Math.min(a, b), b]);
      }
    }
    const rate = !funded || chance(random, 0.6) ? Number.NaN : 0.003 * normal(random);
    rows.push([ts, prices[0]!, Math.max(...prices), Math.min(...prices), last, rate]);
  }
  if (rows.length === 0) rows.push([0, last, last, last, last, Number.NaN]);
  const bars = barsOf(symbol, hourMs, rows);
  return {
    bars: funded ? { ...bars, extra: { funding: Float64Array.from(rows, (row) => row[5]!) } } : bars,
    finer: barsOf(symbol, hourMs / finerCount, finerRows),
  };
}

function barsOf(symbol: string, timeframeMs: number, rows: readonly (readonly number[])[]): Bars {
  const column = (k: number) => Float64Array.from(rows, (row) => row[k]!);
  return {
    symbol,
    timeframeMs,
    ts: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: new Float64Array(rows.length).fill(1),
  };
}

const modes = [undefined, "distance", "fraction", "price"] as const;

/** Terms of an order that waits; one that must fill at once or not at all has none of the others. */
function wildTerms(random: Random, limited: boolean): Pick<DecisionShape, "tif" | "postOnly" | "expire"> {
  const tif = pick(random, [undefined, undefined, "gtc", "day", "ioc", "fok"] as const);
  if (tif === "ioc" || tif === "fok") return { tif };
  return {
    ...(tif && { tif }),
    ...(limited && chance(random, 0.25) && { postOnly: true }),
    ...(chance(random, 0.4) && { expire: 1 + Math.floor(random() * 4) }),
  };
}

function wildShape(random: Random): DecisionShape {
  const [stop, takeProfit, trail] = [pick(random, modes), pick(random, modes), pick(random, modes)];
  const entry = pick(random, [undefined, undefined, "limit", "trigger", "stop-limit"] as const);
  const terms = entry && wildTerms(random, entry !== "trigger");
  return {
    ...(entry && { entry }),
    ...(terms?.tif && { tif: terms.tif }),
    ...(terms?.postOnly && { postOnly: true }),
    ...(stop && { stop }),
    ...(takeProfit && { takeProfit }),
    ...(trail && chance(random, 0.5) && { trail }),
    ...(terms?.expire !== undefined && { expire: terms.expire }),
    ...(chance(random, 0.4) && !entry && { expire: 1 + Math.floor(random() * 4) }),
    ...(chance(random, 0.3) && { maxBars: 1 + Math.floor(random() * 6) }),
  };
}

/** Random decisions for a symbol, with levels near the prices, so that many are reached and some are not. */
function wildDecisions(random: Random, bars: Bars): DecisionColumns {
  const shape = wildShape(random);
  const odds = pick(random, [0.1, 0.3, 0.7]);
  const targets = pick(random, [
    [0, 1],
    [0, 1, -1],
    [0, 0.25, 0.5, 1, -0.5, -1],
    [0, 0.31, 1.7, -2.3, 3],
  ]);
  const reach = pick(random, [0.003, 0.02, 0.08]);
  const column = (value: (close: number) => number) => bars.close.map((close) => value(close));
  const away = () => reach * (0.2 + random());
  const level = (mode: (typeof modes)[number], side: number) =>
    column((close) => {
      if (chance(random, 0.1)) return Number.NaN;
      if (mode === "fraction") return away();
      return mode === "distance" ? away() * close : close * (1 + side * away());
    });
  const near = () =>
    column((close) => (chance(random, 0.15) ? Number.NaN : close * (1 + reach * (random() - 0.5))));
  return {
    shape,
    columns: {
      target: column(() => (chance(random, odds) ? pick(random, targets) : Number.NaN)),
      limit: shape.entry === "limit" || shape.entry === "stop-limit" ? near() : undefined,
      trigger: shape.entry === "trigger" || shape.entry === "stop-limit" ? near() : undefined,
      stop: shape.stop && level(shape.stop, chance(random, 0.5) ? 1 : -1),
      takeProfit: shape.takeProfit && level(shape.takeProfit, chance(random, 0.5) ? 1 : -1),
      trail: shape.trail && level(shape.trail, -1),
    },
  };
}

function wildSettings(random: Random): Settings {
  const rate = () => pick(random, [0, 0, 0.0004, 0.001, 0.01]);
  return {
    ...defaultSettings,
    cash: pick(random, [100, 10_000, 1e6]),
    fill: pick(random, ["next-open", "next-open", "close"] as const),
    intrabar: pick(random, ["pessimistic", "optimistic"] as const),
    fees: { taker: rate(), maker: pick(random, [-0.0002, 0, 0.0002]), fixed: pick(random, [0, 0, 1]) },
    halfSpread: rate(),
    slippage: rate(),
    limitFill: pick(random, ["through", "touch"] as const),
    lot: pick(random, [0, 0, 0.001, 0.1, 1]),
    limits: parseLimits({
      order: { notionalMin: pick(random, [0, 0, 10, 100]) },
      account: {
        grossMax: pick(random, [1, 1, 0.5, 2, 5]),
        short: chance(random, 0.75),
        maxDrawdown: pick(random, [1, 1, 0.5, 0.1]),
      },
    }),
    borrowRate: pick(random, [0, 0.05, 2]),
    funding: chance(random, 0.8),
    fromMs: chance(random, 0.2) ? 5 * hourMs : undefined,
  };
}

/** Spot instruments of some symbols: a tick far below the price, lots, a least notional, and fees or none. */
function wildInstruments(random: Random, markets: readonly Bars[]): Settings["instruments"] {
  if (chance(random, 0.6)) return {};
  const of = ({ symbol, open }: Bars): Settings["instruments"][string] => ({
    kind: "spot",
    base: symbol,
    quote: "USD",
    tick: open[0]! > 100 ? pick(random, ["0.01", "0.5", "0.25"]) : pick(random, ["0.001", "0.0005"]),
    lot: pick(random, ["0.001", "0.1", "1"]),
    notionalMin: pick(random, [0, 0, 10, 100]),
    ...(chance(random, 0.5) && { fees: { taker: pick(random, [0, 0.0007]), maker: -0.0001 } }),
  });
  return Object.fromEntries(
    markets.flatMap((bars) => (chance(random, 0.8) ? [[bars.symbol, of(bars)]] : [])),
  );
}

/** A random case: data with gaps, jumps and flat stretches, one to four symbols, decisions and settings. */
export function wildCase(random: Random, length: number): Case {
  const count = pick(random, [1, 1, 2, 4]);
  const missing = pick(random, [0, 0, 0.1, 0.4]);
  const histories = Array.from({ length: count }, (_, k) => history(random, `S${k}`, length, missing));
  const market = alignBars(histories.map(({ bars }) => bars));
  return {
    market,
    decisions: market.bars.map((bars) => wildDecisions(random, bars)),
    settings: {
      ...wildSettings(random),
      instruments: wildInstruments(
        random,
        histories.map(({ bars }) => bars),
      ),
    },
    rebalance: pick(random, [0, 0, 0.1, 0.6]),
    finer: chance(random, 0.3) ? histories.map(({ finer }) => finer) : [],
  };
}

/** A random order of a script near a price. */
function wildAsk(random: Random, close: number, t: number): Ask {
  const near = () => close * (1 + 0.04 * (random() - 0.5));
  const kind = pick(random, ["market", "limit", "stop", "stop-limit"] as const);
  const sign = chance(random, 0.5) ? 1 : -1;
  const limited = kind === "limit" || kind === "stop-limit";
  const { tif, postOnly, expire } = kind === "market" ? {} : wildTerms(random, limited);
  return {
    kind,
    target: sign,
    units: (sign * pick(random, [0.5, 1, 3, 40])) / close,
    ...(limited && { limit: near() }),
    ...(kind !== "market" && kind !== "limit" && { trigger: near() }),
    ...(tif && { tif }),
    ...(postOnly && { postOnly }),
    ...(chance(random, 0.5) && { reduceOnly: true }),
    ...(expire !== undefined && { lastIndex: t + expire }),
  };
}

/** A random case of which a script, and no decision, orders: fixed quantities of every kind, many of them to reduce. */
export function wildScript(random: Random, length: number): Case {
  const drawn = wildCase(random, length);
  const { market } = drawn;
  const decisions = market.bars.map(({ close }) => ({
    shape: {},
    columns: { target: close.map(() => Number.NaN) },
  }));
  const scale = drawn.settings.cash / 4;
  const acts = Array.from(market.ts, (_, t) => {
    const acts: Act[] = [];
    for (const [symbol, { close }] of market.bars.entries()) {
      while (close[t]! > 0 && chance(random, 0.4)) {
        const what = pick(random, ["order", "order", "order", "order", "cancel", "close"] as const);
        if (what !== "order") acts.push({ symbol, do: what });
        else {
          const ask = wildAsk(random, close[t]!, t);
          acts.push({ symbol, do: "order", ask: { ...ask, units: ask.units! * scale } });
        }
      }
    }
    return acts;
  });
  return { ...drawn, decisions, acts };
}
