import { monthlyReturns, yearlyReturns } from "../../../research/metrics/calendar.ts";
import {
  calmarOf,
  painOf,
  scanDrawdowns,
  ulcerOf,
  ulcerSampleOf,
  underwaterOf,
  worstDrawdowns,
} from "../../../research/metrics/drawdown.ts";
import {
  averageLoss,
  averageWin,
  hitsOf,
  kellyOf,
  payoffOf,
  profitFactorOf,
  winRateAll,
  winRateNonzero,
} from "../../../research/metrics/hits.ts";
import {
  downsideDeviation,
  gainToPain,
  kellyGaussian,
  omega,
  ratio,
  returnMoments,
  sharpe,
  sortino,
  volatilityOf,
} from "../../../research/metrics/ratios.ts";
import { captureGeometric, relativeOf, treynorOf } from "../../../research/metrics/relative.ts";
import { annualReturn, equityOf, geometricMean } from "../../../research/metrics/returns.ts";
import { rollingSharpe, rollingVolatility } from "../../../research/metrics/rolling.ts";
import {
  conditionalValueAtRisk,
  cornishFisherValueAtRisk,
  normalConditionalValueAtRisk,
  normalValueAtRisk,
  shortfallBelowNormal,
  tailRatio,
  valueAtRisk,
} from "../../../research/metrics/tail.ts";
import { sqnOf } from "../../../research/metrics/trade-sums.ts";
import { excessKurtosis, sampleKurtosis, sampleSkewness, skewness } from "../../../research/stats/moments.ts";

import type { Case, Family, Got, Json } from "./case.ts";
import { sampleOf } from "./sample.ts";

/** Each metric of the file by its name there. */
function metrics(r: Float64Array, p: number): Readonly<Record<string, () => Got>> {
  const m = returnMoments(r);
  const equity = equityOf(r);
  const growth = equity[equity.length - 1]!;
  const n = r.length;
  const scan = scanDrawdowns(equity, 1);
  const hits = hitsOf(r);
  const annual = annualReturn(growth, n, p);
  const levels = [90, 95, 99].flatMap((percent): [string, () => Got][] => {
    const level = percent / 100;
    return [
      [`var_hist_${percent}`, () => valueAtRisk(r, level)],
      [`cvar_hist_${percent}`, () => conditionalValueAtRisk(r, level)],
      [`var_normal_${percent}`, () => normalValueAtRisk(m, level)],
      [`cvar_normal_${percent}`, () => normalConditionalValueAtRisk(m, level)],
      [`var_cornish_fisher_${percent}`, () => cornishFisherValueAtRisk(m, level)],
      [`var_cornish_fisher_sd0_${percent}`, () => cornishFisherValueAtRisk(m, level, 0)],
      [`cvar_quantstats_${percent}`, () => shortfallBelowNormal(r, m, level)],
    ];
  });
  return {
    n: () => n,
    total_return: () => growth - 1,
    cagr: () => annual,
    mean: () => m.mean,
    geometric_mean: () => geometricMean(growth, n),
    volatility_annual: () => volatilityOf(m, p),
    sharpe: () => sharpe(r, p),
    sharpe_rf2pct: () => sharpe(r, p, 0.02),
    sortino: () => sortino(r, p),
    sortino_mar5pct: () => sortino(r, p, 0.05),
    downside_deviation_annual: () => downsideDeviation(r, p),
    max_drawdown: () => scan.maxDrawdown,
    max_dd_peak_index: () => scan.peak,
    max_dd_trough_index: () => scan.trough,
    max_dd_recovery_index: () => scan.recovery,
    longest_underwater_bars: () => scan.longest,
    time_underwater_share: () => ratio(scan.underwater, n),
    calmar: () => calmarOf(annual, scan.maxDrawdown),
    average_drawdown_depth: () => scan.averageDepth,
    ulcer_n: () => ulcerOf(scan),
    ulcer_n_minus_1: () => ulcerSampleOf(scan),
    pain_index: () => painOf(scan),
    recovery_factor_compounded: () => ratio(growth - 1, Math.abs(scan.maxDrawdown)),
    omega_0: () => omega(r, p),
    omega_5pct: () => omega(r, p, 0.05),
    gain_to_pain: () => gainToPain(r),
    tail_ratio_95: () => tailRatio(r),
    ...Object.fromEntries(levels),
    skew_biased: () => skewness(m),
    kurtosis_excess_biased: () => excessKurtosis(m),
    skew_G1: () => sampleSkewness(m),
    kurtosis_excess_G2: () => sampleKurtosis(m),
    win_rate_nonzero: () => winRateNonzero(hits),
    win_rate_all: () => winRateAll(hits),
    avg_win: () => averageWin(hits),
    avg_loss: () => averageLoss(hits),
    payoff_ratio: () => payoffOf(hits),
    profit_factor: () => profitFactorOf(hits),
    best: () => hits.best,
    worst: () => hits.worst,
    kelly: () => kellyOf(hits),
    kelly_gaussian: () => kellyGaussian(r),
    max_consecutive_wins: () => hits.maxWins,
    max_consecutive_losses: () => hits.maxLosses,
  };
}

