/** A year in milliseconds for growth by calendar time: 365.25 days. */
export const yearMs = 365.25 * 86_400_000;

/**
 * Simple returns from bar to bar, the first one against `before`, the equity before the first bar. A return on
 * equity that is not positive is NaN: nothing can be earned on a ruined account.
 *
 * @example
 * returnsOf(Float64Array.of(110, 99), 100).length // => 2
 */
export function returnsOf(equity: Float64Array, before: number): Float64Array {
  const returns = new Float64Array(equity.length);
  let last = before;
  for (let i = 0; i < equity.length; i++) {
    const value = equity[i]!;
    returns[i] = last > 0 ? value / last - 1 : Number.NaN;
    last = value;
  }
  return returns;
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
