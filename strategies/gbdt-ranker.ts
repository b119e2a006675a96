import { and, eq, lag, ne, neg, sub, topAcross, valueWhen, weekday, where } from "bot4/ops";
import { flag, int } from "bot4/strategy";
import { training } from "bot4/training";

/** A week of bars of four hours: as long as a position is held. */
const week = 42;

/**
 * Ranks many symbols by what boosted trees expect of the next week, and once a week holds the few that rank highest, in
 * equal parts; with `short` it sells as many of the lowest (after Gu, Kelly and Xiu, Empirical Asset Pricing via Machine
 * Learning, 2020, who rank stocks). What is learned is the rank of a symbol's return among all, so that what all do
 * together, which nobody foretells, is left out.
 */
export default training({
  name: "gbdt-ranker",
  about: "Once a week holds the symbols that boosted trees rank highest among all.",
  features: [
    "return_rank_1",
    "return_rank_20",
    "return_rank_60",
    "volatility_rank_across",
    "money_rank_across",
    "return_5",
    "return_20",
    "return_60",
    "return_120",
    "risk_return_60",
    "skipped_return_120",
    "rsi_14",
    "above_sma_100",
    "drawdown_120",
    "high_age_60",
    "volatility_20",
    "volatility_ratio_5_20",
    "volatility_ratio_20_120",
    "skew_60",
    "volume_ratio_20",
    "volume_zscore_60",
    "volume_return_correlation_60",
    "illiquidity_20",
  ],
  label: { kind: "fixed-horizon", bars: week, across: "rank" },
  learner: {
    name: "gbdt",
    params: { trees: 150, leavesMax: 15, depthMax: 5, leafRowsMin: 500, rowShare: 0.5, featureShare: 0.5 },
  },
  params: {
    hold: int(10, { from: 1, to: 50 }),
    short: flag(false),
  },
  symbolsMin: 3,
  decide(market, predict, { hold, short }) {
    const part = 1 / (short ? 2 * hold : hold);
    const held = where(topAcross(market, predict, hold), part, 0);
    const sold = where(
      topAcross(market, (of) => neg(predict(of)), hold),
      part,
      0,
    );
    // The first bar of a Monday decides; until the next one its decision stands.
    const day = weekday(market.ts);
    const monday = and(eq(day, 1), ne(day, lag(day)));
    return { target: valueWhen(monday, short ? sub(held, sold) : held) };
  },
});
