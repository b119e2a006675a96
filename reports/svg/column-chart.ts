import { type Html, html } from "../html.ts";
import { type Box, frame, round, smallBox, upwards } from "./frame.ts";
import { linearTicks } from "./ticks.ts";
import { rangeOf } from "./time-chart.ts";

/** A group of columns side by side. */
export interface ColumnGroup {
  readonly label: string;
  readonly columns: readonly {
    readonly value: number;
    readonly className: string;
    /** Shown when the pointer rests on the column. */
    readonly note: string;
  }[];
}

export interface ColumnChartOptions {
  readonly title: string;
  readonly groups: readonly ColumnGroup[];
  readonly unit?: "number" | "percent";
  readonly box?: Box;
}

/** Columns up and down from zero, by category. Labels are thinned out where they would collide. */
export function columnChart({ title, groups, unit = "number", box = smallBox }: ColumnChartOptions): Html {
  const values = groups.flatMap((group) => group.columns.map((column) => column.value));
  const range = rangeOf([values.filter(Number.isFinite)], [0]);
  if (groups.length === 0 || range === undefined) return html`<p class="empty">Nothing to draw.</p>`;
  const y = { ...range, ticks: linearTicks(range.from, range.to, box.height / 45, unit) };
  const toY = upwards(box, y);
  const slot = (box.width - box.left - box.right) / groups.length;
  const longest = Math.max(...groups.map((group) => group.label.length));
  const every = Math.ceil((longest * 7 + 8) / slot);
  const drawn = groups.map((group, g) => {
    const width = Math.min(34, (slot * 0.74) / group.columns.length);
    const start = box.left + slot * (g + 0.5) - (width * group.columns.length) / 2;
    const bars = group.columns.map(({ value, className, note }, k) => {
      if (!Number.isFinite(value)) return false;
      const [top, bottom] = [toY(Math.max(value, 0)), toY(Math.min(value, 0))];
      return html`<rect class="bar ${className}" x="${round(start + k * width)}" y="${round(top)}" width="${round(Math.max(1, width - 1))}" height="${round(Math.max(0.8, bottom - top))}"><title>${note}</title></rect>`;
    });
    const label =
      g % every === 0 &&
      html`<text class="tick" x="${round(box.left + slot * (g + 0.5))}" y="${box.height - box.bottom + 15}" text-anchor="middle">${group.label}</text>`;
    return html`${bars}${label}`;
  });
  const zero = round(toY(0));
  return frame(
    { box, title, y },
    html`<line class="base" x1="${box.left}" x2="${box.width - box.right}" y1="${zero}" y2="${zero}"/>${drawn}`,
  );
}
