import { type Html, html } from "../html.ts";
import { type Axis, across, type Box, dotsPath, frame, linePath, round, smallBox, upwards } from "./frame.ts";
import { linearTicks } from "./ticks.ts";
import { rangeOf } from "./time-chart.ts";

/** One curve through points in the order given. */
export interface CurveLine {
  readonly className: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Mark the points as well. */
  readonly dots?: boolean;
}

export interface CurveChartOptions {
  readonly title: string;
  readonly lines: readonly CurveLine[];
  /** Ranges of the axes; those of the points unless given. */
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
  readonly unit?: "number" | "percent";
  readonly xUnit?: "number" | "percent" | "whole";
  /** A straight line from corner to corner, where both axes are equal. */
  readonly diagonal?: boolean;
  /** A level line. */
  readonly level?: number;
  readonly box?: Box;
}

/** Curves over two linear axes, such as a learning curve or a receiver operating characteristic. */
export function curveChart(options: CurveChartOptions): Html {
  const { title, lines, unit = "number", xUnit = unit, diagonal = false, level, box = smallBox } = options;
  const x = axisOf(
    lines.map((line) => line.x),
    options.xRange,
    [],
    xUnit,
    5,
  );
  const include = level === undefined || Number.isNaN(level) ? [] : [level];
  const y = axisOf(
    lines.map((line) => line.y),
    options.yRange,
    include,
    unit,
    box.height / 45,
  );
  if (!x || !y) return html`<p class="empty">Nothing to draw.</p>`;
  const [toX, toY] = [across(box, x), upwards(box, y)];
  const drawn = lines.map((line) => {
    const [xs, ys] = [Array.from(line.x, toX), Array.from(line.y, toY)];
    return html`${linePath(xs, ys, line.className)}${line.dots === true && dotsPath(xs, ys, line.className)}`;
  });
  const straight = (x1: number, y1: number, x2: number, y2: number): Html =>
    html`<line class="normal line" x1="${round(toX(x1))}" y1="${round(toY(y1))}" x2="${round(toX(x2))}" y2="${round(toY(y2))}"/>`;
  const [low, high] = [Math.max(x.from, y.from), Math.min(x.to, y.to)];
  const rules = html`${diagonal && low < high && straight(low, low, high, high)}${include.length > 0 && straight(x.from, include[0]!, x.to, include[0]!)}`;
  return frame({ box, title, x, y, gridX: true }, html`${rules}${drawn}`);
}

function axisOf(
  columns: readonly ArrayLike<number>[],
  given: readonly [number, number] | undefined,
  include: readonly number[],
  unit: "number" | "percent" | "whole",
  count: number,
): Axis | undefined {
  const range = given ? { from: given[0], to: given[1] } : rangeOf(columns, include);
  return range && { ...range, ticks: linearTicks(range.from, range.to, count, unit) };
}
