import type { Stability } from "../../research/sweep/surface.ts";
import { percent } from "../format.ts";
import { type Html, html, trusted } from "../html.ts";
import { across, dotsPath, frame, linePath, round, upwards, wideBox } from "../svg/frame.ts";
import { linearTicks } from "../svg/ticks.ts";
import { rangeOf } from "../svg/time-chart.ts";

const box = { ...wideBox, height: 230, bottom: 40 };

/** The objective by distance from the best variant: half of the variants, and their median. */
export function decayChart(
  title: string,
  { distance, q25, median, q75 }: Stability,
  unit: "number" | "percent",
): Html {
  const range = rangeOf([q25, q75], []);
  if (range === undefined || distance.length < 2) return html`<p class="empty">Too few variants to draw.</p>`;
  const end = distance.at(-1)!;
  const x = { from: 0, to: end, ticks: linearTicks(0, end, 8, "percent") };
  const y = { ...range, ticks: linearTicks(range.from, range.to, 4, unit) };
  const [toX, toY] = [across(box, x), upwards(box, y)];
  const xs = distance.map(toX);
  const there = Array.from(xs, (at, k) => `${round(at)} ${round(toY(q75[k]!))}`);
  const back = Array.from(xs, (at, k) => `${round(at)} ${round(toY(q25[k]!))}`).reverse();
  const band = html`<path class="area strategy" d="${trusted(`M${[...there, ...back].join("L")}Z`)}"/>`;
  const base =
    range.from < 0 &&
    range.to > 0 &&
    html`<line class="base" x1="${box.left}" x2="${box.width - box.right}" y1="${round(toY(0))}" y2="${round(toY(0))}"/>`;
  const name = html`<text class="tick name" x="${(box.left + box.width) / 2}" y="${box.height - 5}" text-anchor="middle">distance from the best, as a share of each range (${percent(0, 0)} is the best itself)</text>`;
  const dots = dotsPath([...xs], Array.from(median, toY), "strategy");
  return frame(
    { box, title, x, y },
    html`${base}${band}${linePath(xs, median.map(toY), "strategy")}${dots}${name}`,
  );
}
