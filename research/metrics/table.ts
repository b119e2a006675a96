import { type MetricRow, rowsOf } from "./table-row.ts";
import { tradingRows } from "./table-trading.ts";

export { type Group, groups, type MetricRow, type Unit } from "./table-row.ts";

const growth = rowsOf("return");
const risk = rowsOf("risk");
const ratios = rowsOf("ratios");
const shape = rowsOf("distribution");

/** Every scalar metric, one row each, in the order in which a report prints them. */
export const metricTable = [
  growth(
    "totalReturn",
    "Total return",
    "percent",
    "higher",
    "final equity over equity before the first bar, less 1",
  ),
  growth("cagr", "CAGR", "percent", "higher", "growth a year by calendar time, year of 365.25 days"),
  growth(
    "annualReturn",
    "Annual return",
    "percent",
    "higher",
    "growth a year by bars: growth^(bars a year / bars) - 1",
  ),
  growth("netProfit", "Net profit", "money", "higher", "final equity less equity before the first bar"),
  growth("bestBar", "Best bar", "percent", "none", "greatest return of a bar"),
  growth("worstBar", "Worst bar", "percent", "higher", "least return of a bar"),
  growth(
    "positiveBars",
    "Positive bars",
    "percent",
    "higher",
    "share of bars with a gain among those with gain or loss",
  ),

  risk(
    "volatility",
    "Volatility",
    "percent",
    "lower",
    "sample standard deviation (ddof 1) of bar returns, annualised by sqrt(bars a year)",
  ),
  risk(
    "downsideDeviation",
    "Downside deviation",
    "percent",
    "lower",
    "root mean square of negative returns over all bars, annualised by sqrt(bars a year)",
  ),
  risk(
    "maxDrawdown",
    "Max drawdown",
    "percent",
    "higher",
    "least equity over its highest value so far, less 1; 0 or negative",
  ),
  risk(
    "maxDrawdownDuration",
    "Longest drawdown",
    "bars",
    "lower",
    "bars of the longest spell below a former peak",
  ),
  risk(
    "averageDrawdown",
    "Average drawdown",
    "percent",
    "higher",
    "mean drawdown of the bars below a former peak; 0 or negative",
  ),
  risk("timeUnderwater", "Time under water", "percent", "lower", "share of bars below a former peak"),
  risk(
    "ulcer",
    "Ulcer index",
    "percent",
    "lower",
    "root mean square of the drawdowns of all bars (Martin 1989)",
  ),
  risk("pain", "Pain index", "percent", "lower", "mean size of the drawdowns of all bars"),
  risk(
    "var95",
    "VaR 95%",
    "percent",
    "higher",
    "5% quantile of bar returns (historical, type 7); a loss is negative",
  ),
  risk("cvar95", "CVaR 95%", "percent", "higher", "mean of the bar returns at or below VaR 95%"),
  risk(
    "var99",
    "VaR 99%",
    "percent",
    "higher",
    "1% quantile of bar returns (historical, type 7); a loss is negative",
  ),
  risk("cvar99", "CVaR 99%", "percent", "higher", "mean of the bar returns at or below VaR 99%"),

  ratios(
    "sharpe",
    "Sharpe",
    "ratio",
    "higher",
    "mean over sample standard deviation (ddof 1) of bar returns, risk-free rate 0, times sqrt(bars a year)",
  ),
  ratios(
    "sortino",
    "Sortino",
    "ratio",
    "higher",
    "mean bar return over downside deviation of all bars from 0, times sqrt(bars a year)",
  ),
  ratios("calmar", "Calmar", "ratio", "higher", "CAGR over size of the max drawdown, whole period"),
  ratios("omega", "Omega", "ratio", "higher", "sum of gains over sum of losses of bar returns, threshold 0"),
  ratios("martin", "Martin", "ratio", "higher", "CAGR over ulcer index"),
  ratios("gainToPain", "Gain to pain", "ratio", "higher", "sum of bar returns over sum of losses"),
  ratios(
    "recoveryFactor",
    "Recovery factor",
    "ratio",
    "higher",
    "total return over size of the max drawdown",
  ),
  ratios(
    "stability",
    "Stability",
    "ratio",
    "higher",
    "R squared of log equity on time, a straight line being 1",
  ),
  ratios(
    "kellyBars",
    "Kelly leverage",
    "ratio",
    "none",
    "mean over variance (ddof 1) of bar returns: growth-optimal leverage of a Gaussian",
  ),

  shape("skew", "Skewness", "ratio", "higher", "sample skewness G1 of bar returns"),
  shape(
    "kurtosis",
    "Excess kurtosis",
    "ratio",
    "lower",
    "sample excess kurtosis G2 of bar returns; 0 for a Gaussian",
  ),
  shape(
    "tailRatio",
    "Tail ratio",
    "ratio",
    "higher",
    "size of the 95% over size of the 5% quantile of bar returns",
  ),

  ...tradingRows,
] as const satisfies readonly MetricRow[];

/** Names of all scalar metrics. */
export type MetricKey = (typeof metricTable)[number]["key"];
/** All scalar metrics of a run; NaN where one needs what is not there. */
export type Metrics = Readonly<Record<MetricKey, number>>;

/** The row of a metric by its name. */
export const metricRows: ReadonlyMap<string, MetricRow> = new Map(
  metricTable.map((each) => [each.key, each]),
);
