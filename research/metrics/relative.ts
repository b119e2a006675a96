import { deviation, type Moments } from "../stats/moments.ts";
import { ratio, returnMoments } from "./ratios.ts";

/** A strategy beside its benchmark, bar by bar. Alpha is the intercept of the regression, a bar. */
export interface Relative {
  readonly beta: number;
  readonly alphaPerBar: number;
  readonly correlation: number;
  /** Sample standard deviation (ddof 1) of the difference of returns, a bar. */
  readonly trackingErrorPerBar: number;
  /** Mean difference of returns over its deviation, a bar. */
  readonly informationRatioPerBar: number;
}

/**
 * Ordinary least squares of returns on benchmark returns (CAPM with risk-free rate 0), with ddof 1 covariances.
 * NaN where the benchmark does not vary, or the two have fewer than two common bars.
 */
export function relativeOf(
  returns: Float64Array,
  benchmark: Float64Array,
  own: Moments = returnMoments(returns),
  other: Moments = returnMoments(benchmark),
): Relative {
  const n = returns.length;
  let products = 0;
  let s2 = 0;
  let s1 = 0;
  const meanGap = own.mean - other.mean;
  for (let i = 0; i < n; i++) {
    const a = returns[i]! - own.mean;
    const b = benchmark[i]! - other.mean;
    products += a * b;
    const gap = a - b;
    s1 += gap;
    s2 += gap * gap;
  }
  s2 -= (s1 * s1) / n;
  const gap: Moments = { n, mean: meanGap, s2: Math.sqrt(s2 / n) <= 1e-14 ? 0 : s2, s3: 0, s4: 0 };
  const beta = n < 2 ? Number.NaN : ratio(products, other.s2);
  return {
    beta,
    alphaPerBar: own.mean - beta * other.mean,
    correlation: ratio(products, Math.sqrt(own.s2 * other.s2)),
    trackingErrorPerBar: deviation(gap),
    informationRatioPerBar: ratio(gap.mean, deviation(gap)),
  };
}

/** Mean returns of the strategy and of the benchmark over the bars in which the benchmark rose, or fell. */
export interface Capture {
  readonly up: number;
  readonly down: number;
}

/**
 * Arithmetic up and down capture: mean return over the benchmark's mean return, over bars in which the benchmark
 * rose (up) or fell (down). NaN without such bars.
 */
export function captureArithmetic(returns: Float64Array, benchmark: Float64Array): Capture {
  let up = 0;
  let upBenchmark = 0;
  let down = 0;
  let downBenchmark = 0;
  for (let i = 0; i < returns.length; i++) {
    const b = benchmark[i]!;
    if (b > 0) {
      up += returns[i]!;
      upBenchmark += b;
    } else if (b < 0) {
      down += returns[i]!;
      downBenchmark += b;
    }
  }
  return { up: ratio(up, upBenchmark), down: ratio(down, downBenchmark) };
}

/** Geometric up and down capture: as the arithmetic one, with geometric mean returns. */
export function captureGeometric(returns: Float64Array, benchmark: Float64Array): Capture {
  const side = (sign: 1 | -1): number => {
    let own = 1;
    let other = 1;
    let n = 0;
    for (let i = 0; i < returns.length; i++) {
      if (benchmark[i]! * sign > 0) {
        own *= 1 + returns[i]!;
        other *= 1 + benchmark[i]!;
        n++;
      }
    }
    return n === 0 ? Number.NaN : ratio(own ** (1 / n) - 1, other ** (1 / n) - 1);
  };
  return { up: side(1), down: side(-1) };
}

/** Treynor ratio (1965): growth a year over beta. */
export const treynorOf = (growthAnnual: number, beta: number): number => ratio(growthAnnual, beta);
