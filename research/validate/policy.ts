import type { Weights } from "./check.ts";

/**
 * The rules of the gate: every threshold, and how much is computed. A file holds those that differ from the defaults, by
 * group and name. Each group says from where its default comes.
 */
export interface Policy extends Weights {
  /** Seed of every resample. */
  readonly seed: number;
  /** How much there must be to judge at all. */
  readonly history: {
    /** The tested period must be longer: half a year. */
    readonly days: number;
    /** Closed round trips at least: 30, from where on a mean is taken to be near to normal (Student 1908, Cochran 1977). */
    readonly trades: number;
  };
  /** Minimum track record length (Bailey and Lopez de Prado 2012): bars that make the Sharpe ratio believable. */
  readonly trackRecord: {
    /** Confidence, 0.95 as there. */
    readonly confidence: number;
    /** Annualised Sharpe ratio that is to be beaten: 0. */
    readonly sharpe: number;
  };
  /** Deflated Sharpe ratio (Bailey and Lopez de Prado 2014), against all trials in the ledger. */
  readonly deflatedSharpe: {
    /** 0.95 as there. */
    readonly probability: number;
  };
  /** Superior predictive ability (Hansen 2005) against cash and against buy-and-hold. */
  readonly superiorAbility: {
    /** 0.05 as there. */
    readonly p: number;
    readonly resamples: number;
  };
  /** Stationary bootstrap (Politis and Romano 1994), block length by Politis and White (2004). */
  readonly bootstrap: {
    /** Level of the percentile intervals (Efron 1979): 0.95. */
    readonly level: number;
    readonly resamples: number;
    /** The low end of the annual return must be above: 0. */
    readonly annualReturn: number;
    /** The low end of the annualised Sharpe ratio must be above: 0 (Lo 2002: its error is large). */
    readonly sharpe: number;
    /** The deepest drawdown of the interval, as a positive fraction, at most. */
    readonly drawdown: number;
  };
  /** Probability of backtest overfitting by CSCV (Bailey, Borwein, Lopez de Prado and Zhu 2017). */
  readonly overfitting: {
    /** Blocks of rows: 16 as there. */
    readonly blocks: number;
    /** Share of splits whose best in sample is below the median out of sample. */
    readonly pbo: number;
    /** Share of splits whose best in sample loses out of sample: 0.05, the usual error of the first kind. */
    readonly loss: number;
    /**
     * Whether the share above is not held against a choice that hardly ever loses. It ranks the choice among its own
     * variants: where all of them earn alike it is one half, whatever they earn, and more as often as less. To reject by
     * it alone would reject the plateau that `stability` demands.
     */
    readonly plateau: boolean;
  };
  /**
   * Walk-forward efficiency (Pardo 2008): what the tests made over what the choices made in training. Of the Sharpe
   * ratio, since returns of short windows that are compounded to a year are convex in luck: their mean in training is
   * too high however honest the choice.
   */
  readonly walkForward: {
    /** Test windows. */
    readonly tests: number;
    /** Length of a training window in test windows: 3, tests of a quarter to a third (Pardo 2008). */
    readonly training: number;
    /** 0.5 as there. */
    readonly efficiency: number;
  };
  /** Parameters beside the chosen ones: an edge is a plateau, not a peak (Pardo 2008). */
  readonly stability: {
    /** How far a neighbour lies at most, as a fraction of a parameter. */
    readonly reach: number;
    /** The median neighbour's Sharpe ratio over that of the chosen parameters. */
    readonly share: number;
  };
  /** The same run under worse terms. Its annual return must stay above `annualReturn`. */
  readonly stress: {
    /** Fees, spread, slippage and borrow times this. */
    readonly costs: number;
    /** Pessimistic fills: more slippage in basis points, stops before targets, limits only when traded through. */
    readonly slippageBps: number;
    readonly annualReturn: number;
  };
  /** Bull, bear and sideways bars by the move before them: reported apart. */
  readonly regimes: {
    /** Days of the move. */
    readonly days: number;
    /** A move of more than this many deviations of a random walk is a trend. */
    readonly deviations: number;
  };
  /** Tests of the returns: Jarque-Bera, Ljung-Box, ARCH (Engle 1982). */
  readonly residuals: {
    readonly p: number;
    readonly lags: number;
  };
  /** What a strategy that trades against moves assumes: that they revert (Lo and MacKinlay 1988, Engle and Granger 1987). */
  readonly reversion: {
    /** Whether the strategy assumes it; `detect` looks at how its exposure goes with the move before. */
    readonly assumed: "detect" | "yes" | "no";
    readonly p: number;
  };
  /** Round trips in other orders and with replacement (Monte Carlo). */
  readonly trades: {
    readonly resamples: number;
    /** Share of resamples with a loss: 0.05. */
    readonly loss: number;
    /** Drawdown that 95 of 100 orders stay above, as a positive fraction. */
    readonly drawdown: number;
  };
  /** Synthetic markets of resampled bars (Brock, Lakonishok and LeBaron 1992), each run through the pipeline. */
  readonly paths: {
    readonly count: number;
    /** Share of paths with a loss. */
    readonly loss: number;
  };
  /** Square-root impact (Almgren et al. 2005, Toth et al. 2011). */
  readonly capacity: {
    /** Impact of a bar's whole volume in deviations of its return: 1, the order of magnitude found there. */
    readonly coefficient: number;
    /** Share of the mean return of a trade that impact may take. */
    readonly share: number;
    /** Capital at which it may, in starting cash. */
    readonly cash: number;
  };
  /** The parameters around the chosen ones, unless they are given. */
  readonly variants: {
    /** At most this many, drawn as a Latin hypercube. */
    readonly count: number;
    /** From a chosen value divided by this to the value times it, within what the parameter allows. */
    readonly factor: number;
  };
}

/**
 * The default rules: strict, and each from the literature where that names one. A drawdown of half and 20% of synthetic
 * paths with a loss are ours: more of either is no account that anybody keeps.
 */
export const defaultPolicy: Policy = {
  reported: ["regimes", "normality", "autocorrelation", "volatility-clusters"],
  excused: [],
  seed: 1,
  history: { days: 182.625, trades: 30 },
  trackRecord: { confidence: 0.95, sharpe: 0 },
  deflatedSharpe: { probability: 0.95 },
  superiorAbility: { p: 0.05, resamples: 1000 },
  bootstrap: { level: 0.95, resamples: 1000, annualReturn: 0, sharpe: 0, drawdown: 0.5 },
  overfitting: { blocks: 16, pbo: 0.5, loss: 0.05, plateau: true },
  walkForward: { tests: 6, training: 3, efficiency: 0.5 },
  stability: { reach: 0.2, share: 0.7 },
  stress: { costs: 2, slippageBps: 5, annualReturn: 0 },
  regimes: { days: 90, deviations: 0.5 },
  residuals: { p: 0.05, lags: 10 },
  reversion: { assumed: "detect", p: 0.05 },
  trades: { resamples: 1000, loss: 0.05, drawdown: 0.5 },
  paths: { count: 100, loss: 0.2 },
  capacity: { coefficient: 1, share: 0.5, cash: 1 },
  variants: { count: 128, factor: 3 },
};
