import type { Marginal } from "../../research/sweep/surface.ts";
import { type Html, html } from "../html.ts";
import { dotsPath, frame, round, smallBox, upwards } from "../svg/frame.ts";
import { linearTicks } from "../svg/ticks.ts";
import { rangeOf } from "../svg/time-chart.ts";
import { cellTicks } from "./cell-ticks.ts";

const box = { ...smallBox, height: 240, bottom: 38, left: 50 };

/** The spread of the objective at each value of a parameter: 80% and half of the variants, their median, and the best. */
export function boxChart(
  title: string,
  { axis, quantiles, best, counts }: Marginal,
  unit: "number" | "percent",
  format: (value: number) => string,
): Html {
  const { q10, q25, median, q75, q90 } = quantiles;
  const range = rangeOf([q10, q90, best].map(known), []);
  if (range === undefined) return html`<p class="empty">Nothing to draw.</p>`;
  const y = { ...range, ticks: linearTicks(range.from, range.to, 4, unit) };
  const toY = upwards(box, y);
  const slot = (box.width - box.left - box.right) / axis.labels.length;
  const middle = (k: number): number => box.left + (k + 0.5) * slot;
  const bar = (k: number, low: number, high: number, share: number, className: string): Html => {
    const width = Math.min(26, slot * share);
    return html`<rect class="${className}" x="${round(middle(k) - width / 2)}" y="${round(toY(high))}" width="${round(width)}" height="${round(Math.max(0.8, toY(low) - toY(high)))}"/>`;
  };
  const boxes = axis.labels.map((label, k) => {
    if (!Number.isFinite(median[k])) return undefined;
    const note = `${axis.name} ${label}: median ${format(median[k]!)}, best ${format(best[k]!)}, ${counts[k]!} variants`;
    return html`<g class="spread"><title>${note}</title>${bar(k, q10[k]!, q90[k]!, 0.85, "outer")}${bar(k, q25[k]!, q75[k]!, 0.85, "inner")}${bar(k, median[k]!, median[k]!, 0.85, "middle")}</g>`;
  });
  const shown = axis.labels.map((_, k) => k).filter((k) => Number.isFinite(best[k]));
  const dots = dotsPath(
    shown.map(middle),
    shown.map((k) => toY(best[k]!)),
    "loss",
  );
  const ticks = cellTicks(axis.labels, 8).map(
    ([k, label]) =>
      html`<text class="tick" x="${round(middle(k))}" y="${box.height - box.bottom + 14}" text-anchor="middle">${label}</text>`,
  );
  const name = html`<text class="tick name" x="${(box.left + box.width - box.right) / 2}" y="${box.height - 5}" text-anchor="middle">${axis.name}</text>`;
  return frame({ box, title, y }, html`${boxes}${dots}${ticks}${name}`);
}

const known = (column: Float64Array): Float64Array => column.filter((value) => Number.isFinite(value));
