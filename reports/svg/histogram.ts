import { fixed, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { Bin } from "../model.ts";
import { across, type Box, frame, linePath, round, smallBox, upwards } from "./frame.ts";
import { linearTicks } from "./ticks.ts";

export interface HistogramOptions {
  readonly title: string;
  readonly bins: readonly Bin[];
  readonly unit: "number" | "percent";
  /** A normal law of this mean and deviation drawn over it. */
  readonly normal?: { readonly mean: number; readonly deviation: number };
  /** Vertical marks. */
  readonly marks?: readonly { readonly value: number; readonly label: string }[];
  readonly box?: Box;
  /** Classes below zero and above it take the colours of loss and gain. */
  readonly signed?: boolean;
}

/** A histogram: the count of each class as a bar. */
export function histogram(options: HistogramOptions): Html {
  const { title, bins, unit, normal, marks = [], box = smallBox, signed = false } = options;
  const total = bins.reduce((sum, bin) => sum + bin.count, 0);
  if (bins.length === 0 || total === 0) return html`<p class="empty">Nothing to draw.</p>`;
  const from = bins[0]!.from;
  const to = bins[bins.length - 1]!.to;
  const top = Math.max(...bins.map((bin) => bin.count)) * 1.08;
  const counted = unit === "number" && bins.every((bin) => Number.isInteger(bin.from));
  const x = { from, to, ticks: linearTicks(from, to, 5, counted ? "whole" : unit) };
  const y = { from: 0, to: top, ticks: linearTicks(0, top, 4, "whole") };
  const toX = across(box, x);
  const toY = upwards(box, y);
  const write = (value: number) =>
    unit === "percent" ? percent(value) : fixed(value, Number.isInteger(value) ? 0 : 1);
  const bars = bins.map((bin) => {
    const left = toX(bin.from);
    const tone = signed ? toneOf(bin) : "strategy";
    return html`<rect class="bar ${tone}" x="${round(left)}" y="${round(toY(bin.count))}" width="${round(Math.max(0.5, toX(bin.to) - left - 0.7))}" height="${round(toY(0) - toY(bin.count))}"><title>${write(bin.from)} to ${write(bin.to)}: ${fixed(bin.count, 0)}</title></rect>`;
  });
  const lines = marks
    .filter(({ value }) => value >= from && value <= to)
    .map(({ value, label }) => {
      const at = round(toX(value));
      return html`<line class="mark" x1="${at}" x2="${at}" y1="${box.top}" y2="${box.height - box.bottom}"/><text class="tick" x="${at}" y="${box.top + 9}" dx="-4" text-anchor="end">${label}</text>`;
    });
  const curve =
    normal !== undefined && bell({ ...normal, from, to, scale: total * (bins[0]!.to - from) }, toX, toY);
  return frame({ box, title, x, y }, html`${bars}${lines}${curve}`);
}

/** A class that holds zero inside is neither loss nor gain. */
const toneOf = ({ from, to }: Bin): string => (to <= 0 ? "loss" : from >= 0 ? "gain" : "benchmark");

interface Bell {
  readonly mean: number;
  readonly deviation: number;
  readonly from: number;
  readonly to: number;
  /** Count times class width: what turns a density into a count. */
  readonly scale: number;
}

function bell(
  { mean, deviation, from, to, scale }: Bell,
  toX: (v: number) => number,
  toY: (v: number) => number,
) {
  if (!(deviation > 0)) return false;
  const at = Float64Array.from({ length: 121 }, (_, i) => from + ((to - from) * i) / 120);
  const heights = at.map(
    (v) => (scale * Math.exp(-0.5 * ((v - mean) / deviation) ** 2)) / (deviation * Math.sqrt(2 * Math.PI)),
  );
  const top = Math.max(...heights.map(toY).filter(Number.isFinite), 0);
  return top === 0
    ? false
    : linePath(
        at.map(toX),
        heights.map(toY).map((v) => Math.max(v, 0)),
        "normal",
      );
}
