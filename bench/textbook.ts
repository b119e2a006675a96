import type { Outcome } from "../engine/run/result.ts";

const sum = (xs: Float64Array): number => xs.reduce((total, x) => total + x, 0);
const mean = (xs: Float64Array): number => sum(xs) / xs.length;
const about = (xs: Float64Array, power: number): number => {
  const centre = mean(xs);
  return sum(xs.map((x) => (x - centre) ** power));
};
const sd = (xs: Float64Array): number => Math.sqrt(about(xs, 2) / (xs.length - 1));
const returnsOf = (equity: Float64Array): Float64Array =>
  equity.subarray(1).map((value, i) => value / equity[i]! - 1);
const quantile = (sorted: Float64Array, p: number): number => {
  const rank = p * (sorted.length - 1);
  const k = Math.floor(rank);
  return sorted[k]! + ((sorted[k + 1] ?? sorted[k]!) - sorted[k]!) * (rank - k);
};

function depthsOf(equity: Float64Array): Float64Array {
  let peak = equity[0]!;
  return equity.subarray(1).map((value) => {
    peak = Math.max(peak, value);
    return value / peak - 1;
  });
}

/**
 * The main scalars of a run that counts from its second bar, each by its formula, one after the other: what the fast
 * accumulation is held to, and measured against.
 */
export function textbookMetrics(run: Outcome): Readonly<Record<string, number>> {
  const { equity, benchmark, exposure, trades, barsPerYear } = run;
  const r = returnsOf(equity);
  const b = returnsOf(benchmark);
  const root = Math.sqrt(barsPerYear);
  const depths = depthsOf(equity);
  const sorted = r.slice().sort();
  const [var95, var99] = [quantile(sorted, 0.05), quantile(sorted, 0.01)];
  const m2 = about(r, 2) / r.length;
  const losses = r.filter((x) => x < 0);
  const gaps = r.map((x, i) => x - b[i]!);
  const [ownMean, otherMean] = [mean(r), mean(b)];
  const beta = sum(r.map((x, i) => (x - ownMean) * (b[i]! - otherMean))) / about(b, 2);
  const logs = equity.subarray(1).map((value) => Math.log(value / equity[0]!));
  const [logMean, timeMean] = [mean(logs), (logs.length - 1) / 2];
  const along = sum(logs.map((y, i) => (y - logMean) * (i - timeMean)));
  const times = sum(logs.map((_, i) => (i - timeMean) ** 2));
  const profits = Float64Array.from(trades, (trade) => trade.pnl);
  return {
    totalReturn: equity.at(-1)! / equity[0]! - 1,
    volatility: sd(r) * root,
    sharpe: (mean(r) / sd(r)) * root,
    sortino: (mean(r) / Math.sqrt(mean(r.map((x) => Math.min(x, 0) ** 2)))) * root,
    omega: sum(r.filter((x) => x > 0)) / -sum(losses),
    maxDrawdown: depths.reduce((worst, depth) => Math.min(worst, depth), 0),
    ulcer: Math.sqrt(mean(depths.map((depth) => depth * depth))),
    var95,
    cvar95: mean(r.filter((x) => x <= var95)),
    var99,
    cvar99: mean(r.filter((x) => x <= var99)),
    tailRatio: Math.abs(quantile(sorted, 0.95) / var95),
    kellyBars: mean(r) / sd(r) ** 2,
    stability: along ** 2 / (about(logs, 2) * times),
    downsideDeviation: Math.sqrt(sum(losses.map((x) => x * x)) / r.length) * root,
    skewOfPopulation: about(r, 3) / r.length / m2 ** 1.5,
    beta,
    trackingError: sd(gaps) * root,
    informationRatio: (mean(gaps) / sd(gaps)) * root,
    upCapture: sum(r.filter((_, i) => b[i]! > 0)) / sum(b.filter((x) => x > 0)),
    benchmarkSharpe: (mean(b) / sd(b)) * root,
    averageExposure: mean(exposure.subarray(1)),
    expectancy: mean(profits),
    sqn: Math.sqrt(profits.length) * (mean(profits) / sd(profits)),
  };
}
