import type { Series } from "../../graph/node.ts";
import type { Market } from "../../graph/strategy.ts";
import { beta } from "../beta.ts";
import { correlation } from "../correlation.ts";
import { countAcross } from "../count-across.ts";
import { demeanAcross } from "../demean-across.ts";
import { div } from "../div.ts";
import { gt } from "../gt.ts";
import { isKnown } from "../is-known.ts";
import { log } from "../log.ts";
import { meanAcross } from "../mean-across.ts";
import { mul } from "../mul.ts";
import { rankAcross } from "../rank-across.ts";
import { sma } from "../sma.ts";
import { std } from "../std.ts";
import { stdAcross } from "../std-across.ts";
import { sub } from "../sub.ts";
import { sum } from "../sum.ts";
import { zscore } from "../zscore.ts";
import { zscoreAcross } from "../zscore-across.ts";
import { each, family, type Row } from "./feature.ts";
import { change, money } from "./parts.ts";

/** Mean log return of all symbols. */
const market = (m: Market, bars = 1): Series => meanAcross(m, (each) => change(each, bars));

const rows: readonly (Row | readonly Row[])[] = [
  each([1, 5, 20, 60], (n) => ({
    name: `return_rank_${n}`,
    formula: `percentile rank of the log return over ${n} bars among all symbols`,
    build: (m) => rankAcross(m, (one) => change(one, n)),
  })),
  each([5, 20], (n) => ({
    name: `excess_return_${n}`,
    formula: `log return over ${n} bars less its mean over all symbols`,
    build: (m) => demeanAcross(m, (one) => change(one, n)),
  })),
  {
    name: "return_zscore_20",
    formula: "standard deviations of the log return over 20 bars from its mean over all symbols",
    build: (m) => zscoreAcross(m, (one) => change(one, 20)),
  },
  {
    name: "volatility_rank_across",
    formula: "percentile rank of the deviation of 20 log returns among all symbols",
    build: (m) => rankAcross(m, (one) => std(change(one), 20)),
  },
  {
    name: "money_rank_across",
    formula: "percentile rank of the mean money traded over 20 bars among all symbols",
    build: (m) => rankAcross(m, (one) => sma(money(one), 20)),
  },
  {
    name: "volume_shock_rank",
    formula: "percentile rank of the log volume over its mean of 20 bars among all symbols",
    build: (m) => rankAcross(m, ({ volume }) => log(div(volume, sma(volume, 20)))),
  },
  each([1, 20], (n) => ({
    name: `market_return_${n}`,
    formula: `mean over all symbols of the log return over ${n} bars`,
    build: (m) => market(m, n),
  })),
  {
    name: "market_volatility_20",
    formula: "deviation of 20 mean log returns of all symbols",
    build: (m) => std(market(m), 20),
  },
  {
    name: "dispersion_5",
    formula: "deviation over all symbols of the log return over 5 bars",
    build: (m) => stdAcross(m, (one) => change(one, 5)),
  },
  {
    name: "breadth_20",
    formula: "share of the symbols whose log return over 20 bars is above 0",
    build: (m) =>
      div(
        countAcross(m, (one) => gt(change(one, 20), 0)),
        countAcross(m, (one) => isKnown(change(one, 20))),
      ),
  },
  each([60, 120], (n) => ({
    name: `market_beta_${n}`,
    formula: `slope of log returns on the mean of all symbols over ${n} bars`,
    build: (m) => beta(change(m), market(m), n),
  })),
  {
    name: "market_correlation_60",
    formula: "correlation of log returns with the mean of all symbols over 60 bars",
    build: (m) => correlation(change(m), market(m), 60),
  },
  {
    name: "residual_return_20",
    formula: "sum over 20 bars of the log return less beta of 60 bars times the mean of all symbols",
    build: (m) => sum(sub(change(m), mul(beta(change(m), market(m), 60), market(m))), 20),
  },
  {
    name: "lead_return_1",
    formula: "log return of the first symbol of the market",
    build: (m) => change(m.of(m.symbols[0]!)),
  },
  {
    name: "lead_gap_20",
    formula: "log return over 20 bars less that of the first symbol of the market",
    build: (m) => sub(change(m, 20), change(m.of(m.symbols[0]!), 20)),
  },
];

export const crossAsset = family(
  "cross-asset",
  rows.flat().map((row) => ({ ...row, symbolsMin: 2 })),
);

const rate = (m: Market): Series => m.series("funding");

export const funding = family(
  "funding",
  (
    [
      { name: "funding", formula: "rate of funding that was available at the close", build: rate },
      { name: "funding_mean_30", formula: "mean of 30 rates of funding", build: (m) => sma(rate(m), 30) },
      {
        name: "funding_zscore_90",
        formula: "standard deviations of the rate of funding from its mean of 90",
        build: (m) => zscore(rate(m), 90),
      },
    ] satisfies readonly Row[]
  ).map((row) => ({ ...row, needs: ["funding"] })),
);
