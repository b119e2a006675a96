import { normal, type Random } from "../../engine/core/random.ts";

/** States of the market: how long they last on average, and how volatile and how steep they are beside the usual. */
const regimes = [
  { days: 20, volatility: 0.6, drift: 0.5 },
  { days: 10, volatility: 1, drift: 2 },
  { days: 5, volatility: 1.9, drift: -1.5 },
] as const;

/** Garch(1,1) of the factor that all symbols share: unit mean, half-life of a shock about 34 bars. */
const garch = { alpha: 0.1, beta: 0.88 };
/** Standard deviation of a jump, in sigmas of its bar. */
export const jumpSize = 6;
const dayMs = 86_400_000;
export const yearMs = 365 * dayMs;

/** What drives all symbols at one bar. */
export interface MarketState {
  /** Standard normal shock of the shared factor. */
  shock: number;
  /** Standard deviation of log returns of this bar. */
  sigma: number;
  /** Expected log return of this bar. */
  mean: number;
  /** Standard normal size of the shared factor's jump, to be taken `jumpSize` sigmas large; 0 in most bars. */
  jump: number;
}

interface MarketShape {
  readonly timeframeMs: number;
  readonly volatility: number;
  readonly drift: number;
  readonly jumpsPerYear: number;
}

/** Gives the state of the market bar by bar: a Markov chain of regimes with volatility that clusters, and jumps. */
export function marketStates(shape: MarketShape, random: Random): () => MarketState {
  const { timeframeMs, volatility, drift, jumpsPerYear } = shape;
  const perBar = timeframeMs / yearMs;
  const base = (volatility * Math.sqrt(perBar)) / usualVolatility(jumpsPerYear * perBar);
  const state: MarketState = { shock: 0, sigma: base, mean: 0, jump: 0 };
  let regime = 0;
  let variance = 1;
  return () => {
    if (random() < timeframeMs / (regimes[regime]!.days * dayMs))
      regime = (regime + (random() < 0.5 ? 1 : 2)) % 3;
    variance = 1 - garch.alpha - garch.beta + variance * (garch.beta + garch.alpha * state.shock ** 2);
    state.shock = normal(random);
    state.sigma = base * regimes[regime]!.volatility * Math.sqrt(variance);
    state.mean = (drift * perBar * regimes[regime]!.drift) / usualDrift;
    state.jump = random() < jumpsPerYear * perBar ? normal(random) : 0;
    return state;
  };
}

const daysInAll = regimes.reduce((sum, { days }) => sum + days, 0);
const usualDrift = regimes.reduce((sum, { days, drift }) => sum + days * drift, 0) / daysInAll;

/** Root of the mean square of all that multiplies the base, so that the asked volatility is the one that comes out. */
function usualVolatility(jumpChance: number): number {
  const square = regimes.reduce((sum, { days, volatility }) => sum + days * volatility ** 2, 0) / daysInAll;
  return Math.sqrt(square * (1 + jumpChance * jumpSize ** 2));
}
