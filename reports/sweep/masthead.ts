import type { DataIdentity } from "../../engine/trade/bars.ts";
import type { SweepReportModel } from "../../research/sweep/sweep-report.ts";
import { bound, fixed, formatUnit, money, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import { type Section, table } from "../sections/section.ts";

/** The head of the page: what was tried, on what, and what to beware of. */
export function sweepMasthead({
  job,
  about,
  data,
  variants,
  warnings,
  objective,
  best,
  columns,
}: SweepReportModel): Html {
  const symbols = [...new Set(data.filter(({ role }) => role !== "finer").map(({ symbol }) => symbol))];
  const at = columns.findIndex(({ key }) => key === objective.key);
  const top = best[0]?.metrics[at] ?? Number.NaN;
  const flags = warnings.map((text) => html`<li class="flag-note"><span>${text}</span></li>`);
  return html`<header class="masthead">
<p class="kicker">Sweep report</p>
<h1>${job.strategy}</h1>
${about !== "" && html`<p class="about">${about}</p>`}
<p class="facts"><span>${symbols.slice(0, 8).join(", ")}${symbols.length > 8 && ` and ${symbols.length - 8} more`}</span><span>${fixed(variants, 0)} variants</span><span>best ${objective.label} ${formatUnit(top, objective.unit)}</span><span>sweep <code>${job.strategy}-${job.sourceHash.slice(0, 6)}</code></span></p>
${flags.length > 0 && html`<ul class="flags" aria-label="Warnings">${flags}</ul>`}
</header>`;
}

const searches = {
  grid: "every point of the grid",
  random: "points drawn at random",
  lhs: "Latin hypercubes",
  tpe: "Bayesian, by Parzen estimators",
} as const;

/** Everything needed to say which sweep this is and to repeat it. */
export function sweepIdentity({ job, hash, data }: SweepReportModel): Section {
  const { settings, search, space } = job;
  const { fees } = settings;
  const drawn = search.kind !== "grid";
  const body = html`<div class="columns">
<div><h3>Search</h3>${definitions([
    ["Strategy taken from", job.target],
    ...space.params.map((word): [string, Html] => ["Parameter", html`<code>${word}</code>`]),
    ...(space.where === undefined ? [] : [["Condition", html`<code>${space.where}</code>`] as const]),
    ["Search", searches[search.kind]],
    ...(drawn ? [["Seed", String(search.seed)] as const] : []),
    ["Objective", job.objective],
  ])}</div>
<div><h3>Costs and money</h3>${definitions([
    ["Starting cash", money(settings.cash)],
    ["Taker, maker fee", `${percent(fees.taker, 3)}, ${percent(fees.maker, 3)}`],
    ["Fixed fee", fees.fixed === 0 ? "none" : `${money(fees.fixed)} a fill`],
    ["Half spread, slippage", `${percent(settings.halfSpread, 3)}, ${percent(settings.slippage, 3)}`],
    ["Earliest fill", settings.fill === "close" ? "the close that decides" : "the next open"],
    ["Stop or target in one bar", settings.intrabar === "pessimistic" ? "the stop" : "the target"],
  ])}</div>
<div><h3>Identity</h3>${definitions([
    ["Sweep", html`<code title="${hash}">${hash.slice(0, 12)}</code>`],
    ["Strategy source", html`<code title="${job.sourceHash}">${job.sourceHash.slice(0, 12)}</code>`],
    ["Code version", html`<code>${job.codeVersion}</code>`],
    ...(job.scenarios.length > 1 ? [["Symbols and periods", String(job.scenarios.length)] as const] : []),
  ])}</div>
</div>
${dataTable(data)}`;
  return { id: "identity", title: "What was tried", short: "Identity", body };
}

const definitions = (rows: readonly (readonly [string, string | Html])[]): Html =>
  html`<dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

const dataTable = (data: readonly DataIdentity[]): Html =>
  table<DataIdentity>(
    "Data",
    [
      {
        head: "Symbol",
        cell: (set) =>
          html`${set.symbol}${set.role === "finer" && html` <span class="muted">inside bars</span>`}${set.synthetic && html` <b class="tag">synthetic</b>`}`,
      },
      { head: "Market", cell: (set) => `${set.exchange} ${set.timeframe}` },
      { head: "From", cell: (set) => bound(set.fromMs) },
      { head: "To (exclusive)", cell: (set) => bound(set.toMs) },
      { head: "Rows", cell: (set) => fixed(set.rows, 0), number: true },
      { head: "sha256", cell: (set) => html`<code title="${set.sha256}">${set.sha256.slice(0, 12)}</code>` },
    ],
    data,
  );
