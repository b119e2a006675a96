import { compact, percent } from "../format.ts";

/** A mark on an axis. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/**
 * Round values that cover a range, about `count` of them (steps of 1, 2, 2.5 or 5 times a power of ten); whole ones for
 * what is counted.
 *
 * @example
 * niceValues(0, 1, 5) // => [0, 0.2, 0.4, 0.6, 0.8, 1]
 */
export function niceValues(from: number, to: number, count: number, whole = false): number[] {
  if (!(to > from)) return [from];
  const raw = Math.max((to - from) / count, whole ? 1 : 0);
  const power = 10 ** Math.floor(Math.log10(raw));
  // Steps of whole numbers are few, so one a little short of it serves.
  const fits = (step: number) => step >= raw * (whole ? 0.8 : 0.999) && (!whole || Number.isInteger(step));
  const step = [1, 2, 2.5, 5, 10].find((factor) => fits(factor * power))! * power;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Ticks of a linear axis, as plain numbers, percentages or whole numbers. */
export function linearTicks(
  from: number,
  to: number,
  count: number,
  unit: "number" | "percent" | "whole" = "number",
): Tick[] {
  const values = niceValues(from, to, count, unit === "whole");
  const step = values.length > 1 ? values[1]! - values[0]! : 1;
  // As many decimals as the step needs: 2.5% must not be written as 3%.
  const decimals =
    [0, 1, 2].find((d) => Math.abs(step * 100 - Number((step * 100).toFixed(d))) < 1e-6 * step) ?? 3;
  return values.map((value) => ({
    value,
    label: unit === "percent" ? percent(value, decimals) : compact(value),
  }));
}

const hour = 3_600_000;
const dayMs = 24 * hour;

/** Ticks of a time axis: years, months, days or hours, whichever gives about `count`. UTC. */
export function timeTicks(from: number, to: number, count: number): Tick[] {
  const days = (to - from) / dayMs;
  if (days > 365 * 1.5) return monthTicks(from, to, 12 * Math.max(1, niceCount(days / 365.25 / count)));
  if (days > 60) return monthTicks(from, to, [1, 2, 3, 6].find((n) => days / 30.4 / n <= count) ?? 12);
  const step = [1, 2, 3, 6, 12, 24, 48, 96, 168, 336].find((h) => (days * 24) / h <= count) ?? 720;
  const first = Math.ceil(from / (step * hour));
  const last = Math.floor(to / (step * hour));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const value = (first + i) * step * hour;
    const text = new Date(value).toISOString();
    return { value, label: step >= 24 ? text.slice(5, 10) : text.slice(11, 16) };
  });
}

/** Whole years between ticks: 1, 2, 5, 10, 20, 50. */
const niceCount = (years: number): number => [1, 2, 5, 10, 20, 50].find((n) => n >= years) ?? 100;

function monthTicks(from: number, to: number, step: number): Tick[] {
  const start = new Date(from);
  const months = start.getUTCFullYear() * 12 + start.getUTCMonth();
  const ticks: Tick[] = [];
  for (let month = Math.floor(months / step) * step; ; month += step) {
    const value = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (value > to) return ticks;
    if (value < from) continue;
    const text = new Date(value).toISOString();
    ticks.push({ value, label: step >= 12 || month % 12 === 0 ? text.slice(0, 4) : text.slice(0, 7) });
  }
}
