import { ratio } from "./ratios.ts";

/** Wins and losses of returns or of trade profits; zeros are neither. */
export interface Hits {
  readonly n: number;
  readonly wins: number;
  readonly losses: number;
  /** Sum of the wins. */
  readonly grossProfit: number;
  /** Sum of the losses, 0 or negative. */
  readonly grossLoss: number;
  readonly best: number;
  readonly worst: number;
  /** Longest runs; a zero ends either. */
  readonly maxWins: number;
  readonly maxLosses: number;
}

/** Counts wins, losses, extremes and streaks in one pass. NaN among the values makes every member but `n` NaN. */
export function hitsOf(xs: Float64Array): Hits {
  const n = xs.length;
  let wins = 0;
  let losses = 0;
  let grossProfit = 0;
  let grossLoss = 0;
  let best = Number.NEGATIVE_INFINITY;
  let worst = Number.POSITIVE_INFINITY;
  let maxWins = 0;
  let maxLosses = 0;
  // Wins count up, losses down; each zero or change of sign starts anew.
  let run = 0;
  for (let i = 0; i < n; i++) {
    const x = xs[i]!;
    if (x > best) best = x;
    if (x < worst) worst = x;
    if (x > 0) {
      wins++;
      grossProfit += x;
      run = run > 0 ? run + 1 : 1;
      if (run > maxWins) maxWins = run;
    } else if (x < 0) {
      losses++;
      grossLoss += x;
      run = run < 0 ? run - 1 : -1;
      if (-run > maxLosses) maxLosses = -run;
    } else {
      run = 0;
      // NaN spreads from here; a zero changes nothing.
      grossProfit += x;
    }
  }
  if (grossProfit !== grossProfit) return { ...unknownHits, n };
  if (n === 0) best = worst = Number.NaN;
  return { n, wins, losses, grossProfit, grossLoss, best, worst, maxWins, maxLosses };
}

const { NaN: nan } = Number;
const unknownHits = {
  wins: nan,
  losses: nan,
  grossProfit: nan,
  grossLoss: nan,
  best: nan,
  worst: nan,
  maxWins: nan,
  maxLosses: nan,
};

/** Share of wins among wins and losses; 0 where all values are zero, NaN without any. */
export const winRateNonzero = ({ n, wins, losses }: Hits): number =>
  n === 0 ? Number.NaN : wins + losses === 0 ? 0 : wins / (wins + losses);

/** Share of wins among all values, zeros included. NaN without any. */
export const winRateAll = ({ n, wins }: Hits): number => ratio(wins, n);

/** Mean of the wins. NaN without any. */
export const averageWin = ({ wins, grossProfit }: Hits): number => ratio(grossProfit, wins);

/** Mean of the losses, negative. NaN without any. */
export const averageLoss = ({ losses, grossLoss }: Hits): number => ratio(grossLoss, losses);

/** Payoff ratio: mean win over mean size of a loss. NaN where either is missing. */
export const payoffOf = (hits: Hits): number => averageWin(hits) / -averageLoss(hits);

/** Profit factor: sum of wins over size of the sum of losses. Infinity without losses, NaN with neither. */
export const profitFactorOf = ({ grossProfit, grossLoss }: Hits): number => grossProfit / Math.abs(grossLoss);

/** Kelly fraction of a bet (Kelly 1956): p - (1 - p) / payoff, p without zeros. NaN where wins or losses are missing. */
export function kellyOf(hits: Hits): number {
  const p = winRateNonzero(hits);
  return p - (1 - p) / payoffOf(hits);
}
