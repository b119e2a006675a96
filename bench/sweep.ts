import { int, plan, type Strategy, strategy } from "../engine/graph/strategy.ts";
import { crossOver } from "../engine/ops/cross-over.ts";
import { crossUnder } from "../engine/ops/cross-under.ts";
import { latch } from "../engine/ops/latch.ts";
import { sma } from "../engine/ops/sma.ts";
import type { LimitsInput } from "../engine/risk/limits.ts";
import { alignBars } from "../engine/run/market.ts";
import { parseSettings } from "../engine/run/settings.ts";
import { runVector } from "../engine/run/vector.ts";
import type { Bars } from "../engine/trade/bars.ts";
import { metricsOf } from "../research/metrics/index.ts";
import { createEvaluator, type Evaluator, type EvaluatorRequest } from "../research/sweep/evaluator.ts";
import { measure, percentile, type Row } from "./harness.ts";
import { benchBars } from "./market.ts";
import { peakMemory } from "./memory.ts";
import { type SmaPair, smaSweep } from "./sma-sweep.ts";
import { sweepWorkersRows } from "./sweep-workers.ts";

const [fee, cash, barsPerYear] = [0.001, 10_000, 8_760];
const window = int(2, { from: 2, to: 1_000_000 });

const protective = { stop: 0.03, takeProfit: 0.08, trail: 0.04 };

/** The strategy of the sweep, plain or with every protective level. */
const crossing = (levels: boolean): Strategy =>
  strategy({
    name: "bench-sma-sweep",
    params: { quick: window, calm: window },
    decide({ close }, { quick, calm }) {
      const fast = sma(close, quick);
      const slow = sma(close, calm);
      return {
        target: latch(crossOver(fast, slow), crossUnder(fast, slow)),
        ...(levels && {
          stop: { fraction: protective.stop },
          takeProfit: { fraction: protective.takeProfit },
          trail: { fraction: protective.trail },
        }),
      };
    },
  }) as unknown as Strategy;

/** Every rule of risk that a backtest can put on, wide enough to let most orders pass. */
const everyRule: LimitsInput = {
  profile: "careful",
  order: { quantityMax: 1e9, notionalMin: 1, notionalMax: 1e9, collar: 0.2, ratePerMinute: 100 },
  position: { notionalMax: 1e9, fractionMax: 1, sectors: { BENCH: "coins" }, sectorMax: 1 },
  account: { netMax: 1, marginHeadroom: 0.01, dailyLoss: 0.5, maxDrawdown: 0.99, short: false },
  statistical: { correlatedMax: 5, volatilityTarget: 5, kellyFraction: null, varMax: 0.5, cvarMax: 0.6 },
  stops: { fixed: 0.3, trail: 0.35, bars: 5_000, atr: 20, strategyDrawdown: 0.98 },
};

interface Case {
  readonly name: string;
  readonly bars: number;
  readonly detail: NonNullable<EvaluatorRequest["detail"]>;
  readonly levels?: boolean;
  readonly symbols?: number;
  readonly limits?: LimitsInput;
  /** Every so manieth pair: what takes long is sampled. */
  readonly every?: number;
}

type Asked = Omit<Case, "name" | "every">;

/** Whether the loop written by hand runs the very same: one symbol, without limits. */
const isOne = ({ symbols, limits }: Asked): boolean => symbols === undefined && limits === undefined;

const optionsOf = (levels = false) => ({ fee, cash, barsPerYear, ...(levels && { levels: protective }) });

/** The pairs of a grid of windows from 2 to 101: 4,950 of them. */
const pairsOf = (every = 1): SmaPair[] => {
  const all: SmaPair[] = [];
  for (let quick = 2; quick <= 100; quick++)
    for (let calm = quick + 1; calm <= 101; calm++) all.push([quick, calm]);
  return all.filter((_, i) => i % every === 0);
};

const marketOf = (bars: number, symbols = 1): Bars[] =>
  Array.from({ length: symbols }, (_, s) => ({
    ...benchBars(bars, s + 1),
    symbol: s === 0 ? "BENCH" : `BENCH-${s}`,
  }));

