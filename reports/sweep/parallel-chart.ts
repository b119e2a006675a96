import type { ScenarioSurfaces } from "../../research/sweep/sweep-report.ts";
import { type Html, html, trusted } from "../html.ts";
import { type Box, frame, round } from "../svg/frame.ts";

const box: Box = { width: 900, height: 300, left: 60, right: 60, top: 24, bottom: 30 };
/** Classes of rank, the best last. */
const classes = 5;

/** Variants as lines over one axis a parameter and one of the objective, coloured by their rank. */
export function parallelChart(
  title: string,
  { axes, lines }: ScenarioSurfaces,
  objective: string,
  format: (value: number) => string,
): Html {
  const { shares, values, ranks } = lines;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (values.length < 2 || !(high > low)) return html`<p class="empty">Too few variants to draw.</p>`;
  const floor = box.height - box.bottom;
  const toX = (k: number): number => box.left + (k / axes.length) * (box.width - box.left - box.right);
  const toY = (share: number): number => floor - share * (floor - box.top);
  const paths: string[] = Array.from({ length: classes }, () => "");
  for (let k = 0; k < values.length; k++) {
    const heights = [...shares[k]!, (values[k]! - low) / (high - low)];
    const path = heights.map((share, a) => `${a === 0 ? "M" : "L"}${round(toX(a))} ${round(toY(share))}`);
    paths[Math.min(classes - 1, Math.floor(ranks[k]! * classes))] += path.join("");
  }
  const drawn = paths.map((path, k) => html`<path class="rank-${k}" d="${trusted(path)}"/>`);
  const named = [...axes, { name: objective, low: format(low), high: format(high) }];
  const rules = named.map(({ name, low: from, high: to }, k) => {
    const x = round(toX(k));
    return html`<line class="axis" x1="${x}" x2="${x}" y1="${box.top}" y2="${floor}"/><text class="tick" x="${x}" y="${box.top - 8}" text-anchor="middle">${to}</text><text class="tick" x="${x}" y="${floor + 13}" text-anchor="middle">${from}</text><text class="tick name" x="${x}" y="${floor + 26}" text-anchor="middle">${name}</text>`;
  });
  return frame({ box, title }, html`<g class="parallel">${drawn}</g>${rules}`);
}
