import { refuse } from "./errors.ts";

const unitsMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * Milliseconds of a timeframe such as `1m`, `4h`, `1d`, `1w`. Months vary in length and are not timeframes.
 *
 * @example
 * parseTimeframe("4h") // => 14400000
 */
export function parseTimeframe(text: string): number {
  const match = /^(\d+)([smhdw])$/.exec(text);
  if (!match || Number(match[1]) === 0) {
    refuse(`timeframe must be a number and one of s, m, h, d, w, such as 1h; was "${text}"`);
  }
  return Number(match[1]) * unitsMs[match[2]!]!;
}

/**
 * The shortest name of a timeframe in milliseconds.
 *
 * @example
 * formatTimeframe(86_400_000) // => "1d"
 */
export function formatTimeframe(ms: number): string {
  for (const unit of ["w", "d", "h", "m", "s"]) {
    const size = unitsMs[unit]!;
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms}ms`;
}
