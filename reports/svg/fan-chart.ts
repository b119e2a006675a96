import { type Html, html, trusted } from "../html.ts";
import { across, type Box, frame, linePath, round, upwards, wideBox } from "./frame.ts";
import { linearTicks, timeTicks } from "./ticks.ts";
import { rangeOf } from "./time-chart.ts";

export interface FanChartOptions {
  readonly title: string;
  readonly ts: readonly number[];
  /** Lines from the lowest to the highest; the first and the last bound a band, the second and the last but one another. */
  readonly lines: readonly (readonly number[])[];
  readonly own: readonly number[];
  readonly box?: Box;
}

/** Bands of quantiles over time on a logarithmic scale, the middle one a line, and over them what was. */
export function fanChart({ title, ts, lines, own, box = wideBox }: FanChartOptions): Html {
  const scaled = lines.map((line) => line.map(logOf));
  const mine = own.map(logOf);
  const range = rangeOf([...scaled, mine], [0]);
  if (ts.length < 2 || range === undefined) return html`<p class="empty">Too few bars to draw.</p>`;
  const [from, to] = [ts[0]!, ts[ts.length - 1]!];
  const x = { from, to, ticks: timeTicks(from, to, Math.round(box.width / 66)) };
  const y = { ...range, ticks: levels(range) };
  const toX = across(box, x);
  const toY = upwards(box, y);
  const xs = ts.map(toX);
  const heights = scaled.map((line) => line.map(toY));
  const pairs = Math.floor(heights.length / 2);
  const bands = Array.from({ length: pairs }, (_, k) =>
    band(xs, heights[k]!, heights[heights.length - 1 - k]!),
  );
  const middle = heights.length % 2 === 1 && linePath(xs, heights[pairs]!, "benchmark");
  return frame({ box, title, x, y }, html`${bands}${middle}${linePath(xs, mine.map(toY), "strategy")}`);
}

const logOf = (value: number): number => (value > 0 ? Math.log10(value) : Number.NaN);

/** Round multiples, however wide the fan opens. */
function levels({ from, to }: { readonly from: number; readonly to: number }) {
  const multiples =
    to - from < 1.5 ? [0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 20] : powers(from, to);
  const ticks = multiples.map((multiple) => ({
    value: Math.log10(multiple),
    label: `${linearTicks(multiple, multiple, 1)[0]?.label ?? multiple}×`,
  }));
  return ticks.filter(({ value }) => value >= from && value <= to);
}

const powers = (from: number, to: number): number[] =>
  Array.from({ length: Math.ceil(to) - Math.floor(from) + 1 }, (_, k) => Number(`1e${Math.floor(from) + k}`));

/** The area between two lines; where either is not known, nothing. */
function band(xs: readonly number[], low: readonly number[], high: readonly number[]): Html {
  const known = xs.flatMap((_, i) => (Number.isFinite(low[i]) && Number.isFinite(high[i]) ? [i] : []));
  const there = known.map((i) => `${round(xs[i]!)} ${round(high[i]!)}`);
  const back = known.toReversed().map((i) => `${round(xs[i]!)} ${round(low[i]!)}`);
  return html`<path class="area strategy" d="${trusted(`M${[...there, ...back].join("L")}Z`)}"/>`;
}
