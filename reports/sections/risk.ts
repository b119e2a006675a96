import { day, fixed, percent, span } from "../format.ts";
import { html } from "../html.ts";
import type { DrawdownEpisode, ReportModel } from "../model.ts";
import { thirdBox } from "../svg/frame.ts";
import { type TimeLine, timeChart } from "../svg/time-chart.ts";
import { figure, legend, panorama, type Section, signed, table } from "./section.ts";

/** Sharpe ratio, volatility and beta over a moving window. */
export function rollingSection({ rolling }: ReportModel): Section {
  const line = (
    title: string,
    unit: "number" | "percent",
    lines: readonly TimeLine[],
    include: readonly number[],
  ) => figure(title, timeChart({ title, ts: rolling.ts, lines, unit, include, box: thirdBox }));
  const body = html`${legend([
    { className: "strategy", label: "Strategy" },
    { className: "benchmark", label: "Benchmark" },
  ])}
<div class="plots three">
${line(
  "Sharpe ratio",
  "number",
  [
    { className: "benchmark", values: rolling.benchmarkSharpe },
    { className: "strategy", values: rolling.sharpe },
  ],
  [0],
)}
${line(
  "Volatility, annual",
  "percent",
  [
    { className: "benchmark", values: rolling.benchmarkVolatility },
    { className: "strategy", values: rolling.volatility },
  ],
  [0],
)}
${line("Beta to the benchmark", "number", [{ className: "strategy", values: rolling.beta }], [0])}
</div><p class="note">Window of ${rolling.window}; each point uses the window that ends there.</p>`;
  return { id: "rolling", title: "Rolling risk", short: "Rolling", body };
}

/** The deepest falls. */
export function drawdownSection({ drawdowns, run }: ReportModel): Section {
  const end = run.outcome.ts[run.outcome.ts.length - 1] ?? NaN;
  const recovered = (row: DrawdownEpisode) => Number.isFinite(row.recoveryTs);
  const rows = table<DrawdownEpisode>(
    "Worst drawdowns",
    [
      { head: "#", cell: (_, i) => String(i + 1), number: true },
      { head: "Depth", cell: (row) => signed(row.depth, percent(row.depth)), number: true },
      { head: "Peak", cell: (row) => day(row.peakTs) },
      { head: "Trough", cell: (row) => day(row.troughTs) },
      { head: "Recovery", cell: (row) => (recovered(row) ? day(row.recoveryTs) : "not yet") },
      {
        head: "Length",
        cell: (row) => span((recovered(row) ? row.recoveryTs : end) - row.peakTs),
        number: true,
      },
      { head: "Bars down", cell: (row) => fixed(row.fallBars, 0), number: true },
      {
        head: "Bars back",
        cell: (row) => (recovered(row) ? fixed(row.recoveryBars, 0) : "\u2013"),
        number: true,
      },
    ],
    drawdowns.slice(0, 10),
    "quiet",
  );
  const body = drawdowns.length === 0 ? html`<p class="empty">Equity never fell below its peak.</p>` : rows;
  return { id: "drawdowns", title: "Worst drawdowns", short: "Drawdowns", body };
}

/** How much was at stake, bar by bar. */
export function exposureSection({ run }: ReportModel): Section {
  const { ts, exposure, net, start } = run.outcome;
  const chart = timeChart({
    title: "Gross and net exposure over equity",
    ts,
    from: start,
    unit: "percent",
    include: [0],
    lines: [
      { className: "benchmark", values: exposure },
      { className: "strategy", values: net, area: true },
    ],
    box: { width: 900, height: 170, left: 52, right: 12, top: 10, bottom: 24 },
  });
  const body = html`${legend([
    { className: "strategy", label: "Net" },
    { className: "benchmark", label: "Gross" },
  ])}
<div class="plots one">${panorama("Exposure", chart, "notional over equity at each close")}</div>`;
  return { id: "exposure", title: "Exposure", body };
}