function relative(r: Float64Array, b: Float64Array, p: number): Readonly<Record<string, () => Got>> {
  const { beta, alphaPerBar, correlation, ...rest } = relativeOf(r, b);
  const growth = equityOf(r).at(-1)!;
  const geometric = captureGeometric(r, b);
  return {
    beta: () => beta,
    alpha_per_period: () => alphaPerBar,
    alpha_annual_simple: () => alphaPerBar * p,
    alpha_annual_compound: () => (1 + alphaPerBar) ** p - 1,
    correlation: () => correlation,
    r_squared: () => correlation ** 2,
    tracking_error_annual: () => rest.trackingErrorPerBar * Math.sqrt(p),
    information_ratio_per_period: () => rest.informationRatioPerBar,
    information_ratio_annual: () => rest.informationRatioPerBar * Math.sqrt(p),
    treynor: () => treynorOf(annualReturn(growth, r.length, p), beta),
    up_capture_arith: () => rest.capture.up,
    down_capture_arith: () => rest.capture.down,
    up_capture_geom: () => geometric.up,
    down_capture_geom: () => geometric.down,
  };
}

/** Metrics of a list of trade profits in money. */
function tradeList(profits: Float64Array, start: number): Readonly<Record<string, () => Got>> {
  const hits = hitsOf(profits);
  let sum = start;
  const equity = profits.map((profit) => (sum += profit));
  const scan = scanDrawdowns(equity, start);
  let peak = start;
  let money = 0;
  for (const value of equity) {
    peak = Math.max(peak, value);
    money = Math.min(money, value - peak);
  }
  return {
    n: () => hits.n,
    wins: () => hits.wins,
    losses: () => hits.losses,
    win_rate: () => winRateAll(hits),
    gross_profit: () => hits.grossProfit,
    gross_loss: () => hits.grossLoss,
    profit_factor: () => profitFactorOf(hits),
    avg_win: () => averageWin(hits),
    avg_loss: () => averageLoss(hits),
    payoff: () => payoffOf(hits),
    expectancy: () => (hits.grossProfit + hits.grossLoss) / hits.n,
    kelly: () => kellyOf(hits),
    sqn: () => sqnOf(profits),
    max_dd_money: () => money,
    max_dd_fraction_of_peak: () => scan.maxDrawdown,
  };
}

const entriesOf = (pairs: readonly { key: string; value: number }[]): Got =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value]));

/** All that this project computes for a case, by the names of its expectation. */
function computed({ input, expect }: Case): Readonly<Record<string, () => Got>> {
  const expected = expect as { readonly [name: string]: Json };
  const { times, columns } = sampleOf(input);
  const [r, b] = columns as [Float64Array, Float64Array?];
  const p = (input.params?.periods_per_year as number | undefined) ?? Number.NaN;
  const start = /start (\d+(\.\d+)?)/.exec(String(input.params?.kind ?? ""));
  if (start) return tradeList(r, Number(start[1]));
  const ts = Float64Array.from(times, (time) =>
    Date.parse(time.length === 10 ? time : `${time.replace(" ", "T")}Z`),
  );
  const all = (members: Readonly<Record<string, () => Got>>) => () =>
    Object.fromEntries(Object.entries(members).map(([name, of]) => [name, of()]));
  const rolling = Object.keys(expected).flatMap((name): [string, () => Got][] => {
    const [, kind, bars] = /^rolling_(sharpe|vol)_(\d+)$/.exec(name) ?? [];
    const of = kind === "sharpe" ? rollingSharpe : rollingVolatility;
    return kind ? [[name, () => of(r, Number(bars), p)]] : [];
  });
  const table = expected.drawdown_table;
  const worst = Math.max(5, Array.isArray(table) ? table.length : 0);
  return {
    metrics: all(metrics(r, p)),
    ...(b && { relative: all(relative(r, b, p)) }),
    equity: () => equityOf(r),
    drawdown: () => underwaterOf(equityOf(r), 1),
    drawdown_table: () =>
      worstDrawdowns(equityOf(r), 1, worst).map(({ peak, trough, recovery, depth }) => ({
        peak,
        trough,
        recovery,
        depth,
      })),
    ...Object.fromEntries(rolling),
    monthly_returns: () => entriesOf(monthlyReturns(r, ts)),
    yearly_returns: () => entriesOf(yearlyReturns(r, ts)),
  };
}

/** `performance.json`: the metrics of the report, by the names of the reference. */
export const performance: Family = {
  run(subject) {
    const expected = subject.expect as { readonly [name: string]: Json };
    const got = computed(subject);
    const wanted = "error" in expected ? ["metrics"] : Object.keys(expected);
    return Object.fromEntries(wanted.map((name) => [name, got[name]?.()]));
  },
};
