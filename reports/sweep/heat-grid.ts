import type { Heatmap } from "../../research/sweep/surface.ts";
import { type Html, html, trusted } from "../html.ts";
import { type Box, frame, round } from "../svg/frame.ts";
import { cellTicks } from "./cell-ticks.ts";
import type { Tones } from "./tones.ts";

/** What a grid of cells shows. */
export interface HeatGridOptions {
  readonly title: string;
  readonly map: Heatmap;
  readonly values: Float64Array;
  readonly tones: Tones;
  readonly format: (value: number) => string;
  /** The cell of the best variant. */
  readonly best: readonly [column: number, row: number];
}

const box: Box = { width: 440, height: 330, left: 54, right: 8, top: 8, bottom: 40 };

/** Slanting lines over the whole of a grid, which show where no cell lies on them. */
const hatch = slantingLines(6);

function slantingLines(step: number): string {
  const [left, right, top, floor] = [box.left, box.width - box.right, box.top, box.height - box.bottom];
  let path = "";
  for (let at = left + step; at < right + floor - top; at += step) {
    // From the bottom or the right edge up to the left, each cut off at the edges.
    const [x1, y1] = at <= right ? [at, top] : [right, top + (at - right)];
    const down = Math.min(x1 - left, floor - y1);
    path += `M${round(x1)} ${round(y1)}l${round(-down)} ${round(down)}`;
  }
  return path;
}

/** A value over two parameters as a grid of colours; the best cell is framed. */
export function heatGrid({ title, map, values, tones, format, best }: HeatGridOptions): Html {
  const { x, y } = map;
  const [columns, rows] = [x.labels.length, y.labels.length];
  const [width, height] = [
    (box.width - box.left - box.right) / columns,
    (box.height - box.top - box.bottom) / rows,
  ];
  const left = (column: number): number => box.left + column * width;
  const top = (row: number): number => box.height - box.bottom - (row + 1) * height;
  const rect = (column: number, row: number): string =>
    `M${round(left(column))} ${round(top(row))}h${round(width)}v${round(height)}h${round(-width)}z`;
  const groups = new Map<string, Html[]>();
  for (let k = 0; k < values.length; k++) {
    const value = values[k]!;
    if (!Number.isFinite(value)) continue;
    const [column, row] = [k % columns, Math.floor(k / columns)];
    const { side, strength } = tones.of(value);
    const name = `${side}-${strength}`;
    const note = `${x.name} ${x.labels[column]!}, ${y.name} ${y.labels[row]!}: ${format(value)}`;
    const cell = html`<path d="${trusted(rect(column, row))}"><title>${note}</title></path>`;
    groups.set(name, [...(groups.get(name) ?? []), cell]);
  }
  const cells = [...groups].map(([name, paths]) => html`<g class="tone-${name}">${paths}</g>`);
  const xTicks = cellTicks(x.labels, 7).map(
    ([k, label]) =>
      html`<text class="tick" x="${round(left(k + 0.5))}" y="${box.height - box.bottom + 14}" text-anchor="middle">${label}</text>`,
  );
  const yTicks = cellTicks(y.labels, 9).map(
    ([k, label]) =>
      html`<text class="tick" x="${box.left - 5}" y="${round(top(k) + height / 2)}" dy=".32em" text-anchor="end">${label}</text>`,
  );
  const names = html`<text class="tick name" x="${(box.left + box.width - box.right) / 2}" y="${box.height - 6}" text-anchor="middle">${x.name}</text><text class="tick name" transform="rotate(-90)" x="${-(box.top + box.height - box.bottom) / 2}" y="11" text-anchor="middle">${y.name}</text>`;
  const ground = html`<path class="hatch" d="${trusted(hatch)}"/>`;
  const mark = html`<path class="best-cell" d="${trusted(rect(...best))}"/>`;
  return frame({ box, title }, html`${ground}${cells}${mark}${xTicks}${yTicks}${names}`);
}

/** The colours of a drawing with the values that they stand for. */
export function toneKey({ key, of, clamped }: Tones, format: (value: number) => string): Html {
  const cells = key.map((value) => {
    const { side, strength } = of(value);
    return html`<span class="tone-${side}-${strength}"></span>`;
  });
  const beyond = (is: boolean, word: string) => is && ` or ${word}`;
  return html`<p class="tone-key"><span>${format(key[0]!)}${beyond(clamped.worst, "worse")}</span><span class="ramp">${cells}</span><span>${format(key.at(-1)!)}${beyond(clamped.best, "better")}</span></p>`;
}
