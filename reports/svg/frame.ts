import { type Html, html, trusted } from "../html.ts";
import type { Tick } from "./ticks.ts";

/** Drawing area in user units; the drawing scales to its column, so these fix only its proportions. */
export interface Box {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A linear axis: a range of values and the marks on it. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly Tick[];
}

export const smallBox: Box = { width: 440, height: 230, left: 46, right: 10, top: 10, bottom: 24 };
export const wideBox: Box = { width: 900, height: 210, left: 52, right: 12, top: 10, bottom: 24 };
/** For three drawings side by side. */
export const thirdBox: Box = { width: 330, height: 190, left: 40, right: 10, top: 10, bottom: 24 };

/** Coordinates are written with one decimal: a tenth of a unit cannot be seen, and the file stays small. */
export const round = (value: number): string => {
  const text = value.toFixed(1);
  return text.endsWith(".0") ? text.slice(0, -2) : text;
};

export const across = (box: Box, axis: Axis) => (value: number) =>
  box.left + ((value - axis.from) / (axis.to - axis.from || 1)) * (box.width - box.left - box.right);

export const upwards = (box: Box, axis: Axis) => (value: number) =>
  box.height -
  box.bottom -
  ((value - axis.from) / (axis.to - axis.from || 1)) * (box.height - box.top - box.bottom);

export interface FrameOptions {
  readonly box: Box;
  /** What the drawing shows, for those who cannot see it. */
  readonly title: string;
  readonly x?: Axis;
  readonly y?: Axis;
  /** Whether the x axis has grid lines as well. */
  readonly gridX?: boolean;
}

/** An SVG drawing with its axes; colours and letter sizes come from the style sheet. */
export function frame({ box, title, x, y, gridX = false }: FrameOptions, content: Html | Html[]): Html {
  const floor = box.height - box.bottom;
  const ys = (y?.ticks ?? []).map((tick) => {
    const at = round(upwards(box, y!)(tick.value));
    return html`<line class="grid" x1="${box.left}" x2="${box.width - box.right}" y1="${at}" y2="${at}"/><text class="tick" x="${box.left - 6}" y="${at}" dy=".32em" text-anchor="end">${tick.label}</text>`;
  });
  const xs = (x?.ticks ?? []).map((tick) => {
    const at = round(across(box, x!)(tick.value));
    const line = html`<line class="grid" x1="${at}" x2="${at}" y1="${box.top}" y2="${floor}"/>`;
    return html`${gridX && line}<text class="tick" x="${at}" y="${floor + 15}" text-anchor="middle">${tick.label}</text>`;
  });
  return html`<svg class="plot${box.width > 600 && " wide"}" viewBox="0 0 ${box.width} ${box.height}" role="img" aria-label="${title}">${ys}${xs}${content}</svg>`;
}

/** The path of a line through points; a gap (NaN) lifts the pen. */
export function linePath(xs: ArrayLike<number>, ys: ArrayLike<number>, className: string): Html {
  let path = "";
  let drawing = false;
  for (let i = 0; i < xs.length; i++) {
    const y = ys[i]!;
    if (y === y) path += `${drawing ? "L" : "M"}${round(xs[i]!)} ${round(y)}`;
    drawing = y === y;
  }
  return html`<path class="line ${className}" d="${trusted(path)}"/>`;
}

/** The area between a line and a level, broken at gaps. */
export function areaPath(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  level: number,
  className: string,
): Html {
  let path = "";
  for (let i = 0; i < xs.length; i++) {
    if (ys[i] !== ys[i]) continue;
    let last = i;
    while (last + 1 < xs.length && ys[last + 1] === ys[last + 1]) last++;
    path += `M${round(xs[i]!)} ${round(level)}`;
    for (; i <= last; i++) path += `L${round(xs[i]!)} ${round(ys[i]!)}`;
    path += `L${round(xs[last]!)} ${round(level)}Z`;
  }
  return html`<path class="area ${className}" d="${trusted(path)}"/>`;
}

/** Many dots as one path of round-capped strokes of no length: a tenth of the size of as many circles. */
export function dotsPath(xs: readonly number[], ys: readonly number[], className: string): Html {
  const path = xs.map((x, i) => `M${round(x)} ${round(ys[i]!)}h0`).join("");
  return html`<path class="dots ${className}" d="${trusted(path)}"/>`;
}
