import { keepExtremes } from "../downsample.ts";
import { type Html, html } from "../html.ts";
import {
  type Axis,
  across,
  areaPath,
  type Box,
  dotsPath,
  frame,
  linePath,
  round,
  upwards,
  wideBox,
} from "./frame.ts";
import { linearTicks, timeTicks } from "./ticks.ts";

/** One line over time. */
export interface TimeLine {
  readonly className: string;
  readonly values: Float64Array;
  /** Fill between the line and zero. */
  readonly area?: boolean;
}

/** Dots over the lines, such as entries of trades. */
export interface TimePoints {
  readonly className: string;
  readonly ts: readonly number[];
  readonly values: readonly number[];
}

export interface TimeChartOptions {
  readonly title: string;
  readonly ts: Float64Array;
  readonly lines: readonly TimeLine[];
  readonly unit?: "number" | "percent";
  readonly box?: Box;
  /** Index of the first bar to draw. */
  readonly from?: number;
  /** Values that the y axis shows in any case. */
  readonly include?: readonly number[];
  readonly log?: boolean;
  readonly points?: readonly TimePoints[];
  /** Times at which an upright line stands. */
  readonly marks?: readonly number[];
}

/** Lines over time as a static drawing, thinned to what its width can show, extremes kept. */
export function timeChart(options: TimeChartOptions): Html {
  const { ts, lines, unit = "number", box = wideBox, from = 0, include = [] } = options;
  const kept = keepExtremes(
    lines.map((line) => line.values),
    { from, to: ts.length, limit: (box.width > 600 ? 1400 : 700) * lines.length },
  );
  const scaled = options.log ? Math.log10 : (value: number) => value;
  const columns = lines.map(({ values }) => Float64Array.from(kept, (i) => finite(scaled(values[i]!))));
  const range = rangeOf(columns, include.map(scaled));
  if (kept.length < 2 || range === undefined) return html`<p class="empty">Too few bars to draw.</p>`;
  const start = ts[kept[0]!]!;
  const end = ts[kept[kept.length - 1]!]!;
  const x: Axis = { from: start, to: end, ticks: timeTicks(start, end, Math.round(box.width / 66)) };
  const y: Axis = {
    ...range,
    ticks: options.log ? logTicks(range) : linearTicks(range.from, range.to, box.height / 45, unit),
  };
  const toX = across(box, x);
  const toY = upwards(box, y);
  const xs = Float64Array.from(kept, (i) => toX(ts[i]!));
  const zero = toY(Math.min(range.to, Math.max(range.from, 0)));
  const drawn = lines.map(({ className, area }, k) => {
    const ys = columns[k]!.map(toY);
    return html`${area === true && areaPath(xs, ys, zero, className)}${linePath(xs, ys, className)}`;
  });
  const dots = (options.points ?? []).map((set) =>
    dotsPath(
      set.ts.map(toX),
      set.values.map((value) => toY(scaled(value))),
      set.className,
    ),
  );
  const base =
    !options.log &&
    range.from < 0 &&
    range.to > 0 &&
    html`<line class="base" x1="${box.left}" x2="${box.width - box.right}" y1="${zero.toFixed(1)}" y2="${zero.toFixed(1)}"/>`;
  const uprights = (options.marks ?? []).map((ts) => upright(toX(ts), box));
  return frame({ box, title: options.title, x, y }, html`${uprights}${base}${drawn}${dots}`);
}

const upright = (x: number, { top, height, bottom }: Box): Html =>
  html`<line class="boundary" x1="${round(x)}" x2="${round(x)}" y1="${top}" y2="${height - bottom}"/>`;

const finite = (value: number): number => (Number.isFinite(value) ? value : NaN);

/** The range of all known values, a little widened. */
export function rangeOf(
  columns: readonly ArrayLike<number>[],
  include: readonly number[],
): { from: number; to: number } | undefined {
  let from = Math.min(...include);
  let to = Math.max(...include);
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      const value = column[i]!;
      if (value < from) from = value;
      if (value > to) to = value;
    }
  }
  if (!(from <= to)) return undefined;
  const margin = (to - from || Math.abs(to) || 1) * 0.04;
  return { from: include.includes(from) ? from : from - margin, to: include.includes(to) ? to : to + margin };
}

/** Powers of ten, with 2 and 5 between them where few would show; the axis itself is in logarithms. */
function logTicks({ from, to }: { from: number; to: number }) {
  if (to - from < 0.25) {
    return linearTicks(10 ** from, 10 ** to, 4).map(({ value, label }) => ({
      value: Math.log10(value),
      label,
    }));
  }
  const factors = to - from < 3 ? [1, 2, 5] : [1];
  const ticks: { value: number; label: string }[] = [];
  for (let power = Math.floor(from); power <= to; power++) {
    for (const factor of factors) {
      const value = power + Math.log10(factor);
      if (value >= from && value <= to)
        ticks.push(
          ...linearTicks(factor * 10 ** power, factor * 10 ** power, 1).map((t) => ({ ...t, value })),
        );
    }
  }
  return ticks;
}
