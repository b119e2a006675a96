import { normal, type Random } from "./random.ts";

/**
 * A log-normal number: exp of a normal with mean `mu` and standard deviation `sigma`, so that its median is exp(mu).
 */
export const logNormal = (random: Random, mu: number, sigma: number): number =>
  Math.exp(mu + sigma * normal(random));

/** An exponential number with a rate, mean 1 / rate, by inversion: the time to the next arrival of a Poisson process. */
export const exponential = (random: Random, rate: number): number => -Math.log1p(-random()) / rate;

/** A mean that is drawn at once: e^-16 is far above the smallest double. */
const poissonPart = 16;

/**
 * A Poisson number by counting uniform factors until their product falls below e^-mean (Knuth, The Art of Computer
 * Programming 2, 3.4.1). A large mean is drawn in parts, whose sum is exact: the work is proportional to the mean.
 */
export function poisson(random: Random, mean: number): number {
  let count = 0;
  for (let left = mean; left > 0; left -= poissonPart) {
    const floor = Math.exp(-Math.min(left, poissonPart));
    for (let product = random(); product > floor; product *= random()) count++;
  }
  return count;
}

/** A gamma number, mean shape * scale, by the method of Marsaglia and Tsang (2000). */
export function gamma(random: Random, shape: number, scale: number): number {
  // Below 1 by their boost: a number of shape + 1 times a power of a uniform one.
  if (shape < 1) return gamma(random, shape + 1, scale) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    const u = 1 - random();
    if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v * scale;
  }
}

/** A beta number in [0, 1], mean a / (a + b), as one of two gamma numbers in their sum. */
export function beta(random: Random, a: number, b: number): number {
  const x = gamma(random, a, 1);
  const y = gamma(random, b, 1);
  return x / (x + y);
}
