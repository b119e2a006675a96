import { compact } from "../format.ts";
import { type Html, html } from "../html.ts";
import { across, type Box, frame, linePath, round, smallBox, upwards } from "./frame.ts";
import { linearTicks } from "./ticks.ts";

export interface LogChartOptions {
  readonly title: string;
  /** Above zero and rising. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** What the y axis holds in any case. */
  readonly range: readonly [from: number, to: number];
  /** A level that y is compared with. */
  readonly level?: number;
  /** An upright line. */
  readonly mark?: { readonly value: number; readonly label: string };
  readonly box?: Box;
}

/** A line over a logarithmic axis with a tick at each power of ten. */
export function logChart({ title, x, y, range, level, mark, box = smallBox }: LogChartOptions): Html {
  if (x.length < 2 || y.every((value) => !Number.isFinite(value)))
    return html`<p class="empty">Nothing to draw.</p>`;
  const [from, to] = [Math.log10(x[0]!), Math.log10(x[x.length - 1]!)];
  const powers = Array.from({ length: Math.floor(to) - Math.ceil(from) + 1 }, (_, k) => Math.ceil(from) + k);
  const xAxis = { from, to, ticks: powers.map((value) => ({ value, label: compact(10 ** value) })) };
  const yAxis = { from: range[0], to: range[1], ticks: linearTicks(range[0], range[1], 4, "number") };
  const toX = across(box, xAxis);
  const toY = upwards(box, yAxis);
  const right = box.width - box.right;
  const floor =
    level !== undefined &&
    html`<line class="mark" x1="${box.left}" x2="${right}" y1="${round(toY(level))}" y2="${round(toY(level))}"/>`;
  const line = linePath(
    x.map((value) => toX(Math.log10(value))),
    y.map(toY),
    "strategy",
  );
  return frame(
    { box, title, x: xAxis, y: yAxis },
    html`${floor}${mark && upright(mark, { from, to }, toX, box)}${line}`,
  );
}

/** An upright line whose label stands where there is room. */
function upright(
  { value, label }: NonNullable<LogChartOptions["mark"]>,
  { from, to }: { readonly from: number; readonly to: number },
  toX: (value: number) => number,
  { top, height, bottom }: Box,
): Html {
  const place = Math.min(to, Math.max(from, Math.log10(value)));
  const at = round(toX(place));
  const left = place > (from + to) / 2;
  return html`<line class="boundary" x1="${at}" x2="${at}" y1="${top}" y2="${height - bottom}"/><text class="tick" x="${at}" y="${height - bottom - 7}" dx="${left ? -5 : 5}" text-anchor="${left ? "end" : "start"}">${label}</text>`;
}
