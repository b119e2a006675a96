import type { MetricRow } from "../research/metrics/table.ts";

/**
 * A number for people: a percent with two decimals, money with separators and cents, `n/a` where it is not known.
 *
 * @example
 * formatMetric(0.1234, "percent") // => "12.34%"
 */
export function formatMetric(value: number | undefined, unit: MetricRow["unit"]): string {
  if (value === undefined || Number.isNaN(value)) return "n/a";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  switch (unit) {
    case "percent":
      return `${fixed(value * 100, 2)}%`;
    case "money":
      return fixed(value, 2);
    case "count":
      return fixed(value, 0);
    case "bars":
      return fixed(value, Number.isInteger(value) ? 0 : 1);
    case "ratio":
      return fixed(value, Math.abs(value) >= 100 ? 1 : 2);
  }
}

function fixed(value: number, digits: number): string {
  const text = value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return /^-[0.]+$/.test(text) ? text.slice(1) : text;
}

/**
 * A time as a date, with the time of day where there is one.
 *
 * @example
 * formatTime(0) // => "1970-01-01"
 */
export function formatTime(ms: number): string {
  const iso = new Date(ms).toISOString();
  return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : iso.slice(0, 16).replace("T", " ");
}
