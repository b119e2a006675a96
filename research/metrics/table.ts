export type Unit = "percent" | "ratio" | "money" | "bars" | "count";

/** How a metric is named, printed and judged. */
export interface MetricRow {
  readonly key: string;
  readonly label: string;
  /** A percent is a fraction in the data: 0.12 is printed as 12%. */
  readonly unit: Unit;
  /** Which way is better where two runs are compared. */
  readonly better: "higher" | "lower" | "none";
  readonly group: Group;
  /** What is computed, by which convention. */
  readonly convention: string;
}

export const groups = [
  "return",
  "risk",
  "ratios",
  "distribution",
  "benchmark",
  "activity",
  "trades",
  "costs",
] as const;
export type Group = (typeof groups)[number];

type Better = MetricRow["better"];
const row =
  (group: Group) =>
  <const K extends string>(key: K, label: string, unit: Unit, better: Better, convention: string) => ({
    key,
    label,
    unit,
    better,
    group,
    convention,
  });
const growth = row("return");
const risk = row("risk");
const ratios = row("ratios");
const shape = row("distribution");
const beside = row("benchmark");
const activity = row("activity");
const trade = row("trades");
const cost = row("costs");

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

  beside(
    "benchmarkReturn",
    "Benchmark total return",
    "percent",
    "none",
    "buy and hold, no costs: total return",
  ),
  beside("benchmarkCagr", "Benchmark CAGR", "percent", "none", "buy and hold, no costs: CAGR"),
  beside(
    "benchmarkVolatility",
    "Benchmark volatility",
    "percent",
    "none",
    "buy and hold, no costs: volatility",
  ),
  beside("benchmarkSharpe", "Benchmark Sharpe", "ratio", "none", "buy and hold, no costs: Sharpe ratio"),
  beside("benchmarkSortino", "Benchmark Sortino", "ratio", "none", "buy and hold, no costs: Sortino ratio"),
  beside("benchmarkCalmar", "Benchmark Calmar", "ratio", "none", "buy and hold, no costs: Calmar ratio"),
  beside(
    "benchmarkMaxDrawdown",
    "Benchmark max drawdown",
    "percent",
    "none",
    "buy and hold, no costs: max drawdown",
  ),
  beside("excessReturn", "Excess return", "percent", "higher", "total return less that of buy and hold"),
  beside(
    "alpha",
    "Alpha",
    "percent",
    "higher",
    "intercept of the regression of bar returns on the benchmark's, times bars a year",
  ),
  beside("beta", "Beta", "ratio", "none", "slope of the regression of bar returns on the benchmark's"),
  beside("correlation", "Correlation", "ratio", "none", "correlation of bar returns with the benchmark's"),
  beside(
    "trackingError",
    "Tracking error",
    "percent",
    "none",
    "sample standard deviation (ddof 1) of bar returns less the benchmark's, annualised",
  ),
  beside(
    "informationRatio",
    "Information ratio",
    "ratio",
    "higher",
    "mean over deviation of bar returns less the benchmark's, annualised",
  ),
  beside(
    "upCapture",
    "Up capture",
    "percent",
    "higher",
    "mean return over the benchmark's on bars where it rose",
  ),
  beside(
    "downCapture",
    "Down capture",
    "percent",
    "lower",
    "mean return over the benchmark's on bars where it fell",
  ),

  activity("bars", "Bars", "count", "none", "bars that count"),
  activity("exposure", "Exposure", "percent", "none", "share of bars that closed with a position"),
  activity(
    "averageExposure",
    "Average gross exposure",
    "percent",
    "none",
    "mean over all bars of gross notional over equity",
  ),
  activity(
    "averageNet",
    "Average net exposure",
    "percent",
    "none",
    "mean over all bars of net notional over equity",
  ),
  activity("turnover", "Turnover", "ratio", "lower", "notional bought and sold a year over mean equity"),
  activity("fills", "Fills", "count", "none", "fills on bars that count"),
  activity(
    "ambiguousBars",
    "Ambiguous bars",
    "count",
    "lower",
    "bars that reached both stop and target, decided by the intrabar rule",
  ),
  activity(
    "capacity",
    "Capacity per trade",
    "money",
    "higher",
    "notional at which square-root impact (coefficient 1) of entry and exit eats the mean trade return",
  ),

  trade("trades", "Trades", "count", "none", "round trips, those still open included"),
  trade(
    "openTrades",
    "Open trades",
    "count",
    "none",
    "round trips still open at the end; they are in no figure below",
  ),
  trade("winRate", "Win rate", "percent", "higher", "share of closed trades with a profit after fees"),
  trade(
    "profitFactor",
    "Profit factor",
    "ratio",
    "higher",
    "sum of winning over sum of losing trades, after fees",
  ),
  trade("expectancy", "Expectancy", "money", "higher", "mean profit of a closed trade after fees"),
  trade(
    "averageTradeReturn",
    "Average trade",
    "percent",
    "higher",
    "mean return of a closed trade on its entry notional",
  ),
  trade(
    "sqn",
    "SQN",
    "ratio",
    "higher",
    "sqrt(trades) times mean over sample deviation of trade profits (Tharp 2008)",
  ),
  trade("payoff", "Payoff ratio", "ratio", "higher", "mean winning over mean losing trade"),
  trade(
    "kelly",
    "Kelly fraction",
    "percent",
    "none",
    "win rate less loss rate over payoff ratio, of closed trades",
  ),
  trade("averageWin", "Average win", "money", "higher", "mean profit of winning trades"),
  trade("averageLoss", "Average loss", "money", "higher", "mean profit of losing trades; negative"),
  trade("bestTrade", "Best trade", "percent", "none", "greatest trade return on entry notional"),
  trade("worstTrade", "Worst trade", "percent", "higher", "least trade return on entry notional"),
  trade(
    "maxWins",
    "Longest winning streak",
    "count",
    "none",
    "most winning trades in a row, by time of exit",
  ),
  trade(
    "maxLosses",
    "Longest losing streak",
    "count",
    "lower",
    "most losing trades in a row, by time of exit",
  ),
  trade("averageBars", "Average holding", "bars", "none", "mean bars from entry to exit"),
  trade(
    "averageMae",
    "Average MAE",
    "percent",
    "higher",
    "mean of the greatest loss seen during a trade, before costs; 0 or negative",
  ),
  trade(
    "averageMfe",
    "Average MFE",
    "percent",
    "higher",
    "mean of the greatest gain seen during a trade, before costs",
  ),

  cost("costs", "Costs", "money", "lower", "all costs together"),
  cost("feeCosts", "Fees", "money", "lower", "fees of all fills; a rebate is negative"),
  cost("spreadCosts", "Spread", "money", "lower", "half the spread, paid by orders that take"),
  cost("slippageCosts", "Slippage", "money", "lower", "slippage of orders that take"),
  cost("fundingCosts", "Funding", "money", "lower", "funding paid; received is negative"),
  cost("borrowCosts", "Borrow", "money", "lower", "interest on short positions"),
  cost(
    "costShare",
    "Costs of gross",
    "percent",
    "lower",
    "all costs over profit before costs; n/a without such a profit",
  ),
  cost("feeShare", "Fees of gross", "percent", "lower", "fees over profit before costs"),
  cost("spreadShare", "Spread of gross", "percent", "lower", "spread over profit before costs"),
  cost("slippageShare", "Slippage of gross", "percent", "lower", "slippage over profit before costs"),
  cost("fundingShare", "Funding of gross", "percent", "lower", "funding over profit before costs"),
  cost("borrowShare", "Borrow of gross", "percent", "lower", "borrow over profit before costs"),
] as const satisfies readonly MetricRow[];

/** Names of all scalar metrics. */
export type MetricKey = (typeof metricTable)[number]["key"];
/** All scalar metrics of a run; NaN where one needs what is not there. */
export type Metrics = Readonly<Record<MetricKey, number>>;

/** The row of a metric by its name. */
export const metricRows: ReadonlyMap<string, MetricRow> = new Map(
  metricTable.map((each) => [each.key, each]),
);