const requestOf = ({ bars, detail, levels = false, symbols, limits }: Asked): EvaluatorRequest => ({
  strategy: crossing(levels),
  market: alignBars(marketOf(bars, symbols)),
  settings: parseSettings({
    cash,
    fees: { taker: fee, maker: fee, fixed: 0 },
    // With several symbols each takes its share of the cash.
    size: { by: "equity", amount: 1 / (symbols ?? 1) },
    ...(limits !== undefined && { limits }),
  }),
  barsPerYear,
  detail,
});

const evaluatorOf = (asked: Asked): Evaluator => createEvaluator(requestOf(asked));

/** Evaluates every pair; the results stand one after the other. */
function sweep(evaluator: Evaluator, pairs: readonly SmaPair[]): Float64Array {
  const count = evaluator.metrics.length;
  const out = new Float64Array(count * pairs.length);
  for (let k = 0; k < pairs.length; k++) {
    const [quick, calm] = pairs[k]!;
    evaluator.evaluate({ quick, calm }, out, count * k);
  }
  return out;
}

/** Evaluates the whole grid once, for its peak memory in a process of its own. */
export function sweepOnce(bars: string, detail: string): number {
  const evaluator = evaluatorOf({ bars: Number(bars), detail: detail as Case["detail"] });
  return sweep(evaluator, pairsOf(Number(bars) > 10_000 ? 10 : 1)).length;
}

/** Throws unless return, Sharpe ratio and drawdown of every pair are those of the hand-written loop, to 1e-9. */
export function verifySweep(bars: number, detail: Case["detail"], every: number, levels = false): void {
  const pairs = pairsOf(every);
  const wanted = new Float64Array(3 * pairs.length);
  smaSweep(marketOf(bars)[0]!, pairs, optionsOf(levels), wanted);
  const evaluator = evaluatorOf({ bars, detail, levels });
  const found = sweep(evaluator, pairs);
  const places = (["totalReturn", "sharpe", "maxDrawdown"] as const).map((name) =>
    evaluator.metrics.indexOf(name),
  );
  for (let k = 0; k < wanted.length; k++) {
    const [a, b] = [wanted[k]!, found[Math.floor(k / 3) * evaluator.metrics.length + places[k % 3]!]!];
    if (!(Math.abs(a - b) <= 1e-9 * Math.max(1e-3, Math.abs(a)))) {
      throw new Error(`metric ${k % 3} of windows ${pairs[Math.floor(k / 3)]} is ${b}, not ${a}`);
    }
  }
}

/** Throws unless every metric of every pair is that of a single backtest. */
export function verifySingle(asked: Asked, every: number): void {
  const request = requestOf(asked);
  const { strategy: own, market, settings } = request;
  const evaluator = createEvaluator(request);
  for (const [quick, calm] of pairsOf(every)) {
    const found = sweep(evaluator, [[quick, calm]]);
    const bound = plan(own, {
      params: { quick, calm },
      symbols: market.symbols,
      timeframeMs: market.timeframeMs,
    });
    const wanted = metricsOf(runVector(bound, market, settings, barsPerYear));
    for (const [k, name] of evaluator.metrics.entries()) {
      const [a, b] = [wanted[name], found[k]!];
      if (Object.is(a, b) || Math.abs(a - b) <= 1e-12 * Math.abs(a)) continue;
      throw new Error(`${name} of windows ${quick} and ${calm} is ${b}, not ${a}`);
    }
  }
}

const cases: readonly Case[] = [
  { name: "10k bars, core", bars: 10_000, detail: "core" },
  { name: "10k bars, all statistics", bars: 10_000, detail: "all", every: 10 },
  { name: "100k bars, core", bars: 100_000, detail: "core", every: 2 },
  { name: "100k bars, all statistics", bars: 100_000, detail: "all", every: 10 },
  { name: "10k bars, core, stop, target and trail", bars: 10_000, detail: "core", levels: true, every: 5 },
  { name: "10k bars, core, 4 symbols on one cash", bars: 10_000, detail: "core", symbols: 4, every: 10 },
  { name: "10k bars, core, every risk rule", bars: 10_000, detail: "core", limits: everyRule, every: 12 },
];

/** vectorbt 1.1: 6.5M bars times variants a second, in chunks. */
const peerPerMs = 6.5e3;

