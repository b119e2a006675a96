/** A year in milliseconds for growth by calendar time: 365.25 days. */
export const yearMs = 365.25 * 86_400_000;

/**
 * Simple returns from bar to bar, the first one against `before`, the equity before the first bar. A return on
 * equity that is not positive is NaN: nothing can be earned on a ruined account. Written to `out`, a new column
 * unless told.
 *
 * @example
 * returnsOf(Float64Array.of(150, 75), 100) // => Float64Array.of(0.5, -0.5)
 */
export function returnsOf(
  equity: Float64Array,
  before: number,
  out: Float64Array = new Float64Array(equity.length),
): Float64Array {
  let last = before;
  let ruined = 0;
  // Ruin is counted, not tested: a branch on each bar costs more than the division.
  for (let i = 0; i < equity.length; i++) {
    const value = equity[i]!;
    out[i] = value / last - 1;
    ruined += +(last <= 0);
    last = value;
  }
  if (ruined === 0) return out;
  for (let i = 0; i < equity.length; i++) {
    if ((i === 0 ? before : equity[i - 1]!) <= 0) out[i] = Number.NaN;
  }
  return out;
}

/**
 * Equity that compounds simple returns from 1; the 1 itself, which stands before the first return, is not in it.
 *
 * @example
 * equityOf(Float64Array.of(0.5, -0.5)) // => Float64Array.of(1.5, 0.75)
 */
export function equityOf(returns: Float64Array): Float64Array {
  const equity = new Float64Array(returns.length);
  let value = 1;
  for (let i = 0; i < returns.length; i++) equity[i] = value *= 1 + returns[i]!;
  return equity;
}

/**
 * Mean rate of growth a bar from a growth factor (final over first equity) over `n` bars: growth^(1/n) - 1.
 * A total loss is -1; NaN where the account ended below zero or there is no bar.
 *
 * @example
 * geometricMean(1.21, 2) // => 0.10000000000000009
 */
export function geometricMean(growth: number, n: number): number {
  return n > 0 && growth >= 0 ? growth ** (1 / n) - 1 : Number.NaN;
}

/** Growth a year from a growth factor over `n` bars, with `perYear` bars in a year: growth^(perYear/n) - 1. */
export function annualReturn(growth: number, n: number, perYear: number): number {
  return n > 0 && growth >= 0 ? growth ** (perYear / n) - 1 : Number.NaN;
}

/** Compound annual growth rate by calendar time: growth^(year/span) - 1, with a year of 365.25 days. */
export function cagrOf(growth: number, spanMs: number): number {
  return spanMs > 0 && growth >= 0 ? growth ** (yearMs / spanMs) - 1 : Number.NaN;
}
