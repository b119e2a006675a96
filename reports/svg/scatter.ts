import { type Html, html } from "../html.ts";
import { across, type Box, dotsPath, frame, round, smallBox, upwards } from "./frame.ts";
import { linearTicks } from "./ticks.ts";
import { rangeOf } from "./time-chart.ts";

/** Points of one colour. */
export interface PointSet {
  readonly className: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface ScatterOptions {
  readonly title: string;
  readonly sets: readonly PointSet[];
  readonly xUnit: "number" | "percent";
  readonly yUnit: "number" | "percent";
  /** A straight line y = intercept + slope x. */
  readonly line?: { readonly intercept: number; readonly slope: number };
  readonly box?: Box;
}

/** Points over two linear axes. */
export function scatter({ title, sets, xUnit, yUnit, line, box = smallBox }: ScatterOptions): Html {
  const xRange = rangeOf(
    sets.map((set) => set.x),
    [],
  );
  const yRange = rangeOf(
    sets.map((set) => set.y),
    [],
  );
  if (xRange === undefined || yRange === undefined) return html`<p class="empty">Nothing to draw.</p>`;
  const x = { ...xRange, ticks: linearTicks(xRange.from, xRange.to, 5, xUnit) };
  const y = { ...yRange, ticks: linearTicks(yRange.from, yRange.to, 4, yUnit) };
  const toX = across(box, x);
  const toY = upwards(box, y);
  const dots = sets.map((set) => dotsPath(set.x.map(toX), set.y.map(toY), set.className));
  return frame(
    { box, title, x, y, gridX: true },
    html`${line !== undefined && rule(line, x, y, toX, toY)}${dots}`,
  );
}

/** The part of a straight line that lies within the axes. */
function rule(
  { intercept, slope }: { intercept: number; slope: number },
  x: { from: number; to: number },
  y: { from: number; to: number },
  toX: (v: number) => number,
  toY: (v: number) => number,
) {
  if (!Number.isFinite(intercept) || !Number.isFinite(slope)) return false;
  const ends = [x.from, x.to];
  if (slope !== 0) {
    const cuts = [(y.from - intercept) / slope, (y.to - intercept) / slope].sort((a, b) => a - b);
    ends[0] = Math.max(ends[0]!, cuts[0]!);
    ends[1] = Math.min(ends[1]!, cuts[1]!);
  }
  const [a, b] = ends as [number, number];
  return html`<line class="normal line" x1="${round(toX(a))}" x2="${round(toX(b))}" y1="${round(toY(intercept + slope * a))}" y2="${round(toY(intercept + slope * b))}"/>`;
}
