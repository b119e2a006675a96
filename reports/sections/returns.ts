import { percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { PeriodReturn, ReportModel } from "../model.ts";
import { columnChart } from "../svg/column-chart.ts";
import { histogram } from "../svg/histogram.ts";
import { scatter } from "../svg/scatter.ts";
import { figure, keys, panorama, type Section } from "./section.ts";

const pair = [
  { className: "strategy", label: "Strategy" },
  { className: "benchmark", label: "Benchmark" },
];

const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Months as a heatmap, years as columns. */
export function calendarSection(model: ReportModel): Section {
  const body = html`${heatmap(model)}
<div class="plots one">${panorama("Return by year", yearColumns(model.years), keys(pair))}</div>
<p class="note">Calendar periods in UTC; the first and the last may be incomplete.</p>`;
  return { id: "calendar", title: "Months and years", short: "Months", body };
}

function heatmap({ months, years }: ReportModel): Html {
  const sizes = months
    .map((month) => Math.abs(month.value))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  // The colour saturates at the 95th percentile, so that one wild month does not bleach all others.
  const full = sizes[Math.floor(sizes.length * 0.95)] || 1;
  const head = monthNames.map((name) => html`<th scope="col">${name}</th>`);
  const rows = years.map((year) => {
    const cells = monthNames.map((name, m) => {
      const found = months.find((item) => item.year === year.year && item.month === m + 1);
      return cell(found?.value ?? NaN, full, `${name} ${year.year}`, found?.benchmark ?? NaN);
    });
    return html`<tr><th scope="row">${year.year}</th>${cells}<td class="total">${brief(year.value)}</td><td class="total muted">${brief(year.benchmark)}</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Monthly returns"><table class="heatmap"><caption>Monthly returns in %</caption><thead><tr><th scope="col">Year</th>${head}<th scope="col">Year</th><th scope="col">Bench.</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** A percentage without its sign of percent, one decimal: the caption names the unit. */
const brief = (value: number): string => (Number.isFinite(value) ? percent(value, 1).replace("%", "") : "");

function cell(value: number, full: number, name: string, benchmark: number): Html {
  if (!Number.isFinite(value)) return html`<td></td>`;
  const strength = Math.round(Math.min(1, Math.abs(value) / full) * 5);
  return html`<td class="${value < 0 ? "heat-loss" : "heat-gain"}-${strength}" title="${name}: ${percent(value)}, benchmark ${percent(benchmark)}">${brief(value)}</td>`;
}

function yearColumns(years: readonly PeriodReturn[]): Html {
  const groups = years.map(({ year, value, benchmark }) => ({
    label: String(year),
    columns: [
      { value, className: "strategy", note: `${year}: ${percent(value)}` },
      { value: benchmark, className: "benchmark", note: `${year}, benchmark: ${percent(benchmark)}` },
    ],
  }));
  const box = { width: 900, height: 210, left: 52, right: 12, top: 10, bottom: 24 };
  return columnChart({ title: "Return by year of strategy and benchmark", groups, unit: "percent", box });
}

/** How the returns are spread, and how far that is from the normal law. */
export function distributionSection({ distribution: d }: ReportModel): Section {
  const bars = histogram({
    title: `Histogram of returns per ${d.period}`,
    bins: d.bins,
    unit: "percent",
    signed: true,
    normal: { mean: d.mean, deviation: d.deviation },
    marks: [{ value: d.valueAtRisk, label: "VaR 95%" }],
  });
  const quantiles = scatter({
    title: "Normal Q-Q plot of returns",
    sets: [{ className: "strategy", x: [...d.normal], y: [...d.sample] }],
    xUnit: "number",
    yUnit: "number",
    line: { intercept: 0, slope: 1 },
  });
  const body = html`<div class="plots">${figure("Distribution", bars, `of returns per ${d.period}; line: normal law; flat ones count as 0`)}${figure("Normal Q-Q", quantiles, "deviations from the mean over those of a normal law")}</div>`;
  return { id: "distribution", title: "Distribution of returns", short: "Distribution", body };
}
