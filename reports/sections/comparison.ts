import { formatTimeframe } from "../../engine/core/time.ts";
import { startsOnLog } from "../chart-data.ts";
import { type Difference, differences, type Overlay, periodsDiffer, toneOf } from "../comparison-data.ts";
import { flagsOf } from "../flags.ts";
import { formatUnit, percent, period } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { MetricLine, ReportModel } from "../model.ts";
import { timeChart } from "../svg/time-chart.ts";
import { figure, legend, type Section, scaleButtons, signed, table } from "./section.ts";

const differing =
  "The runs were not tested over the same time, so each met another market. Total returns, money, counts and durations grow with time: in these no best is marked.";

/** The head of a comparison: which runs, and what to beware of in each. */
export function comparisonMasthead(models: readonly ReportModel[], names: readonly string[]): Html {
  const flags = models.flatMap((model, i) =>
    flagsOf(model).map(
      (flag) =>
        html`<li class="flag-${flag.level}"><b>${flag.label}</b> <span>${names[i]}: ${flag.text}</span></li>`,
    ),
  );
  if (periodsDiffer(models))
    flags.unshift(html`<li class="flag-bad"><b>PERIODS DIFFER</b> <span>${differing}</span></li>`);
  const runs = models.map(({ run }, i) => {
    const { ts, start, timeframeMs, symbols } = run.outcome;
    const when = period(ts[start] ?? NaN, (ts[ts.length - 1] ?? NaN) + timeframeMs);
    return html`<li><b class="key ${toneOf(i)}">${names[i]}</b> <span>${names[i] !== run.identity.id && html`<code>${run.identity.id}</code>, `}${symbols.slice(0, 4).join(", ")}${symbols.length > 4 && " \u2026"}, ${formatTimeframe(timeframeMs)}, ${when}</span></li>`;
  });
  return html`<header class="masthead"><p class="kicker">Comparison</p><h1>${models.length} runs side by side</h1>
<ul class="runs">${runs}</ul>${flags.length > 0 && html`<ul class="flags" aria-label="Warnings">${flags}</ul>`}</header>`;
}

/** What was asked differently. */
export function differencesSection(models: readonly ReportModel[], names: readonly string[]): Section {
  const rows = differences(models);
  const body =
    rows.length === 0
      ? html`<p>The runs were asked the same.</p>`
      : table<Difference>(
          "Differences",
          [
            { head: "Asked", cell: (row) => row.name },
            ...names.map((name, i) => ({ head: name, cell: (row: Difference) => row.values[i]! })),
          ],
          rows,
          "quiet",
        );
  return { id: "differences", title: "What differs", short: "Differences", body };
}

/** Growth of what each run began with. */
export function overlaySection({ ts, growth, drawdown }: Overlay, names: readonly string[]): Section {
  const lines = (columns: readonly Float64Array[]) =>
    columns.map((values, i) => ({ className: toneOf(i), values }));
  const body = html`<div class="toolbar" role="group" aria-label="Chart of growth">
${scaleButtons(startsOnLog(growth))}
<span class="buttons" data-ranges></span></div>
<div class="chart" id="equity-chart" tabindex="0" role="region" aria-label="Growth of each run, drawdowns below. Arrow keys move, plus and minus zoom, zero shows all."></div>
<div class="static">${legend(names.map((label, i) => ({ className: toneOf(i), label })))}
${figure("Growth", timeChart({ title: "Growth of each run", ts, lines: lines(growth), log: true }), "logarithmic")}
${figure("Drawdown", timeChart({ title: "Drawdown of each run", ts, lines: lines(drawdown), unit: "percent", include: [0] }))}</div>
<p class="note">Equity as a multiple of what each run began with; drawdowns below.</p>`;
  return { id: "growth", title: "Growth and drawdown", short: "Growth", body };
}

const figureOf = (model: ReportModel, key: string): number =>
  model.metrics.find((line) => line.key === key)?.value ?? NaN;

/** Every metric of every run in one table, the best of a row marked. */
export function metricsSection(models: readonly ReportModel[], names: readonly string[]): Section {
  const lines = models[0]!.metrics;
  const differ = periodsDiffer(models);
  const heads = names.map(
    (name, i) => html`<th scope="col" class="number"><span class="key ${toneOf(i)}">${name}</span></th>`,
  );
  const groups = [...new Set(lines.map((line) => line.group))].map((group) => {
    const rows = lines.filter((line) => line.group === group).map((line) => metricRow(line, models, differ));
    return html`<tbody><tr class="group"><th scope="rowgroup" colspan="${names.length + 1}">${group[0]!.toUpperCase() + group.slice(1)}</th></tr>${rows}</tbody>`;
  });
  const body = html`<div class="scroll quiet" tabindex="0" role="region" aria-label="Metrics"><table><caption>Metrics</caption><thead><tr><td></td>${heads}</tr></thead>${groups}</table></div>
<p class="note">A dot marks the best of a row, where one way is better and the runs differ. ${differ && "The periods differ: what grows with time is not marked."} The best of many tries flatters: what was chosen after looking needs a test on data that it has not seen.</p>`;
  return { id: "metrics", title: "Metrics", body };
}

const totals: readonly string[] = ["totalReturn", "excessReturn", "recoveryFactor"];

/** What grows with the time tested, whatever the strategy. */
const growing = ({ key, unit }: MetricLine): boolean =>
  totals.includes(key) || unit === "money" || unit === "bars" || unit === "count";

function metricRow(line: MetricLine, models: readonly ReportModel[], differ: boolean): Html {
  const values = models.map((model) => figureOf(model, line.key));
  const best = differ && growing(line) ? NaN : bestOf(values, line.better);
  const cells = values.map((value) => {
    const text = formatUnit(value, line.unit);
    return html`<td class="number">${value === best ? html`<b class="best" title="best">${text}</b>` : text}</td>`;
  });
  return html`<tr><th scope="row" title="${line.convention}">${line.label}</th>${cells}</tr>`;
}

/** The best value, where there is one and it is not shared by all. */
export function bestOf(values: readonly number[], better: MetricLine["better"]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  if (better === "none" || known.length < 2 || new Set(known).size === 1) return NaN;
  return better === "higher" ? Math.max(...known) : Math.min(...known);
}

/** Return of each run by calendar year. */
export function yearsSection(models: readonly ReportModel[], names: readonly string[]): Section {
  const years = [...new Set(models.flatMap((model) => model.years.map(({ year }) => year)))].sort(
    (a, b) => a - b,
  );
  const returnOf = (model: ReportModel, year: number) =>
    model.years.find((item) => item.year === year)?.value ?? NaN;
  const body = table<number>(
    "Return by year",
    [
      { head: "Year", cell: (year) => String(year) },
      ...models.map((model, i) => ({
        head: html`<span class="key ${toneOf(i)}">${names[i]}</span>`,
        number: true,
        cell: (year: number) => signed(returnOf(model, year), percent(returnOf(model, year))),
      })),
    ],
    years,
    "quiet",
  );
  return { id: "years", title: "Return by year", short: "Years", body };
}
