import { adf, type UnitRoot } from "../unit-root/adf.ts";
import { dfgls } from "../unit-root/dfgls.ts";
import { kpss } from "../unit-root/kpss.ts";
import { phillipsPerron } from "../unit-root/phillips-perron.ts";
import { choice, judged, lagChoice, type Outcome, type StatOptions, type StatTest } from "./stat-test.ts";

const stationary = "stationary: a unit root is rejected";
const wandering = "a unit root is not rejected: it may wander";

const outcomeOf = (test: string, result: UnitRoot, { alpha }: StatOptions): readonly Outcome[] => [
  {
    test,
    statistic: result.statistic,
    p: result.p,
    verdict: judged(result.p, alpha, stationary, wandering),
    details: { lags: result.lags, nobs: result.nobs, "critical 1%, 5%, 10%": result.critical },
  },
];

const trendOf = <W extends string>({ trend }: StatOptions, words: readonly W[]) =>
  trend === undefined ? {} : { trend: choice("--trend", trend, words) };

/** Tests for a unit root, and of stationarity. */
export const unitRootTests: readonly StatTest[] = [
  {
    name: "adf",
    about: "Augmented Dickey-Fuller; null: a unit root. --trend n|c|ct|ctt, --lags aic|bic|t|number",
    transform: "log",
    takes: "one",
    options: ["lags", "trend"],
    run([xs], options) {
      const lags = lagChoice(options, ["aic", "bic", "t"], "aic");
      const trend = trendOf(options, ["n", "c", "ct", "ctt"]);
      return outcomeOf("adf", adf(xs!, { ...trend, lags: lags! }), options);
    },
  },
  {
    name: "kpss",
    about: "KPSS; null: stationary around a constant or trend. --trend c|ct, --lags auto|legacy|number",
    transform: "log",
    takes: "one",
    options: ["lags", "trend"],
    run([xs], options) {
      const lags = lagChoice(options, ["auto", "legacy"], "auto");
      const trend = trendOf(options, ["c", "ct"]);
      const { statistic, p, pIsBound, lags: used, critical } = kpss(xs!, { ...trend, lags: lags! });
      return [
        {
          test: "kpss",
          statistic,
          p,
          verdict: judged(
            p,
            options.alpha,
            "not stationary: KPSS is rejected",
            "stationarity is not rejected",
          ),
          details: { lags: used, "p is a bound": pIsBound, "critical 10%, 5%, 2.5%, 1%": critical },
        },
      ];
    },
  },
  {
    name: "phillips-perron",
    about: "Phillips-Perron, t ratio; null: a unit root. --trend n|c|ct, --lags number",
    transform: "log",
    takes: "one",
    options: ["lags", "trend"],
    run([xs], options) {
      const lags = lagChoice(options, [], undefined);
      const trend = trendOf(options, ["n", "c", "ct"]);
      const given = lags === undefined ? {} : { lags };
      return outcomeOf("phillips-perron", phillipsPerron(xs!, { ...trend, ...given }), options);
    },
  },
  {
    name: "dfgls",
    about: "Elliott-Rothenberg-Stock DF-GLS; null: a unit root. --trend c|ct, --lags aic|bic|number",
    transform: "log",
    takes: "one",
    options: ["lags", "trend"],
    run([xs], options) {
      const lags = lagChoice(options, ["aic", "bic"], "aic");
      return outcomeOf("dfgls", dfgls(xs!, { ...trendOf(options, ["c", "ct"]), lags: lags! }), options);
    },
  },
];
