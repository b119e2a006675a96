/** Deterministic terms of a regression: none, a constant, also a linear trend, also a quadratic one. */
export type Trend = "n" | "c" | "ct" | "ctt";

/** Number of deterministic terms. */
export const termsOf = (trend: Trend): number => ({ n: 0, c: 1, ct: 2, ctt: 3 })[trend];

/** Deterministic columns of `n` rows. The trend runs from -1 to 1, so that its powers stay apart. */
export function trendColumns(trend: Trend, n: number): Float64Array[] {
  const place = (i: number) => (n > 1 ? (2 * i) / (n - 1) - 1 : 0);
  return Array.from({ length: termsOf(trend) }, (_, power) =>
    Float64Array.from({ length: n }, (__, i) => place(i) ** power),
  );
}

/**
 * Lags that tests take by default: 12 (n / 100)^(1/4), rounded up (Schwert 1989).
 *
 * @example
 * schwertLags(100) // => 12
 */
export const schwertLags = (n: number): number => Math.ceil(12 * (n / 100) ** 0.25);
