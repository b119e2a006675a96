import { plan, strategy } from "../engine/graph/strategy.ts";
import { crossOver } from "../engine/ops/cross-over.ts";
import { crossUnder } from "../engine/ops/cross-under.ts";
import { latch } from "../engine/ops/latch.ts";
import { sma } from "../engine/ops/sma.ts";
import { alignBars } from "../engine/run/market.ts";
import { parseSettings } from "../engine/run/settings.ts";
import { runVector } from "../engine/run/vector.ts";
import { backtest } from "../research/backtest.ts";
import { measure, type Row } from "./harness.ts";
import { benchBars, benchDataset } from "./market.ts";
import { peakMemory } from "./memory.ts";
import { type SmaCrossOptions, smaCross } from "./sma-cross.ts";

const [quick, calm, fee, cash, barsPerYear] = [20, 100, 0.001, 10_000, 8_760];

const cross = strategy({
  name: "bench-sma-cross",
  decide({ close }) {
    const fast = sma(close, quick);
    const slow = sma(close, calm);
    return { target: latch(crossOver(fast, slow), crossUnder(fast, slow)) };
  },
});

const request = (bars: number) => ({
  strategy: cross,
  target: cross.name,
  sourceHash: "",
  codeVersion: "",
  datasets: [benchDataset(benchBars(bars))],
  settings: { cash, fees: { taker: fee, maker: fee, fixed: 0 }, barsPerYear },
});

const options: SmaCrossOptions = { quick, calm, fee, cash, barsPerYear };
const millionBars = 1_000_000;

/** One backtest of a million bars with every statistic, for its peak memory in a process of its own. */
export const backtestOnce = (): number => backtest(request(millionBars)).outcome.trades.length;

/** Backtests of one strategy beside the loop written for it alone. */
export async function backtestBench(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const bars of [10_000, millionBars]) {
    const asked = request(bars);
    const data = asked.datasets[0]!.bars;
    const market = alignBars([data]);
    const bound = plan(cross, { symbols: market.symbols, timeframeMs: market.timeframeMs });
    const settings = parseSettings(asked.settings);
    const reference = { name: "hand-written loop", run: () => smaCross(data, options).finalEquity };
    const work = { unit: "bar", units: bars, reference, verify: () => verify(bars) };
    const million = bars === millionBars;
    rows.push(
      await measure({
        ...work,
        name: `${bars / 1_000}k bars, full statistics`,
        run: () => backtest(asked).metrics.sharpe,
        ...(million && { targetMs: 60, peer: { name: "vectorbt 1.1", ms: 160 } }),
        ...(million && { peakMiB: () => peakMemory(import.meta.url, "backtestOnce") }),
      }),
      await measure({
        ...work,
        name: `${bars / 1_000}k bars, equity and trades only`,
        run: () => runVector(bound, market, settings, barsPerYear).equity[bars - 1],
        ...(million && { peer: { name: "vectorbt 1.1 (3 statistics)", ms: 105 } }),
      }),
    );
  }
  return rows;
}

/** Throws unless the backtest equals the hand-written loop: equity of every bar and three statistics, to 1e-9. */
export function verify(bars: number): void {
  const asked = request(bars);
  const equity = new Float64Array(bars);
  const wanted = smaCross(asked.datasets[0]!.bars, { ...options, equity });
  const { outcome, metrics } = backtest(asked);
  const differs = equity.findIndex((value, i) => !near(value, outcome.equity[i]!));
  if (differs >= 0)
    throw new Error(`equity of bar ${differs} is ${outcome.equity[differs]}, not ${equity[differs]}`);
  const closed = outcome.trades.filter((trade) => !trade.open).length;
  if (closed !== wanted.roundTrips) throw new Error(`${closed} round trips, not ${wanted.roundTrips}`);
  for (const name of ["totalReturn", "sharpe", "maxDrawdown"] as const) {
    if (!near(metrics[name]!, wanted[name]))
      throw new Error(`${name} is ${metrics[name]}, not ${wanted[name]}`);
  }
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
