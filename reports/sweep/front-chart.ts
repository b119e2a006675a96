import type { ScenarioSurfaces } from "../../research/sweep/sweep-report.ts";
import { type Html, html } from "../html.ts";
import { across, dotsPath, frame, linePath, smallBox, upwards } from "../svg/frame.ts";
import { linearTicks } from "../svg/ticks.ts";
import { rangeOf } from "../svg/time-chart.ts";

const box = { ...smallBox, height: 300, bottom: 38, left: 54 };

/** Total return over drawdown of many variants, and the front of those that none beats in both. */
export function frontChart(title: string, { front, cloud }: ScenarioSurfaces): Html {
  const known = (k: number) => Number.isFinite(cloud.totalReturn[k]) && Number.isFinite(cloud.maxDrawdown[k]);
  const places = Array.from(cloud.totalReturn, (_, k) => k).filter(known);
  const [xs, ys] = [places.map((k) => -cloud.maxDrawdown[k]!), places.map((k) => cloud.totalReturn[k]!)];
  const [frontX, frontY] = [front.map((row) => -row.maxDrawdown), front.map((row) => row.totalReturn)];
  const [xRange, yRange] = [rangeOf([xs, frontX], []), rangeOf([ys, frontY], [])];
  if (xRange === undefined || yRange === undefined) return html`<p class="empty">Nothing to draw.</p>`;
  const x = { ...xRange, ticks: linearTicks(xRange.from, xRange.to, 5, "percent") };
  const y = { ...yRange, ticks: linearTicks(yRange.from, yRange.to, 5, "percent") };
  const [toX, toY] = [across(box, x), upwards(box, y)];
  const name = html`<text class="tick name" x="${(box.left + box.width) / 2}" y="${box.height - 5}" text-anchor="middle">size of the max drawdown</text>`;
  return frame(
    { box, title, x, y, gridX: true },
    html`<g class="cloud">${dotsPath(xs.map(toX), ys.map(toY), "benchmark")}</g>${linePath(frontX.map(toX), frontY.map(toY), "strategy")}${dotsPath(frontX.map(toX), frontY.map(toY), "strategy")}${name}`,
  );
}
