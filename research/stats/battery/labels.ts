import { refuse } from "../../../engine/core/errors.ts";
import { demandKnown, demandVariety } from "../known-series.ts";
import { cusumEvents } from "../labels/cusum-events.ts";
import { returnDeviations } from "../labels/return-deviations.ts";
import { type BarrierLabel, tripleBarrier } from "../labels/triple-barrier.ts";
import { averageUniqueness } from "../labels/uniqueness.ts";
import { deviation, momentsOf } from "../moments.ts";
import { hacMean } from "../selection/hac-mean.ts";
import { transformed } from "../transform.ts";
import { judged, type StatTest } from "./stat-test.ts";

/** Returns over which the width of the barriers is measured. */
const span = 50;
/** Fewer bets than these say nothing of the market. */
const betsLeast = 10;

const shareOf = (labels: readonly BarrierLabel[], barrier: BarrierLabel["barrier"]): number =>
  labels.filter((label) => label.barrier === barrier).length / labels.length;

/** What bets on prices would be learned from. */
export const labelTests: readonly StatTest[] = [
  {
    name: "triple-barrier",
    about:
      "Labels of bets at CUSUM events: barriers of --width deviations, at most --bars; null: their mean is 0",
    transform: "raw",
    takes: "one",
    options: ["width", "bars"],
    run([prices], { alpha, width = 1, bars = 10 }) {
      demandKnown("triple-barrier", prices!, 2 * span);
      demandVariety("triple-barrier", prices!);
      const returns = transformed("prices", prices!, "log-return");
      const widths = returnDeviations(prices!, span);
      const events = cusumEvents(prices!, deviation(momentsOf(returns)))
        .filter((at) => at >= span && widths[at]! > 0)
        .map((at) => ({ at, target: widths[at]! }));
      const labels = tripleBarrier(prices!, events, { profit: width, loss: width, bars });
      if (labels.length < betsLeast)
        refuse(`triple-barrier: only ${labels.length} events; the series is too short`);
      const { mean, t, p } = hacMean(Float64Array.from(labels, (label) => label.return));
      const spans = labels.map(({ at, touch }) => ({ from: at, to: touch }));
      const uniqueness = averageUniqueness(spans, prices!.length);
      return [
        {
          test: "triple-barrier, t of the mean bet",
          statistic: t,
          p,
          verdict: judged(
            p,
            alpha,
            `bets at events ${mean > 0 ? "gain" : "lose"}`,
            "bets at events may gain nothing",
          ),
          details: {
            bets: labels.length,
            "mean return": mean,
            profit: shareOf(labels, "profit"),
            loss: shareOf(labels, "loss"),
            time: shareOf(labels, "time"),
            "mean uniqueness": uniqueness.reduce((sum, value) => sum + value, 0) / labels.length,
          },
        },
      ];
    },
  },
];
