import { deviation, type Moments, withoutNoise } from "../stats/moments.ts";
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
  /** Mean return over the benchmark's mean return, on bars in which the benchmark rose; and in which it fell. */
  readonly capture: Capture;
}

/** Shares of the benchmark's rises and falls that the strategy took part in. */
export interface Capture {
  readonly up: number;
  readonly down: number;
}

/** Sums over pairs of returns, which may be added to move by move. */
export interface Pairs {
  /** Of products of deviations from the centres. */
  products: number;
  /** Of squared differences of deviations. */
  gapSquares: number;
  /** Of returns on bars on which the benchmark rose, and on which it fell. */
  up: number;
  down: number;
}

/** Sums of a benchmark's own returns over those bars: the same for every run beside it. */
export interface Rises {
  up: number;
  down: number;
}

/** No bars yet. */
export const noRises = (): Rises => ({ up: 0, down: 0 });

/** Adds the returns of a benchmark. */
export function addRises(rises: Rises, benchmark: Float64Array): Rises {
  let { up, down } = rises;
  for (let i = 0; i < benchmark.length; i++) {
    const b = benchmark[i]!;
    up += b * +(b > 0);
    down += b * +(b < 0);
  }
  rises.up = up;
  rises.down = down;
  return rises;
}

/** No pairs yet. */
export const noPairs = (): Pairs => ({ products: 0, gapSquares: 0, up: 0, down: 0 });

/** What a benchmark did, bar by bar: its returns and a centre near to their mean. */
export interface Beside {
  readonly returns: Float64Array;
  readonly centre: number;
}

/**
 * Adds the returns of moves `from` to `to` on their bars `at`, and the benchmark's beside them, as deviations from a centre near
 * the mean of each.
 */
export function addPairs(
  pairs: Pairs,
  returns: Float64Array,
  at: Int32Array,
  from: number,
  to: number,
  centre: number,
  beside: Beside,
): void {
  const benchmark = beside.returns;
  const benchmarkCentre = beside.centre;
  let { products, gapSquares, up, down } = pairs;
  // Comparisons are multiplied in, because the sign of a return cannot be predicted.
  for (let j = from; j < to; j++) {
    const r = returns[j]!;
    const b = benchmark[at[j]!]!;
    const a = r - centre;
    const d = b - benchmarkCentre;
    products += a * d;
    gapSquares += (a - d) * (a - d);
    up += r * +(b > 0);
    down += r * +(b < 0);
  }
  pairs.products = products;
  pairs.gapSquares = gapSquares;
  pairs.up = up;
  pairs.down = down;
}

/** Adds the bars after the moves `from` to `to` on which equity stands still. */
export function addStills(
  pairs: Pairs,
  at: Int32Array,
  from: number,
  to: number,
  centre: number,
  beside: Beside,
): void {
  const benchmark = beside.returns;
  const benchmarkCentre = beside.centre;
  // Two of each sum, side by side: one would wait for each addition to end before the next begins.
  let gaps = pairs.gapSquares;
  let gapsToo = 0;
  let others = 0;
  let othersToo = 0;
  for (let j = from; j < to; j++) {
    const next = at[j + 1]!;
    let t = at[j]! + 1;
    for (; t + 1 < next; t += 2) {
      const d = benchmark[t]! - benchmarkCentre;
      const e = benchmark[t + 1]! - benchmarkCentre;
      others += d;
      othersToo += e;
      gaps += (d + centre) * (d + centre);
      gapsToo += (e + centre) * (e + centre);
    }
    if (t < next) {
      const d = benchmark[t]! - benchmarkCentre;
      others += d;
      gaps += (d + centre) * (d + centre);
    }
  }
  pairs.gapSquares = gaps + gapsToo;
  pairs.products -= centre * (others + othersToo);
}

/**
 * Ordinary least squares of returns on benchmark returns (CAPM with risk-free rate 0, ddof 1 covariances), tracking
 * error and arithmetic up and down capture. NaN where the benchmark does not vary.
 */
export function relativeOf(
  returns: Float64Array,
  benchmark: Float64Array,
  own: Moments = returnMoments(returns),
  other: Moments = returnMoments(benchmark),
): Relative {
  const n = returns.length;
  const everyBar = Int32Array.from(returns, (_, t) => t);
  const pairs = noPairs();
  addPairs(pairs, returns, everyBar, 0, n, own.mean, { returns: benchmark, centre: other.mean });
  return relativeFrom(pairs, addRises(noRises(), benchmark), own, own.mean, other, other.mean);
}

/** The same from sums of pairs around centres beside the means. */
export function relativeFrom(
  { products, gapSquares, up, down }: Pairs,
  rises: Rises,
  own: Moments,
  centre: number,
  other: Moments,
  benchmarkCentre: number,
): Relative {
  const { n } = own;
  // The sums of all deviations follow from the means.
  const [shift, otherShift] = [own.mean - centre, other.mean - benchmarkCentre];
  const shared = products - n * shift * otherShift;
  const mean = own.mean - other.mean;
  const gaps = withoutNoise(gapSquares, n * (shift - otherShift), n, 1);
  const gap = deviation({ n, mean, s2: gaps, s3: 0, s4: 0 });
  const beta = ratio(shared, other.s2);
  return {
    beta,
    alphaPerBar: own.mean - beta * other.mean,
    correlation: ratio(shared, Math.sqrt(own.s2 * other.s2)),
    trackingErrorPerBar: gap,
    informationRatioPerBar: ratio(mean, gap),
    capture: { up: ratio(up, rises.up), down: ratio(down, rises.down) },
  };
}

/** Geometric up and down capture: as the arithmetic one of {@link relativeOf}, with geometric mean returns. */
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
