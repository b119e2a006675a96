import { normal, type Random, seeded } from "../../engine/core/random.ts";
import type { Node } from "../../engine/graph/node.ts";
import type { Param } from "../../engine/graph/params.ts";
import {
  type Decision,
  type Level,
  type Market,
  type Numeric,
  type Plan,
  plan,
  type Series,
  type Signal,
  strategy,
} from "../../engine/graph/strategy.ts";
import { type CatalogEntry, catalog } from "../../engine/ops/catalog.ts";
import * as ops from "../../engine/ops/index.ts";
import type { LimitsInput } from "../../engine/risk/limits.ts";
import { alignBars, type MarketData } from "../../engine/run/market.ts";
import { parseSettings, type Settings } from "../../engine/run/settings.ts";
import type { Bars } from "../../engine/trade/bars.ts";

/** A random run; every part is drawn from the seed on its own, so that one part can shrink while the others stay. */
export interface ParityCase {
  readonly seed: number;
  readonly bars: number;
  readonly symbols: number;
  /** Operators in the graph, at least. */
  readonly ops: number;
  /** Parts that are left out: `instruments`, `costs`, `limits`, `levels`, `resting`, `gaps`, `finer`, `from`. */
  readonly without: readonly string[];
}

export const parts = [
  "finer",
  "from",
  "gaps",
  "resting",
  "levels",
  "limits",
  "instruments",
  "costs",
] as const;

export const drawCase = (seed: number): ParityCase => {
  const random = stream(seed, "case");
  return {
    seed,
    bars: 2 + pick(random, 320),
    symbols: one(random, [1, 1, 1, 2, 3]),
    ops: 1 + pick(random, 9),
    without: [],
  };
};

const stream = (seed: number, part: string): Random =>
  seeded([...part].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), seed));

const pick = (random: Random, n: number): number => Math.floor(random() * n);
const one = <T>(random: Random, list: readonly T[]): T => list[pick(random, list.length)]!;

const hourMs = 3_600_000;

