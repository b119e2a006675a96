import { centred } from "../centred.ts";
import { demandKnown, demandVariety } from "../known-series.ts";
import { autocovariance } from "../long-run-variance.ts";

/** Block lengths that minimise the error of the bootstrap variance of the mean. Below 1: draw single rows. */
export interface BlockLengths {
  readonly stationary: number;
  readonly circular: number;
}

const lengthMin = 16;

/**
 * Automatic block length (Politis and White 2004, corrected by Patton, Politis and White 2009): autocovariances up to
 * twice the lag beyond which max(5, log10 n) in a row are insignificant, under a flat-top window; at most
 * min(3 sqrt n, n / 3) rows, rounded up. Autocorrelations are as in the package `arch`, one value short.
 *
 * Throws a UserError for fewer than 16 values, a gap, or a constant.
 */
export function blockLength(xs: Float64Array): BlockLengths {
  demandKnown("block length", xs, lengthMin);
  demandVariety("block length", xs);
  const n = xs.length;
  const eps = centred(xs);
  const insignificant = Math.max(5, Math.floor(Math.log10(n)));
  const lagMost = Math.ceil(Math.sqrt(n)) + insignificant;
  const threshold = 2 * Math.sqrt(Math.log10(n) / n);
  const below: boolean[] = [];
  const covariances: number[] = [];
  for (let lag = 0; lag <= lagMost; lag++) {
    covariances.push(autocovariance(eps, lag));
    below.push((n * Math.abs(covariances[lag]!)) / normOf(eps, lag) < threshold);
  }
  const m = 2 * Math.max(1, firstRun(below, insignificant) ?? lagMost);
  return optimal(covariances, Math.min(m, lagMost), n);
}

/** sqrt(v1 v2), v1 the squares from lag + 1 on and v2 those up to n - lag - 2. */
function normOf(eps: Float64Array, lag: number): number {
  const n = eps.length;
  let [v1, v2] = [0, 0];
  for (let t = lag + 1; t < n; t++) v1 += eps[t]! ** 2;
  for (let t = 0; t < n - lag - 1; t++) v2 += eps[t]! ** 2;
  return Math.sqrt(v1 * v2);
}

/** Where the first `length` true values in a row begin, if they end before the last value. */
function firstRun(flags: readonly boolean[], length: number): number | undefined {
  let run = 0;
  for (let i = 0; i < flags.length - 1; i++) {
    run = flags[i] ? run + 1 : 0;
    if (run === length) return i + 1 - length;
  }
  return undefined;
}

function optimal(covariances: readonly number[], m: number, n: number): BlockLengths {
  let g = 0;
  let longRun = covariances[0]!;
  for (let k = 1; k <= m; k++) {
    const weight = k / m <= 0.5 ? 1 : 2 * (1 - k / m);
    g += 2 * weight * k * covariances[k]!;
    longRun += 2 * weight * covariances[k]!;
  }
  const most = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
  const length = (d: number) => Math.min(most, Math.cbrt((2 * g * g * n) / (d * longRun * longRun)));
  return { stationary: length(2), circular: length(4 / 3) };
}
