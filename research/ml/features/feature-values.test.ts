import { expect, test } from "vitest";
import { alignBars } from "../../../engine/run/market.ts";
import { walkBars } from "../testing/walk-bars.ts";
import { chooseFeatures } from "./choose-features.ts";
import { featureColumns, traceFeatures } from "./feature-columns.ts";

const bars = ["A", "B", "C"].map((symbol, k) => walkBars({ symbol, length: 700, seed: 31 + k }));
const market = alignBars(bars);
const t = 690;
const [a, b] = bars as [(typeof bars)[0], (typeof bars)[0]];
const { open, high, low, close, volume, ts } = b;

const sum = (xs: readonly number[]) => xs.reduce((total, x) => total + x, 0);
const mean = (xs: readonly number[]) => sum(xs) / xs.length;
const deviation = (xs: readonly number[]) =>
  Math.sqrt(sum(xs.map((x) => (x - mean(xs)) ** 2)) / (xs.length - 1));
const product = (xs: readonly number[], ys: readonly number[]) =>
  sum(xs.map((x, i) => (x - mean(xs)) * (ys[i]! - mean(ys))));
/** The last n of something that each bar has. */
const last = (n: number, of: (i: number) => number, at = t) =>
  Array.from({ length: n }, (_, k) => of(at - n + 1 + k));
const log = (from: number, to = t, of = close) => Math.log(of[to]! / of[from]!);
const r = (i: number, of = close) => Math.log(of[i]! / of[i - 1]!);
const meanReturn = (i: number) => mean(bars.map((each) => r(i, each.close)));
const returns = last(60, r);
const markets = last(60, meanReturn);
const betaAt = (i: number) => {
  const own = last(60, r, i);
  const all = last(60, meanReturn, i);
  return product(own, all) / product(all, all);
};
const max = (of: Float64Array, n: number, at = t) => Math.max(...last(n, (i) => of[i]!, at));
const min = (of: Float64Array, n: number, at = t) => Math.min(...last(n, (i) => of[i]!, at));
const middle = (n: number, at: number) => (max(high, n, at) + min(low, n, at)) / 2;
const place = (i: number) => (100 * (close[i]! - low[i]!)) / (high[i]! - low[i]!);
const date = new Date(ts[t]!);
const hours = date.getUTCHours();

/** What each feature is of the second symbol at a bar, computed from its words alone. */
const naive: Record<string, number> = {
  return_20: log(t - 20),
  risk_return_60: log(t - 60) / (deviation(last(60, r)) * Math.sqrt(60)),
  skipped_return_120: log(t - 120, t - 5),
  acceleration_10: log(t - 10) - log(t - 20, t - 10),
  gain_share_20: sum(last(20, (i) => Math.max(0, r(i)))) / sum(last(20, (i) => Math.abs(r(i)))),
  reversal_5: mean(last(5, r)) - mean(last(60, r)),
  above_sma_50: close[t]! / mean(last(50, (i) => close[i]!)) - 1,
  zscore_60:
    (Math.log(close[t]!) - mean(last(60, (i) => Math.log(close[i]!)))) /
    deviation(last(60, (i) => Math.log(close[i]!))),
  donchian_place_20: (100 * (close[t]! - min(low, 20))) / (max(high, 20) - min(low, 20)),
  drawdown_60: close[t]! / max(close, 60) - 1,
  rebound_120: close[t]! / min(close, 120) - 1,
  high_age_60:
    last(60, (i) => high[i]!)
      .reverse()
      .indexOf(max(high, 60)) / 60,
  efficiency_10:
    Math.abs(close[t]! - close[t - 10]!) / sum(last(10, (i) => Math.abs(close[i]! - close[i - 1]!))),
  volatility_20: deviation(last(20, r)),
  volatility_ratio_5_20: Math.log(deviation(last(5, r)) / deviation(last(20, r))),
  downside_20: Math.sqrt(mean(last(20, (i) => Math.min(0, r(i)) ** 2))),
  downside_share_60: sum(returns.map((x) => Math.min(0, x) ** 2)) / sum(returns.map((x) => x * x)),
  jump_share_60: Math.max(
    0,
    1 - ((Math.PI / 2) * mean(last(60, (i) => Math.abs(r(i) * r(i - 1))))) / mean(returns.map((x) => x * x)),
  ),
  volume_ratio_20: Math.log(volume[t]! / mean(last(20, (i) => volume[i]!))),
  signed_volume_20: sum(last(20, (i) => volume[i]! * Math.sign(r(i)))) / sum(last(20, (i) => volume[i]!)),
  money_20: Math.log(mean(last(20, (i) => volume[i]! * close[i]!))),
  close_place_10: mean(last(10, place)),
  body: (close[t]! - open[t]!) / (high[t]! - low[t]!),
  upper_wick: (high[t]! - Math.max(open[t]!, close[t]!)) / (high[t]! - low[t]!),
  lower_wick: (Math.min(open[t]!, close[t]!) - low[t]!) / (high[t]! - low[t]!),
  gap: Math.log(open[t]! / close[t - 1]!),
  hour_sin: Math.sin((2 * Math.PI * hours) / 24),
  month_day_cos: Math.cos((2 * Math.PI * (date.getUTCDate() - 1)) / 31),
  month_sin: Math.sin((2 * Math.PI * date.getUTCMonth()) / 12),
  weekday_cos: Math.cos((2 * Math.PI * date.getUTCDay()) / 7),
  weekend: Number([0, 6].includes(date.getUTCDay())),
  turn_of_month: Number(date.getUTCDate() >= 29 || date.getUTCDate() <= 3),
  funding_hour: Number(hours % 8 === 0),
  return_rank_20: bars.filter((each) => log(t - 20, t, each.close) <= log(t - 20)).length / 3,
  excess_return_5: log(t - 5) - mean(bars.map((each) => log(t - 5, t, each.close))),
  market_return_1: meanReturn(t),
  market_volatility_20: deviation(last(20, meanReturn)),
  dispersion_5: deviation(bars.map((each) => log(t - 5, t, each.close))),
  breadth_20: bars.filter((each) => log(t - 20, t, each.close) > 0).length / 3,
  market_beta_60: betaAt(t),
  market_correlation_60:
    product(returns, markets) / Math.sqrt(product(returns, returns) * product(markets, markets)),
  residual_return_20: sum(last(20, (i) => r(i) - betaAt(i) * meanReturn(i))),
  lead_return_1: r(t, a.close),
  lead_gap_20: log(t - 20) - log(t - 20, t, a.close),
};

test("the values of features are what their words say", () => {
  const features = chooseFeatures(Object.keys(naive), bars);
  const [columns] = featureColumns(traceFeatures(features, market, ["B"]), market);
  const found = Object.fromEntries(features.map(({ name }, k) => [name, columns![k]![t]!]));
  const wanted = Object.fromEntries(Object.entries(naive).map(([name, x]) => [name, expect.closeTo(x, 9)]));
  expect(found).toEqual(wanted);
});

test("the middle of the cloud is that of spans which were made 26 bars ago", () => {
  const spanA = (middle(9, t - 26) + middle(26, t - 26)) / 2;
  const spanB = middle(52, t - 26);
  const [columns] = featureColumns(
    traceFeatures(chooseFeatures(["cloud_gap", "natr_14"], bars), market, ["B"]),
    market,
  );
  const range = (columns![1]![t]! / 100) * close[t]!;
  const wanted = (close[t]! - (spanA + spanB) / 2) / range;
  expect(columns![0]![t]).toBeCloseTo(wanted, 9);
});