/** Bars with jumps, flat runs and gaps, on a price grid so that levels are touched exactly now and then. */
export function drawBars({ seed, bars, without }: ParityCase, symbol: string): Bars {
  const random = stream(seed, `bars ${symbol}`);
  const gaps = without.includes("gaps") ? 0 : one(random, [0, 0, 0.03, 0.3]);
  const volatility = one(random, [0.002, 0.01, 0.05]);
  const rows: number[][] = [];
  const start = random() < 0.2 && !without.includes("gaps") ? pick(random, 20) : 0;
  let price = 100;
  for (let i = 0; i < bars; i++) {
    const open = grid(price * (1 + 0.3 * volatility * normal(random)));
    const jump = random() < 0.02 ? 1 + 0.3 * (random() - 0.5) : 1;
    price = Math.max(1, price * jump * (1 + volatility * normal(random)));
    const close = random() < 0.1 ? open : grid(price);
    const high = Math.max(open, close, grid(Math.max(open, close) * (1 + volatility * random())));
    const low = Math.min(open, close, grid(Math.min(open, close) * (1 - volatility * random())));
    const funding = random() < 0.2 ? 0.001 * normal(random) : random() < 0.1 ? Number.NaN : 0;
    const volume = random() < 0.05 ? 0 : Math.round(1_000 * random());
    if (i >= start && random() >= gaps) rows.push([i * hourMs, open, high, low, close, volume, funding]);
  }
  if (rows.length === 0) rows.push([0, 100, 101, 99, 100, 1, 0]);
  const [ts, open, high, low, close, volume, funding] = [0, 1, 2, 3, 4, 5, 6].map((k) =>
    Float64Array.from(rows, (row) => row[k]!),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const extra = stream(seed, `funding ${symbol}`)() < 0.3 ? { extra: { funding } } : {};
  return { symbol, timeframeMs: hourMs, ts, open, high, low, close, volume, ...extra };
}

const grid = (price: number): number => Math.max(0.25, Math.round(price * 4) / 4);

/** Four finer bars for some of the bars: a path from open to close that stays within the range. */
function drawFiner(case_: ParityCase, bars: Bars): Bars {
  const random = stream(case_.seed, `finer ${bars.symbol}`);
  const rows: number[][] = [];
  for (let i = 0; i < bars.ts.length; i++) {
    if (random() < 0.3) continue;
    const [high, low] = [bars.high[i]!, bars.low[i]!];
    const path = [
      bars.open[i]!,
      ...(random() < 0.5 ? [high, low] : [low, high]),
      low + random() * (high - low),
      bars.close[i]!,
    ];
    for (let k = 0; k < 4; k++) {
      const [from, to] = [path[k]!, path[k + 1]!];
      rows.push([bars.ts[i]! + (k * hourMs) / 4, from, Math.max(from, to), Math.min(from, to), to]);
    }
  }
  const column = (k: number) => Float64Array.from(rows, (row) => row[k]!);
  return {
    symbol: bars.symbol,
    timeframeMs: hourMs / 4,
    ts: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(4),
  };
}

/** Random limits: each rule is off in most runs, and where it is on it bites now and then. */
function drawLimits(seed: number): LimitsInput {
  const random = stream(seed, "limits");
  const rare = <T>(...values: readonly T[]): T | null => (random() < 0.07 ? one(random, values) : null);
  const symbols = ["AAA", "BBB", "CCC"];
  return {
    order: {
      quantityMax: rare(5, 40),
      notionalMin: one(random, [0, 0, 0, 100, 500]),
      notionalMax: rare(300, 3_000),
      collar: rare(0.001, 0.01),
      ratePerMinute: rare(1, 2),
    },
    position: {
      notionalMax: rare(400, 4_000),
      fractionMax: rare(0.3, 0.7),
      symbols: rare({ AAA: { notionalMax: 300 } }, { BBB: { fractionMax: 0.2 } }) ?? {},
      sectors: Object.fromEntries(symbols.map((symbol) => [symbol, one(random, ["left", "right"])])),
      sectorMax: rare(0.3, 0.8),
    },
    account: {
      grossMax: one(random, [0.5, 0.8, 1, 3, 20, 20]),
      netMax: rare(0.2, 0.6),
      marginHeadroom: rare(0.1, 0.5) ?? 0,
      dailyLoss: rare(0.002, 0.02),
      maxDrawdown: one(random, [1, 0.3, 0.05, 0.01]),
      short: random() < 0.8,
    },
    statistical: {
      window: one(random, [2, 5, 10, 40]),
      correlatedMax: rare(0.3, 0.8),
      volatilityTarget: rare(0.2, 0.8),
      kellyFraction: rare(0.02, 0.5),
      level: one(random, [0.9, 0.95, 0.99]),
      varMax: rare(0.005, 0.02),
      cvarMax: rare(0.005, 0.03),
    },
    stops: {
      fixed: rare(0.005, 0.03),
      atr: rare(0.5, 2),
      atrBars: one(random, [3, 14]),
      trail: rare(0.005, 0.03),
      bars: rare(2, 9),
      strategyDrawdown: rare(0.01, 0.05),
    },
  };
}

const symbolsOf = ({ symbols }: ParityCase): string[] => ["AAA", "BBB", "CCC"].slice(0, symbols);

/** Instruments that settle in one currency: spot, perpetuals and futures, linear or inverse, on grids of their own. */
function drawInstruments(case_: ParityCase): Settings["instruments"] {
  const random = stream(case_.seed, "instruments");
  if (case_.without.includes("instruments") || random() < 0.6) return {};
  const inverse = random() < 0.4;
  const of = (symbol: string): Settings["instruments"][string] => {
    const kind = inverse
      ? one(random, ["perpetual", "future"])
      : one(random, ["spot", "perpetual", "future"]);
    const initial = one(random, [0.02, 0.1, 0.5]);
    return {
      kind,
      payoff: inverse ? "inverse" : "linear",
      base: inverse ? "COIN" : symbol,
      quote: "USD",
      tick: one(random, ["0.25", "0.1", "1"]),
      lot: one(random, inverse ? ["1", "10"] : ["0.001", "0.001", "0.1"]),
      notionalMin: one(random, [0, 0, 10, 200]),
      ...(kind !== "spot" && {
        contractSize: one(random, inverse ? [1, 10] : [1, 0.01]),
        margin: { initial, maintenance: initial * one(random, [0.1, 0.5, 1]) },
      }),
      ...(kind === "future" && { expiryMs: Math.ceil(case_.bars * (0.6 + 0.7 * random())) * hourMs }),
      ...(random() < 0.5 && { fees: { taker: 0.0005, maker: one(random, [-0.0001, 0.0002]), fixed: 0 } }),
    };
  };
  // A symbol may be without one: it then trades any price by the lot of the run.
  return Object.fromEntries(symbolsOf(case_).flatMap((s) => (random() < 0.9 ? [[s, of(s)]] : [])));
}

function drawSettings(case_: ParityCase): Settings {
  const { seed, bars, without } = case_;
  const random = stream(seed, "settings");
  const costs = without.includes("costs")
    ? { fees: { taker: 0, maker: 0, fixed: 0 } }
    : {
        fees: {
          taker: one(random, [0, 0.001, 0.01]),
          maker: one(random, [0, -0.0002, 0.001]),
          fixed: one(random, [0, 0, 1]),
        },
        halfSpread: one(random, [0, 0, 0.0005]),
        slippage: one(random, [0, 0, 0.001]),
        borrowRate: one(random, [0, 0, 0.1]),
        funding: random() < 0.8,
      };
  const limits = without.includes("limits")
    ? {}
    : { lot: one(random, [0, 0, 1, 0.1]), limits: drawLimits(seed) };
  return parseSettings({
    cash: one(random, [1_000, 10_000]),
    fill: one(random, ["next-open", "next-open", "close"]),
    intrabar: one(random, ["pessimistic", "optimistic"]),
    limitFill: one(random, ["through", "touch"]),
    size: one<Settings["size"]>(random, [
      { by: "equity", amount: 1 },
      { by: "equity", amount: 1 },
      { by: "equity", amount: 12 },
      { by: "notional", amount: 700 },
      { by: "quantity", amount: 6 },
    ]),
    rebalance: one(random, [undefined, 0, 0.05, 0.5]),
    ...(!without.includes("from") && random() < 0.3 && { fromMs: Math.floor(bars * random()) * hourMs }),
    instruments: drawInstruments(case_),
    ...costs,
    ...limits,
  });
}

const entries = catalog().filter(({ call }) => call);

/** A growing collection of nodes from which operators draw their inputs. */
interface Pool {
  readonly numbers: Series[];
  readonly signals: Signal[];
}

function drawParam(random: Random, { type, choices, fallback, from = 0, to = from + 6 }: Param): unknown {
  if (type === "choice" || type === "flag") return one(random, choices!);
  if (fallback !== undefined && random() < 0.3) return fallback;
  const value = from + random() * (Math.min(to, from + 6) - from);
  return type === "int" ? Math.round(value) : value;
}

function apply(random: Random, pool: Pool, { info, params, named, call }: CatalogEntry): void {
  const inputs = info.inputs.map(({ kind }) =>
    one<Node>(random, kind === "boolean" ? pool.signals : pool.numbers),
  );
  const record = Object.fromEntries(info.inputs.map(({ name }, i) => [name, inputs[i]]));
  const values = Object.fromEntries(Object.entries(params).map(([name, p]) => [name, drawParam(random, p)]));
  let made: Node | Readonly<Record<string, Node>>;
  try {
    made = call!(...(named ? [record] : inputs), values);
  } catch {
    return; // Parameters that the operator refuses in combination.
  }
  for (const node of "table" in made ? [made as Node] : Object.values(made)) {
    if (node.kind === "boolean") pool.signals.push(node as Signal);
    else pool.numbers.push(node as Series);
  }
}

/** A random decision; the same for each symbol, so that symbols differ by their data alone. */
export function drawDecision({ seed, ops: count, without }: ParityCase, market: Market): Decision {
  const random = stream(seed, "graph");
  const others = market.symbols.map((symbol) => market.of(symbol));
  const pool: Pool = {
    numbers: [
      market.open,
      market.high,
      market.low,
      market.close,
      market.volume,
      ...others.map((m) => m.close),
    ],
    signals: [
      ops.gt(market.close, market.open),
      ops.gt(market.close, ops.sma(market.close, 4)),
      ops.crossOver(market.close, ops.sma(market.close, 9)),
      ops.crossUnder(market.close, ops.sma(market.close, 9)),
      ops.ge(market.close, ops.highest(market.close, 12)),
    ],
  };
  if (random() < 0.2) pool.numbers.push(ops.resample(market, "4h", ({ close }) => ops.sma(close, 2)));
  if (market.symbols.length > 1 && random() < 0.5)
    pool.numbers.push(ops.rankAcross(market, ({ close }) => ops.roc(close, 3)));
  for (let k = 0; k < count; k++) apply(random, pool, one(random, entries));
  const level = (): Level =>
    one<() => Level>(random, [
      () => ops.mul(market.close, 0.001 + 0.05 * random()),
      () => ({ fraction: 0.001 + 0.05 * random() }),
      () => ({ fraction: ops.where(one(random, pool.signals), 0.01, 0.03) }),
      () => ({ price: ops.mul(market.close, 0.9 + 0.2 * random()) }),
      // On the price grid, so that a level is reached exactly.
      () => one(random, [0.25, 0.5, 1, 2]),
      () => ({ price: one(random, [ops.lowest(market.low, 3), ops.highest(market.high, 3)]) }),
    ])();
  const levels = without.includes("levels") ? 0 : 0.4;
  const resting = without.includes("resting") ? 0 : 0.25;
  const price = (): Numeric =>
    random() < 0.5
      ? ops.add(market.close, one(random, [-2, -0.5, 0, 0.5, 2]))
      : ops.mul(market.close, one(random, [0.98, 0.995, 1.005, 1.02]));
  return {
    target: drawTarget(random, pool),
    ...(random() < levels && { stop: level() }),
    ...(random() < levels && { takeProfit: level() }),
    ...(random() < levels && { trail: level() }),
    ...(random() < levels / 2 && { maxBars: 1 + pick(random, 10) }),
    ...(random() < 2 * resting && drawEntry(random, price)),
  };
}

/** Prices and times of an entry that is not a market order. */
function drawEntry(random: Random, price: () => Numeric): Partial<Decision> {
  const entry = one<() => Partial<Decision>>(random, [
    () => ({ limit: price() }),
    () => ({ trigger: price() }),
    () => ({ limit: price(), trigger: price() }),
  ])();
  const immediate = entry.limit === undefined ? [] : (["ioc", "fok"] as const);
  const tif = one(random, [undefined, undefined, "gtc", "day", ...immediate] as const);
  const waits = tif !== "ioc" && tif !== "fok";
  return {
    ...entry,
    ...(tif && { tif }),
    ...(waits && random() < 0.5 && { expire: 1 + pick(random, 6) }),
    ...(waits && entry.limit !== undefined && random() < 0.3 && { postOnly: true }),
  };
}

function drawTarget(random: Random, { numbers, signals }: Pool): Numeric | Signal {
  const signal = () => one(random, signals);
  const number = () => one(random, numbers);
  return one<() => Numeric | Signal>(random, [
    signal,
    () => ops.latch(signal(), signal()),
    () => ops.latch(signal(), signal()),
    () =>
      ops.sub(ops.where(ops.latch(signal(), signal()), 1, 0), ops.where(ops.latch(signal(), signal()), 1, 0)),
    () => ops.where(signal(), one(random, [0.5, 1, 2, 15]), one(random, [0, -0.5, -1, -15])),
    () => ops.sub(ops.where(signal(), 1, 0), ops.where(signal(), 1, 0)),
    () => ops.clamp({ x: ops.div(ops.diff(number(), 1), ops.std(number(), 5)), low: -1, high: 1 }),
    () => ops.where(ops.gt(number(), one(random, numbers)), 1, 0),
  ])();
}

export interface Parity {
  readonly market: MarketData;
  readonly plan: Plan;
  readonly settings: Settings;
  readonly finer: readonly Bars[];
}

/** Everything that both drivers are given. */
export function makeCase(case_: ParityCase): Parity {
  const symbols = symbolsOf(case_);
  const bars = symbols.map((symbol) => drawBars(case_, symbol));
  const finer =
    case_.without.includes("finer") || stream(case_.seed, "finer")() < 0.5
      ? []
      : bars.map((b) => drawFiner(case_, b));
  const drawn = strategy({ name: "drawn", decide: (market) => drawDecision(case_, market) });
  return {
    market: alignBars(bars),
    plan: plan(drawn, { symbols, timeframeMs: hourMs }),
    settings: drawSettings(case_),
    finer,
  };
}
