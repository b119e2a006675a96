import { abs } from "../abs.ts";
import { autocorrelation } from "../autocorrelation.ts";
import { entropy } from "../entropy.ts";
import { fractionalDiff } from "../fractional-diff.ts";
import { log } from "../log.ts";
import { permutationEntropy } from "../permutation-entropy.ts";
import { varianceRatio } from "../variance-ratio.ts";
import { zscore } from "../zscore.ts";
import { each, family } from "./feature.ts";
import { change } from "./parts.ts";

export const fractional = family("fractional", [
  each([2, 4, 6, 8], (tenth) => ({
    name: `fractional_0${tenth}`,
    formula: `standard deviations of the fractional difference of order 0.${tenth} of the log close, of 60 weights, from its mean of 120 bars`,
    build: ({ close }) => zscore(fractionalDiff(log(close), { n: 60, d: tenth / 10 }), 120),
  })),
  {
    name: "fractional_volume_04",
    formula: "fractional difference of order 0.4 of the log volume, of 60 weights",
    build: ({ volume }) => fractionalDiff(log(volume), { n: 60, d: 0.4 }),
  },
]);

export const dependence = family("autocorrelation", [
  each([1, 2, 5, 10], (lag) => ({
    name: `autocorrelation_${lag}`,
    formula: `autocorrelation of log returns at lag ${lag} over 60 bars`,
    build: (m) => autocorrelation(change(m), { n: 60, lag }),
  })),
  {
    name: "autocorrelation_size_1",
    formula: "autocorrelation of absolute log returns at lag 1 over 60 bars: clustering of volatility",
    build: (m) => autocorrelation(abs(change(m)), { n: 60, lag: 1 }),
  },
  each([2, 5, 10], (q) => ({
    name: `variance_ratio_${q}`,
    formula: `variance ratio of the log close for ${q} bars over 120`,
    build: ({ close }) => varianceRatio(log(close), { n: 120, q }),
  })),
]);

export const disorder = family("entropy", [
  each([60, 120], (n) => ({
    name: `entropy_${n}`,
    formula: `Shannon entropy of ${n} log returns over 10 bins, in [0, 1]`,
    build: (m) => entropy(change(m), n),
  })),
  each([3, 4], (order) => ({
    name: `permutation_entropy_${order}`,
    formula: `permutation entropy of 120 patterns of ${order} closes, in [0, 1]`,
    build: ({ close }) => permutationEntropy(close, { n: 120, order }),
  })),
  {
    name: "volume_entropy_60",
    formula: "Shannon entropy of 60 log volumes over 10 bins, in [0, 1]",
    build: ({ volume }) => entropy(log(volume), 60),
  },
]);
