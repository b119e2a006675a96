import { acf, acfBounds } from "../autocorrelation/acf.ts";
import { archLm } from "../autocorrelation/arch-lm.ts";
import { durbinWatson } from "../autocorrelation/durbin-watson.ts";
import { boxPierce, ljungBox, type Portmanteau } from "../autocorrelation/ljung-box.ts";
import { pacf } from "../autocorrelation/pacf.ts";
import { varianceRatio } from "../autocorrelation/variance-ratio.ts";
import { centred } from "../centred.ts";
import { demandKnown } from "../known-series.ts";
import { normalQuantile } from "../normal.ts";
import { judged, lagNumbers, type StatTest } from "./stat-test.ts";

const portmanteau = (
  name: "ljung-box" | "box-pierce",
  run: (xs: Float64Array, options: { readonly lags: readonly number[] }) => readonly Portmanteau[],
): StatTest => ({
  name,
  about: `${name === "ljung-box" ? "Ljung-Box" : "Box-Pierce"}; null: no autocorrelation up to a lag. --lags 5,10`,
  transform: "log-return",
  takes: "one",
  options: ["lags"],
  run([xs], options) {
    demandKnown(name, xs!, 2);
    return run(xs!, { lags: lagNumbers(options, [10]) }).map(({ lags, statistic, p }) => ({
      test: `${name} ${lags}`,
      statistic,
      p,
      verdict: judged(p, options.alpha, "autocorrelated", "no autocorrelation is found"),
      details: { lags },
    }));
  },
});

/**
 * What the statistic says of neighbours. It is about 2 (1 - r) with r their correlation, which without any has a standard
 * error of 1 / sqrt(n).
 */
const besideTwo = (statistic: number, n: number, alpha: number): string => {
  if (Number.isNaN(statistic)) return "no answer: the series does not vary";
  const reach = (2 * normalQuantile(1 - alpha / 2)) / Math.sqrt(n);
  const band = `2 ± ${reach.toPrecision(2)}`;
  const off = statistic - 2;
  if (Math.abs(off) <= reach) return `within ${band}: neighbours may have nothing in common`;
  const [side, like] = off < 0 ? ["below", "alike"] : ["above", "opposite"];
  return Math.abs(off) > 0.5
    ? `well ${side} 2: neighbours are ${like}`
    : `${side} ${band}: neighbours are a little ${like}`;
};

/** Tests of what a series has to do with its past. */
export const dependenceTests: readonly StatTest[] = [
  portmanteau("ljung-box", ljungBox),
  portmanteau("box-pierce", boxPierce),
  {
    name: "arch-lm",
    about: "Engle's ARCH-LM; null: the variance does not depend on its past. --lags 5",
    transform: "log-return",
    takes: "one",
    options: ["lags"],
    run([xs], options) {
      return lagNumbers(options, [5]).map((lags) => {
        demandKnown("arch-lm", xs!, 2);
        const { statistic, p, f, fP } = archLm(centred(xs!), lags);
        const verdict = judged(
          p,
          options.alpha,
          "the variance has a memory (ARCH)",
          "no ARCH effects are found",
        );
        return { test: `arch-lm ${lags}`, statistic, p, verdict, details: { lags, f, "p of f": fP } };
      });
    },
  },
  {
    name: "durbin-watson",
    about: "Durbin-Watson statistic of the demeaned series, beside what chance allows; no p",
    transform: "log-return",
    takes: "one",
    options: [],
    run([xs], { alpha }) {
      demandKnown("durbin-watson", xs!, 2);
      const statistic = durbinWatson(centred(xs!));
      return [
        {
          test: "durbin-watson",
          statistic,
          p: Number.NaN,
          verdict: besideTwo(statistic, xs!.length, alpha),
          details: {},
        },
      ];
    },
  },
  {
    name: "acf",
    about: "Autocorrelation and partial autocorrelation of each lag, with 95% bounds. --lags 20",
    transform: "log-return",
    takes: "one",
    options: ["lags"],
    run([xs], options) {
      demandKnown("acf", xs!, 3);
      const lags = Math.max(...lagNumbers(options, [Math.min(10, xs!.length - 1)]));
      const r = acf(xs!, { lags });
      const partial = pacf(xs!, lags);
      return acfBounds(r, xs!.length)
        .slice(1)
        .map(([low, high], i) => ({
          test: `acf ${i + 1}`,
          statistic: r[i + 1]!,
          p: Number.NaN,
          verdict: low > 0 || high < 0 ? "beyond its bounds" : "within its bounds",
          details: { partial: partial[i + 1]!, low, high },
        }));
    },
  },
  {
    name: "variance-ratio",
    about: "Lo-MacKinlay, robust; null: levels are a random walk. --lags 2,5,10 are horizons",
    transform: "log",
    takes: "one",
    options: ["lags"],
    run([xs], options) {
      return lagNumbers(options, [2, 5, 10]).map((lags) => {
        const { ratio, statistic, p } = varianceRatio(xs!, { lags });
        const way = ratio > 1 ? "changes tend to go on" : "changes tend to turn back";
        const verdict = judged(p, options.alpha, `no random walk: ${way}`, "a random walk is not rejected");
        return { test: `variance-ratio ${lags}`, statistic, p, verdict, details: { lags, ratio } };
      });
    },
  },
];
