/** A fraction as a percent with one decimal, for sentences. */
export const percentText = (value: number): string => `${tidy(value * 100, 1)}%`;

/** A number with so many decimals, for sentences; `n/a` where it is not known. */
export const tidy = (value: number, digits = 2): string =>
  Number.isNaN(value) ? "n/a" : Number.isFinite(value) ? value.toFixed(digits) : value > 0 ? "∞" : "-∞";

/** A count with separators. */
export const countText = (value: number): string =>
  Number.isFinite(value) ? Math.round(value).toLocaleString("en-US") : tidy(value);
