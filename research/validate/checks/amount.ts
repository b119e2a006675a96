import { minTrackRecord } from "../../stats/selection/track-record.ts";
import type { Examination } from "../examine.ts";
import { annualSharpe } from "../study.ts";
import { countText, tidy } from "../words.ts";

const dayMs = 86_400_000;

/** Whether there is enough history, and enough trades, to judge at all. */
export const amount: Examination = {
  questions: ({ policy: { history } }) => [
    { name: "history", label: "tested period", unit: "days", threshold: history.days, passes: "above" },
    {
      name: "trades",
      label: "closed round trips",
      unit: "count",
      threshold: history.trades,
      passes: "at-least",
    },
  ],
  answer: ({ ts, market, outcome }) => {
    const days = ts.length === 0 ? 0 : (ts[ts.length - 1]! + market.timeframeMs - ts[0]!) / dayMs;
    const closed = outcome.trades.filter(({ open }) => !open).length;
    return {
      answers: [
        [days, `${countText(ts.length)} bars count, over ${countText(Math.round(days))} days`],
        [closed, `${countText(closed)} round trips were closed`],
      ],
    };
  },
};

/** How long the record must be for its Sharpe ratio to be believed. */
export const trackRecord: Examination = {
  questions: ({ returns }) => [
    {
      name: "track-record",
      label: "bars that the Sharpe ratio needs",
      unit: "bars",
      threshold: returns.length,
      passes: "at-most",
    },
  ],
  answer: ({ moments, returns, barsPerYear, policy: { trackRecord: rule } }) => {
    const benchmark = rule.sharpe / Math.sqrt(barsPerYear);
    const need = minTrackRecord(moments, { benchmark, alpha: 1 - rule.confidence });
    const sharpe = annualSharpe(returns, barsPerYear);
    const reason = Number.isNaN(sharpe)
      ? "the returns do not vary: there is no Sharpe ratio"
      : `a Sharpe ratio of ${tidy(sharpe)} needs ${countText(Math.ceil(need))} bars to be above ${tidy(rule.sharpe)} with ${rule.confidence} confidence; there are ${countText(returns.length)}`;
    return { answers: [[Number.isNaN(sharpe) ? Number.NaN : Math.ceil(need), reason]] };
  },
};
