import { refuse } from "../../../engine/core/errors.ts";
import { seeded } from "../../../engine/core/random.ts";
import { momentsOf } from "../moments.ts";
import { blockLength } from "../resample/block-length.ts";
import { adjustPValues } from "../selection/corrections.ts";
import { modelConfidenceSet } from "../selection/model-confidence-set.ts";
import { backtestOverfitting } from "../selection/overfitting.ts";
import { romanoWolf } from "../selection/romano-wolf.ts";
import { superiorAbility } from "../selection/superior-ability.ts";
import { superiorModels } from "../selection/superior-models.ts";
import { judged, type StatOptions, type StatTest } from "./stat-test.ts";

const correctionsShown = ["bonferroni", "holm", "benjamini-hochberg"] as const;

/** How the bootstraps of several columns draw: block, resamples and seed, and what is told of it. */
function drawing(series: readonly Float64Array[], { block, resamples = 4000, seed = 1 }: StatOptions) {
  const used = block ?? Math.max(1, ...series.map((xs) => blockLength(xs).stationary));
  return {
    options: () => ({ block: used, resamples, random: seeded(seed) }),
    shared: { "mean block": used, resamples, seed },
  };
}

const drawnBy = ["block", "resamples", "seed"] as const;

/** Tests of what was chosen among many. */
export const selectionTests: readonly StatTest[] = [
  {
    name: "spa",
    about:
      "Hansen's SPA of returns above 0, White's check, StepM; null: the best is luck. --block, --resamples, --seed",
    transform: "return",
    takes: "several",
    options: drawnBy,
    run(series, given, names) {
      const { alpha } = given;
      const { options, shared } = drawing(series, given);
      const spa = superiorAbility(series, options());
      const check = superiorAbility(series, { ...options(), studentise: false });
      const superior = superiorModels(series, { ...options(), size: alpha }).map((i) => names[i]!);
      const better = (p: number, best: number) =>
        judged(p, alpha, `${names[best]} is better than luck`, `the best, ${names[best]}, may be luck`);
      return [
        {
          test: "spa",
          statistic: spa.statistic,
          p: spa.p.consistent,
          verdict: better(spa.p.consistent, spa.best),
          details: { "p lower": spa.p.lower, "p upper": spa.p.upper, superior, ...shared },
        },
        {
          test: "reality check",
          statistic: check.statistic,
          p: check.p.upper,
          verdict: better(check.p.upper, check.best),
          details: shared,
        },
      ];
    },
  },
  {
    name: "romano-wolf",
    about: "Romano-Wolf stepdown of returns above 0, each adjusted for all. --block, --resamples, --seed",
    transform: "return",
    takes: "several",
    options: drawnBy,
    run(series, given, names) {
      const { options, shared } = drawing(series, given);
      return Array.from(romanoWolf(series, options()), (p, i) => ({
        test: `romano-wolf ${names[i]}`,
        statistic: momentsOf(series[i]!).mean,
        p,
        verdict: judged(p, given.alpha, "better than luck among so many", "may be luck among so many"),
        details: shared,
      }));
    },
  },
  {
    name: "mcs",
    about: "Model confidence set: which returns cannot be told from the best. --block, --resamples, --seed",
    transform: "return",
    takes: "several",
    options: drawnBy,
    run(series, given, names) {
      const { options, shared } = drawing(series, given);
      const losses = series.map((xs) => xs.map((x) => -x));
      return Array.from(modelConfidenceSet(losses, options()), (p, i) => ({
        test: `mcs ${names[i]}`,
        statistic: momentsOf(series[i]!).mean,
        p,
        verdict: judged(p, given.alpha, "worse than the best", "may be the best"),
        details: shared,
      }));
    },
  },
  {
    name: "pbo",
    about: "Probability of backtest overfitting by CSCV, of returns of strategies. --blocks 16",
    transform: "raw",
    takes: "several",
    options: ["blocks"],
    run(series, { blocks = 16 }) {
      const { pbo, logits, degradation, lossProbability } = backtestOverfitting(series, blocks);
      const verdict =
        pbo < 0.05
          ? "what is best in one half is good in the other"
          : `the choice is below the median in ${(100 * pbo).toFixed(0)}% of halves`;
      const details = {
        splits: logits.length,
        "probability of loss": lossProbability,
        "degradation slope": degradation.slope,
      };
      return [{ test: "pbo", statistic: pbo, p: Number.NaN, verdict, details }];
    },
  },
  {
    name: "adjust",
    about: "Bonferroni, Holm and Benjamini-Hochberg of several p-values. --p-values 0.01,0.04,0.2",
    transform: "raw",
    takes: "none",
    options: ["p-values"],
    run(_, { alpha, "p-values": p }) {
      if (p === undefined || p.length === 0)
        refuse("adjust: --p-values must be given, such as --p-values 0.01,0.04,0.2");
      const adjusted = correctionsShown.map((name) => adjustPValues(p, name));
      return p.map((value, i) => {
        const [bonferroni, holm, bh] = adjusted.map((column) => column[i]!);
        return {
          test: `p ${value}`,
          statistic: value,
          p: holm!,
          verdict: judged(holm!, alpha, "rejected after Holm", "not rejected after Holm"),
          details: { bonferroni: bonferroni!, holm: holm!, "benjamini-hochberg": bh! },
        };
      });
    },
  },
];
