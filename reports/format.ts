/** How a number is written: what it measures, not how precise it is. */
export type Unit = "percent" | "ratio" | "money" | "bars" | "count";

const absent = "n/a";
const minus = "\u2212";

/** A number with thousands separated and a fixed count of decimals; written by hand so that no locale changes it. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return absent;
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split(".") as [string, string | undefined];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? minus + text : text;
}

/**
 * A fraction as a percentage; fewer decimals as it grows.
 *
 * @example
 * percent(-0.1234) // => "−12.34%"
 */
export function percent(value: number, decimals = 2): string {
  if (!Number.isFinite(value)) return absent;
  return `${fixed(value * 100, Math.abs(value) >= 10 ? 0 : decimals)}%`;
}

/** Money of an account: cents below a hundred thousand, none above; below 1, where coins are counted, four digits. */
export function money(value: number): string {
  const size = Math.abs(value);
  if (!(size < 1)) return fixed(value, size >= 1e5 ? 0 : 2);
  const digits = Number(size.toPrecision(4)).toFixed(8).replace(/0+$/, "").split(".")[1]!.length;
  return fixed(value, Math.max(2, digits));
}

/** A number in its unit; `n/a` where it is not known, the sign of infinity where it is without bound. */
export function formatUnit(value: number, unit: Unit): string {
  if (Math.abs(value) === Number.POSITIVE_INFINITY) return value > 0 ? "\u221e" : `${minus}\u221e`;
  if (Number.isNaN(value)) return absent;
  if (unit === "percent") return percent(value);
  if (unit === "money") return money(value);
  if (unit === "count") return fixed(value, Number.isInteger(value) ? 0 : 1);
  if (unit === "bars") return `${fixed(value, Number.isInteger(value) ? 0 : 1)} bars`;
  return fixed(value, Math.abs(value) >= 100 ? 1 : 2);
}

/** A short form for axis labels: 1.2M, 34k, 0.05. */
export function compact(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e12) return value.toExponential(0).replace("-", minus);
  for (const [unit, letter] of [
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (size >= unit) return fixed(value / unit, 2).replace(/\.?0+$/, "") + letter;
  }
  return Number(value.toPrecision(6)).toString().replace("-", minus);
}

/**
 * A moment as a day, UTC.
 *
 * @example
 * day(0) // => "1970-01-01"
 */
export const day = (ms: number): string =>
  Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 10) : absent;

/** A moment as day and minute, UTC; the day alone for timeframes of a day and longer. */
export function moment(ms: number, timeframeMs = 0): string {
  if (!Number.isFinite(ms)) return absent;
  if (timeframeMs >= 86_400_000) return day(ms);
  const text = new Date(ms).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, timeframeMs > 0 && timeframeMs < 60_000 ? 19 : 16)}`;
}

/**
 * A bound of a period, UTC: the day alone at midnight, else with its time.
 *
 * @example
 * bound(86_400_000) // => "1970-01-02"
 */
export const bound = (ms: number): string => {
  const text = moment(ms, ms % 60_000 === 0 ? 0 : 1);
  return text.replace(/ 00:00(:00)?$/, "");
};

/** A period by its first open and the close of its last bar, as `--from` and `--to` take them. */
export const period = (fromMs: number, toMs: number): string =>
  `${bound(fromMs)} to ${bound(toMs)} (exclusive)`;

/**
 * A span of time in its natural unit.
 *
 * @example
 * span(36 * 3_600_000) // => "1.5 days"
 */
export function span(ms: number): string {
  if (!Number.isFinite(ms)) return absent;
  const units: readonly (readonly [number, string])[] = [
    [365.25 * 86_400_000, "year"],
    [86_400_000, "day"],
    [3_600_000, "hour"],
    [60_000, "minute"],
    [1_000, "second"],
  ];
  const [size, name] = units.find(([size]) => Math.abs(ms) >= size) ?? [1, "ms"];
  const text = fixed(ms / size, 1).replace(/\.0$/, "");
  return `${text} ${name}${text === "1" || name === "ms" ? "" : "s"}`;
}
