import type { Dataset } from "../engine/trade/bars.ts";
import { beta } from "../research/stats/distributions/beta.ts";
import { quantile } from "../research/stats/quantile.ts";
import { sweep } from "../research/sweep/sweep.ts";
import { parsePolicy } from "../research/validate/parse-policy.ts";
import { passes } from "../research/validate/validate.ts";
import { follower, followerSpace, type GateMarket, gateDataset } from "./gate-market.ts";
import type { Row } from "./harness.ts";

/** Five and a half years of days whose deviation is 3%, as of a large coin. */
const shared = { bars: 2_000, sigma: 0.03, days: 50 } as const;

/** A market in which nothing can be known. */
const randomWalk = { ...shared, edge: 0 };

/**
 * A market with an edge for one who follows: a drift of 0.3 deviations a day, up or down, that turns every 50 days on
 * average. Who knew it would have a Sharpe ratio of 0.3 sqrt(365) = 5.7 a year; who must find out late has about a half.
 */
const planted = { ...shared, edge: 0.3 };

/** The default thresholds; fewer resamples and splits, which only make the figures coarser. */
export const batteryPolicy = parsePolicy({
  superiorAbility: { resamples: 200 },
  bootstrap: { resamples: 300 },
  trades: { resamples: 300 },
  paths: { count: 50 },
  overfitting: { blocks: 10 },
});

/** How often the gate opened. */
export interface GateRate {
  readonly passed: number;
  readonly markets: number;
  /** Which checks shut it, and how often each was the first. */
  readonly shutBy: Readonly<Record<string, number>>;
  /** Milliseconds that each market took. */
  readonly times: readonly number[];
}

/** Seeds of different batteries lie apart, so that no market is in two of them. */
const seedOf = (kind: Omit<GateMarket, "seed">, k: number): number => 1 + k + (kind.edge === 0 ? 0 : 100_000);

/** Tunes the follower on each market, 500 variants of it, and asks the gate about the best. */
export function gateRate(kind: Omit<GateMarket, "seed">, markets: number): GateRate {
  const shutBy: Record<string, number> = {};
  const times: number[] = [];
  let passed = 0;
  for (let k = 0; k < markets; k++) {
    const begun = performance.now();
    const found = judgeBest(gateDataset({ ...kind, seed: seedOf(kind, k) }));
    times.push(performance.now() - begun);
    if (found.passed) passed++;
    else shutBy[found.shutBy!] = (shutBy[found.shutBy!] ?? 0) + 1;
  }
  return { passed, markets, shutBy, times };
}

function judgeBest(dataset: Dataset): ReturnType<typeof passes> {
  const request = { strategy: follower, space: followerSpace, datasets: [dataset] };
  const { best, variants, chance } = sweep({ ...request, statistics: "core", top: 1 });
  // The ledger's variance is of the Sharpe ratio of one bar, and these are of a year of 365.
  const trials = { count: variants, variance: chance.deviation ** 2 / 365 };
  return passes({ ...request, params: best[0]!.params, trials, policy: batteryPolicy });
}

/** A rate that may not be above `most`, or whose complement may not. */
export interface Battery {
  readonly name: string;
  readonly kind: Omit<GateMarket, "seed">;
  /** The greatest share of wrong verdicts. */
  readonly most: number;
  readonly wrong: (rate: GateRate) => number;
}

export const batteries: readonly Battery[] = [
  { name: "random walks that pass", kind: randomWalk, most: 0.05, wrong: ({ passed }) => passed },
  {
    name: "planted edges that fail",
    kind: planted,
    most: 0.2,
    wrong: ({ passed, markets }) => markets - passed,
  },
];

/**
 * Exact interval of a binomial rate at 95% (Clopper and Pearson 1934).
 *
 * @example
 * binomialInterval(0, 200)[1].toFixed(4) // => "0.0183"
 */
export function binomialInterval(count: number, n: number): [low: number, high: number] {
  const low = count === 0 ? 0 : beta({ a: count, b: n - count + 1 }).quantile(0.025);
  const high = count === n ? 1 : beta({ a: count + 1, b: n - count }).quantile(0.975);
  return [low, high];
}

/** Markets of a battery. */
const marketsOf = 200;

/** Tunes, judges and counts; the ratio is that of the wrong verdicts to those that are allowed. */
export async function gateBench(): Promise<Row[]> {
  return batteries.map(({ name, kind, most, wrong }) => {
    const rate = gateRate(kind, marketsOf);
    const count = wrong(rate);
    const times = Float64Array.from(rate.times);
    return {
      name,
      unit: "market",
      units: 1,
      coldMs: rate.times[0]!,
      p50Ms: quantile(times, 0.5),
      p99Ms: quantile(times, 0.99),
      maxMs: Math.max(...rate.times),
      samples: rate.markets,
      nsPerUnit: quantile(times, 0.5) * 1e6,
      reference: `the ${share(most)} allowed: ${rateText(count, rate.markets)}`,
      ratio: count / rate.markets / most,
    };
  });
}

const share = (value: number): string => `${(value * 100).toFixed(1)}%`;

/** A rate with its interval: `3 of 200 are 1.5%, 0.3% to 4.3% at 95%`. */
export function rateText(count: number, n: number): string {
  const [low, high] = binomialInterval(count, n);
  return `${count} of ${n} are ${share(count / n)}, ${share(low)} to ${share(high)} at 95%`;
}
