import { lowerBound } from "../../engine/core/calendar.ts";
import { fixed, formatUnit } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { MetricLine, ReportModel } from "../model.ts";
import type { Section } from "./section.ts";

const headlineKeys = [
  "totalReturn",
  "cagr",
  "sharpe",
  "maxDrawdown",
  "volatility",
  "calmar",
  "trades",
  "winRate",
];

/** The few figures that everybody asks for first, then all of them, each beside the benchmark. */
export function headlineSection(model: ReportModel): Section {
  const byKey = new Map(model.metrics.map((line) => [line.key, line]));
  const first = headlineKeys.flatMap((key) => byKey.get(key) ?? []);
  // Costs have a section of their own.
  const groups = [...new Set(model.metrics.map((line) => line.group))].filter((group) => group !== "costs");
  const body = html`<div class="figures">${first.map(card)}</div>
<div class="metric-groups">${groups.map((group) => groupTable(group, model.metrics))}</div>
<p class="note">Benchmark: buy and hold of the same symbols, bought in equal parts at the open of the first bar that counts, without costs${model.run.identity.warmup > 0 && `; the strategy cannot decide before its ${fixed(model.run.identity.warmup, 0)} bars of warm-up are known, ${early(model)}`}. Each name leads to its definition.</p>`;
  return { id: "headline", title: "Headline", body };
}

/** Where the warm-up lies: before the tested period as far as the data reach back. */
function early({ run, bars, walkForward }: ReportModel): string {
  const { ts, start } = run.outcome;
  // The outcome of a walk forward begins with its first test, the history before that.
  const before = walkForward ? lowerBound(bars[0]!.ts, ts[start]!) : start;
  const inside = run.identity.warmup - before;
  return inside > 0
    ? `${fixed(inside, 0)} of them within the period, in which it holds cash`
    : "all of them before the period";
}

function card(line: MetricLine): Html {
  const known = Number.isFinite(line.benchmark);
  return html`<div class="figure"><a class="term" href="#note-${line.key}" title="${line.convention}">${line.label}</a><strong>${formatUnit(line.value, line.unit)}</strong><small>${known && html`benchmark ${formatUnit(line.benchmark, line.unit)}`}</small></div>`;
}

function groupTable(group: string, lines: readonly MetricLine[]): Html {
  const rows = lines.filter((line) => line.group === group);
  const compared = rows.some((line) => Number.isFinite(line.benchmark));
  const body = rows.map(
    (line) =>
      html`<tr><th scope="row"><a class="term" href="#note-${line.key}" title="${line.convention}">${line.label}</a></th><td class="number">${formatUnit(line.value, line.unit)}</td>${compared && html`<td class="number muted">${Number.isFinite(line.benchmark) && formatUnit(line.benchmark, line.unit)}</td>`}</tr>`,
  );
  return html`<table class="metrics"><thead><tr><th scope="col">${group[0]!.toUpperCase() + group.slice(1)}</th><th scope="col" class="number">Strategy</th>${compared && html`<th scope="col" class="number">Benchmark</th>`}</tr></thead><tbody>${body}</tbody></table>`;
}

/** The definitions that the names of the metrics lead to. */
export function notesSection(model: ReportModel): Section {
  const notes = model.metrics.map(
    (line) => html`<div id="note-${line.key}"><dt>${line.label}</dt><dd>${line.convention}</dd></div>`,
  );
  const body = html`<ul class="meaning">${meaning.map((text) => html`<li>${text}</li>`)}</ul>
<h3>Definitions of the metrics</h3><dl class="notes">${notes}</dl>`;
  return { id: "conventions", title: "Conventions", short: "Notes", body };
}

const meaning = [
  "Dates and times are UTC. A bar carries the time of its open, and its values are known at its close. A period runs from the open of its first bar to the close of its last one; that end is exclusive, as --to takes it. A decision uses closed bars only.",
  "A market order takes the open, worsened by spread and slippage. A stop fills at the worse of its trigger and the open. A limit order fills at the better of its price and the open. A trailing stop moves after the bar it saw.",
  "Equity is marked at each close. Profit of a trade is after its own fees; funding and borrow are booked on the account.",
  "Idle cash earns nothing, nor do the proceeds of a short. Prices are taken as they are: dividends count only where the data hold them, so a price index and its buy and hold are without.",
  "The benchmark buys the same symbols in equal parts at the open of the first bar that counts and holds them, without costs and without waiting for a warm-up.",
  "The period of a short test is stretched to a year by the annualised figures: under a year of data they are extrapolations.",
  "Sample standard deviation (ddof 1), risk-free rate 0, annualised by the bars per year of the data's own calendar.",
  "n/a means not defined or not known here; it is never a zero.",
];
