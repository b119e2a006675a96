import { refuse } from "../../../engine/core/errors.ts";
import { aggregatedVariance } from "../hurst/aggregated-variance.ts";
import { dfa } from "../hurst/dfa.ts";
import { differenceDeviation } from "../hurst/difference-deviation.ts";
import { rescaledRange } from "../hurst/rescaled-range.ts";
import { demandKnown } from "../known-series.ts";
import { fractionalDifference } from "../labels/fractional-difference.ts";
import { adf } from "../unit-root/adf.ts";
import type { Outcome, StatTest } from "./stat-test.ts";

/** How far from a half an exponent must be to say more than that the series is short. */
const clearly = 0.05;

const hurstWords = (hurst: number): string => {
  if (Number.isNaN(hurst)) return "no answer: too few block sizes";
  if (Math.abs(hurst - 0.5) < clearly) return "near 0.5: little memory";
  return hurst > 0.5 ? "above 0.5: changes tend to go on" : "below 0.5: changes tend to turn back";
};

const hurstOutcome = (test: string, hurst: number, details: Outcome["details"] = {}): Outcome => ({
  test,
  statistic: hurst,
  p: Number.NaN,
  verdict: hurstWords(hurst),
  details,
});

/** Fewer values than these after differencing are not tested. */
const valuesLeast = 20;

/** Tests of long memory. */
export const memoryTests: readonly StatTest[] = [
  {
    name: "hurst",
    about: "Hurst exponent of returns, by rescaled range, aggregated variance, DFA and growth of deviations",
    transform: "log-return",
    takes: "one",
    options: [],
    run([xs]) {
      const range = rescaledRange(xs!);
      return [
        hurstOutcome("hurst rescaled-range", range.corrected, { uncorrected: range.hurst }),
        ...(xs!.length < 64
          ? []
          : [hurstOutcome("hurst aggregated-variance", aggregatedVariance(xs!).hurst)]),
        ...(xs!.length < 32 ? [] : [hurstOutcome("hurst dfa", dfa(xs!).hurst)]),
        ...(xs!.length < 24 ? [] : [hurstOutcome("hurst deviations", differenceDeviation(xs!).hurst)]),
      ];
    },
  },
  {
    name: "fracdiff",
    about: "ADF after fractional differencing; --order, or the least of 0, 0.1, … 1 that makes it stationary",
    transform: "log",
    takes: "one",
    options: ["order"],
    run([xs], { alpha, order: asked }) {
      demandKnown("fracdiff", xs!, 2);
      const orders = asked === undefined ? Array.from({ length: 11 }, (_, i) => i / 10) : [asked];
      const tried = orders.flatMap((order) => {
        const known = fractionalDifference(xs!, { d: order }).filter(Number.isFinite);
        return known.length < valuesLeast ? [] : [{ order, known: known.length, ...adf(known) }];
      });
      if (tried.length === 0) {
        refuse(
          `fracdiff: ${xs!.length} values are too few: the weights of order ${orders[0]} reach back further`,
        );
      }
      const found = tried.find(({ p }) => p < alpha);
      const { order, statistic, p, lags, known } = found ?? tried.at(-1)!;
      const verdict = found
        ? `stationary after differencing ${order} times`
        : `a unit root is not rejected even at d = ${order}`;
      return [{ test: `fracdiff ${order}`, statistic, p, verdict, details: { order, lags, values: known } }];
    },
  },
];