/** Sweeps beside the loop written by hand for one strategy: per bar, variant and symbol. */
export async function sweepBench(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, every = 1, ...asked } of cases) {
    const { bars, detail, symbols = 1, levels = false } = asked;
    const pairs = pairsOf(every);
    const units = pairs.length * bars * symbols;
    const reference = referenceOf(bars, pairs, symbols, levels);
    rows.push(
      await measure({
        name,
        unit: "bar-variant",
        units,
        run: () => sweep(evaluatorOf(asked), pairs)[0],
        reference,
        verify: () =>
          isOne(asked) ? verifySweep(bars, detail, 7 * every, levels) : verifySingle(asked, 700),
        budgetMs: 2_000,
        ...(detail === "core" && symbols === 1 && { peer: { name: "vectorbt 1.1", ms: units / peerPerMs } }),
        ...(isOne(asked) &&
          !levels && {
            peakMiB: () => peakMemory(import.meta.url, "sweepOnce", String(bars), detail),
          }),
      }),
    );
  }
  rows.push(...scalingRows(), ...(await sweepWorkersRows()));
  return rows;
}

function referenceOf(bars: number, pairs: readonly SmaPair[], symbols: number, levels: boolean) {
  const markets = marketOf(bars, symbols);
  const out = new Float64Array(3 * pairs.length);
  return {
    name: levels ? "hand-written, with levels" : "hand-written sweep",
    run: () => {
      for (const market of markets) smaSweep(market, pairs, optionsOf(levels), out);
      return out[0];
    },
  };
}

/** How time grows: the exponent fitted over counts of bars, and of variants. 1 is in proportion. */
function scalingRows(): Row[] {
  verifySweep(1_000, "core", 500);
  const bars = growth("bars", [1_000, 10_000, 100_000, 1_000_000], (count) => ({
    bars: count,
    // A corner of a grid: seven columns, shared by twelve pairs.
    pairs: Array.from({ length: 12 }, (_, k): SmaPair => [5 + (k % 4), 40 + 3 * Math.floor(k / 4)]),
  }));
  const variants = growth("variants", [10, 100, 1_000, 10_000, 100_000], (count) => ({
    bars: 1_000,
    pairs: Array.from(
      { length: count },
      (_, k): SmaPair => [2 + (k % 300), 303 + (Math.floor(k / 300) % 400)],
    ),
  }));
  return [bars, variants];
}

/** Milliseconds to spend on one point, beyond its first run. */
const pointMs = 300;

function growth(
  what: string,
  counts: readonly number[],
  at: (count: number) => { bars: number; pairs: SmaPair[] },
): Row {
  const points: [number, number][] = [];
  let units = 0;
  let times: number[] = [];
  for (const count of counts) {
    const { bars, pairs } = at(count);
    const evaluator = evaluatorOf({ bars, detail: "core" });
    sweep(evaluator, pairs.slice(0, 20));
    times = [];
    for (
      let spent = 0;
      times.length === 0 || (spent < pointMs && times.length < 50);
      spent += times.at(-1)!
    ) {
      const start = process.hrtime.bigint();
      sweep(evaluator, pairs);
      times.push(Number(process.hrtime.bigint() - start) / 1e6);
    }
    times.sort((a, b) => a - b);
    units = bars * pairs.length;
    points.push([Math.log(count), Math.log(percentile(times, 0.5))]);
  }
  const p50Ms = percentile(times, 0.5);
  return {
    name: `time grows as ${what}^${slopeOf(points).toFixed(2)} over ${counts[0]!}..${counts.at(-1)!}`,
    unit: "bar-variant",
    units,
    coldMs: Number.NaN,
    p50Ms,
    p99Ms: percentile(times, 0.99),
    maxMs: times.at(-1)!,
    samples: times.length,
    nsPerUnit: (p50Ms * 1e6) / units,
  };
}

/** Slope of the least squares line through points. */
export function slopeOf(points: readonly (readonly [number, number])[]): number {
  const n = points.length;
  const x = points.reduce((sum, [a]) => sum + a, 0) / n;
  const y = points.reduce((sum, [, b]) => sum + b, 0) / n;
  const along = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  return along / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
}
