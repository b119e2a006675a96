import { ema, ewmStd, gt, lag, mul, ne, roc, valueWhen, where } from "bot4/ops";
import { type Market, num, type Series } from "bot4/strategy";
import { training } from "bot4/training";

/**
 * Bars after which a bet ends, and the barriers in deviations of bar returns. What is traded is close to what is learned, not
 * the same: a label's bet begins and meets its barriers at closes, an order fills at the next open and its stop and target
 * inside bars; and a label's gain is counted before costs, which `above` stands for.
 */
const bet = { bars: 240, profit: 12, loss: 6, span: 100 };

/** Long above the calm average and short below it: a side that is always taken, and mostly wrong. */
const side = ({ close }: Market): Series => where(gt(ema(close, 24), ema(close, 120)), 1, -1);

/**
 * A trend follower that bets only where a second model expects it to be right (meta-labelling, M. López de Prado, Advances
 * in Financial Machine Learning, 2018, 3.6). The primary rule takes a side at every cross of two averages; boosted trees,
 * trained on how its earlier bets ended, tell the chance that this one gains more than it costs. It is held between
 * barriers a few deviations away, or until the side turns.
 */
export default training({
  name: "meta-trend",
  about: "Follows crosses of two averages where a model expects the bet to gain.",
  features: [
    { name: "side", build: side },
    "return_5",
    "return_20",
    "return_60",
    "risk_return_20",
    "risk_return_60",
    "rsi_14",
    "adx_14",
    "choppiness_14",
    "efficiency_10",
    "efficiency_30",
    "ema_gap_50_200",
    "zscore_60",
    "volatility_ratio_5_20",
    "volatility_ratio_20_120",
    "volatility_rank_120",
    "volume_zscore_60",
    "autocorrelation_1",
    "variance_ratio_5",
    "entropy_60",
    "hour_sin",
    "hour_cos",
  ],
  label: { kind: "meta", side, ...bet, above: 0.002 },
  learner: { name: "gbdt", params: { leavesMax: 8, leafRowsMin: 30, learningRate: 0.03 } },
  params: {
    threshold: num(0.45, { from: 0.2, to: 0.8, step: 0.05 }),
    drifted: num(0.4, { from: 0.05, to: 2, step: 0.05 }),
  },
  decide(market, predict, { threshold, drifted }) {
    const own = side(market);
    // Where the market is no longer the one that was learned from, half is bet.
    const trust = where(gt(predict.drift(2000), drifted), 0.5, 1);
    const wanted = where(gt(predict(), threshold), mul(own, trust), 0);
    const deviation = ewmStd(roc(market.close, 1), bet.span);
    return {
      target: mul(valueWhen(ne(own, lag(own)), wanted), 1 / market.symbols.length),
      stop: { fraction: mul(deviation, bet.loss / 100) },
      takeProfit: { fraction: mul(deviation, bet.profit / 100) },
      maxBars: bet.bars,
    };
  },
});
