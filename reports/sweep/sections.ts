import type {
  BestRow,
  FrontRow,
  ScenarioSurfaces,
  SweepReportModel,
} from "../../research/sweep/sweep-report.ts";
import { fixed, formatUnit, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import { type Column, figure, legend, panorama, type Section, table } from "../sections/section.ts";
import { histogram } from "../svg/histogram.ts";
import { boxChart } from "./box-chart.ts";
import { decayChart } from "./decay-chart.ts";
import { frontChart } from "./front-chart.ts";
import { heatGrid, toneKey } from "./heat-grid.ts";
import { parallelChart } from "./parallel-chart.ts";
import { tonesOf } from "./tones.ts";

const formatOf =
  ({ objective }: SweepReportModel) =>
  (value: number): string =>
    formatUnit(value, objective.unit);

const unitOf = ({ objective }: SweepReportModel): "percent" | "number" =>
  objective.unit === "percent" ? "percent" : "number";

/** The same for each scenario, under its name where there are several. */
function perScenario({ scenarios, job }: SweepReportModel, draw: (scenario: ScenarioSurfaces) => Html): Html {
  if (job.scenarios.length === 1) return draw(scenarios[0]!);
  const rest = job.scenarios.length - scenarios.length;
  return html`${scenarios.map((each) => html`<h3>${each.label}</h3>${draw(each)}`)}${rest > 0 && html`<p class="note">${fixed(rest, 0)} more symbols and periods are not drawn; the Parquet file of the sweep has them all.</p>`}`;
}

/** The best variants with their parameters and figures. */
export function bestSection(model: SweepReportModel): Section {
  const several = model.job.scenarios.length > 1;
  const columns: Column<BestRow>[] = [
    { head: "#", cell: (_, k) => String(k + 1), number: true },
    ...(several ? [{ head: "On", cell: (row: BestRow) => row.scenario }] : []),
    ...model.params.map(
      (name): Column<BestRow> => ({
        head: html`<code>${name}</code>`,
        cell: (row) => String(row.params[name]),
        number: true,
      }),
    ),
    ...model.columns.map(
      ({ label, unit, convention }, k): Column<BestRow> => ({
        head: html`<span title="${convention}">${label}</span>`,
        cell: (row) => formatUnit(row.metrics[k]!, unit),
        number: true,
      }),
    ),
  ];
  return {
    id: "best",
    title: "The best variants",
    short: "Best",
    body: table("The best variants", columns, model.best, "quiet"),
  };
}

/** How the objective is spread over all variants, and what chance alone would give. */
export function luckSection(model: SweepReportModel): Section {
  const { chance, objective, variants, scenarios } = model;
  const marks =
    objective.key === "sharpe" && Number.isFinite(chance.best)
      ? [{ value: chance.best, label: "chance" }]
      : [];
  const draw = ({ histogram: { edges, counts }, label, unknown }: ScenarioSurfaces): Html => {
    const bins = Array.from(counts, (count, k) => ({ from: edges[k]!, to: edges[k + 1]!, count }));
    const title = `Histogram of ${objective.label}, ${label}`;
    const drawing = histogram({ title, bins, unit: unitOf(model), marks, signed: true });
    const of = model.job.scenarios.length > 1 ? label : "of all variants";
    return figure(
      objective.label,
      drawing,
      `${of}${unknown > 0 ? `; of ${fixed(unknown, 0)} it is not known` : ""}`,
    );
  };
  const body =
    variants < 2
      ? html`<p class="empty">One variant has no spread.</p>`
      : html`<div class="plots">${scenarios.map(draw)}<div>${luckText(model)}</div></div>`;
  return { id: "luck", title: "How much of it is luck?", short: "Luck", body };
}

function luckText({ chance, variants, objective, best, columns }: SweepReportModel): Html {
  const at = columns.findIndex(({ key }) => key === "sharpe");
  const top = Math.max(...best.map(({ metrics }) => metrics[at] ?? Number.NaN));
  const ratio = (value: number) => formatUnit(value, "ratio");
  const rows = [
    ["Variants", fixed(variants, 0)],
    ["Ranked by", objective.label],
    ["Mean Sharpe ratio of all", ratio(chance.mean)],
    ["Their deviation", ratio(chance.deviation)],
    ["Best by chance alone", ratio(chance.best)],
    ["Best that was found", ratio(top)],
    ["Deflated Sharpe ratio", formatUnit(chance.deflated, "percent")],
  ] as const;
  return html`<dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<p class="note">Best by chance alone: the greatest Sharpe ratio to be expected of as many variants without any skill, drawn independently with the deviation that these show (Bailey and L\u00f3pez de Prado 2014). Variants that resemble each other count for fewer. The deflated Sharpe ratio is the probability that the true one of the first is above that. A sweep is a search, not evidence: what it chose must prove itself on data that it has not seen.</p>`;
}

/** The objective over pairs of parameters. */
export function heatmapSection(model: SweepReportModel): Section {
  const shown = model.scenarios;
  const some = model.params.length > 1;
  const body = html`${some ? heatmaps(model, shown) : html`<p class="empty">A surface needs two parameters that vary.</p>`}${shown.map(sampled)}${some && html`<p class="note">${model.objective.label} by colour; the frame marks the best variant. Where it is hatched no variant was tried, or none has a value. Pairs that explain most of the differences come first.</p>`}`;
  return { id: "surface", title: "Parameter surfaces", short: "Surfaces", body };
}

/** Grids of all scenarios in the same colours. */
function heatmaps(model: SweepReportModel, scenarios: readonly ScenarioSurfaces[]): Html {
  const format = formatOf(model);
  const alone = model.params.length === 2;
  const kinds = alone ? (["best"] as const) : (["best", "mean"] as const);
  const all = scenarios.flatMap(({ heatmaps: maps }) =>
    maps.flatMap((map) => kinds.map((kind) => map[kind])),
  );
  const tones = tonesOf(
    all.flatMap((values) => [...values]),
    model.direction,
  );
  const grids = scenarios.flatMap(({ heatmaps: maps, best, label }) =>
    maps.flatMap((map) =>
      kinds.map((kind) => {
        const pair = `${map.x.name} and ${map.y.name}`;
        const notes = [
          ...(model.job.scenarios.length > 1 ? [label] : []),
          ...(alone ? [] : [`${kind} over all other parameters`]),
        ];
        const title = [`${model.objective.label} over ${pair}`, ...notes].join(", ");
        const at = bestCell(map.best, best.value, map.x.labels.length);
        return figure(
          pair,
          heatGrid({ title, map, values: map[kind], tones, format, best: at }),
          notes.join("; "),
        );
      }),
    ),
  );
  return html`${toneKey(tones, format)}<div class="plots heat">${grids}</div>`;
}

function bestCell(values: Float64Array, best: number, columns: number): readonly [number, number] {
  const at = Math.max(0, values.indexOf(best));
  return [at % columns, Math.floor(at / columns)];
}

const sampled = ({ n, of }: ScenarioSurfaces): Html | false =>
  n < of &&
  html`<p class="note">Drawn from a random sample of ${fixed(n, 0)} out of ${fixed(of, 0)} variants.</p>`;

/** One parameter at a time. */
export function marginalSection(model: SweepReportModel): Section {
  const draw = (scenario: ScenarioSurfaces): Html =>
    html`<div class="plots">${scenario.marginals.map((marginal) =>
      figure(
        marginal.axis.name,
        boxChart(
          `${model.objective.label} by ${marginal.axis.name}`,
          marginal,
          unitOf(model),
          formatOf(model),
        ),
        Number.isFinite(marginal.explains)
          ? `explains ${percent(marginal.explains, 0)} of the variance by itself`
          : "",
      ),
    )}</div>${sampled(scenario)}`;
  const body = html`${legend([
    { className: "half", label: "Half and 80% of the variants" },
    { className: "middle-of", label: "Median" },
    { className: "best-of", label: "Best" },
  ])}${perScenario(model, draw)}`;
  return { id: "parameters", title: "One parameter at a time", short: "Parameters", body };
}

/** How the objective decays around the best. */
export function stabilitySection(model: SweepReportModel): Section {
  const format = formatOf(model);
  const draw = ({ stability, best, label }: ScenarioSurfaces): Html => {
    const { neighbours, half } = stability;
    const chart = decayChart(
      `${model.objective.label} by distance from the best, ${label}`,
      stability,
      unitOf(model),
    );
    const near =
      neighbours.n === 0
        ? "It has no neighbours that were tried."
        : `Its ${fixed(neighbours.n, 0)} neighbours, one step away, have ${format(neighbours.mean)} on average and ${format(neighbours.worst)} at worst.`;
    const fall = Number.isFinite(half)
      ? ` Half of it is lost, by the median, at a distance of ${percent(half, 0)}.`
      : "";
    return html`${panorama("Decay around the best", chart, "median and middle half of the variants at each distance")}<p class="note">The best has ${format(best.value)}. ${near}${fall} A peak that stands alone is luck more often than one with a plateau around it.</p>`;
  };
  return {
    id: "stability",
    title: "Stability",
    body: html`<div class="plots one">${perScenario(model, draw)}</div>`,
  };
}

/** All parameters at once. */
export function parallelSection(model: SweepReportModel): Section {
  const draw = (scenario: ScenarioSurfaces): Html =>
    panorama(
      "Parallel coordinates",
      parallelChart(
        `Variants over all parameters, ${scenario.label}`,
        scenario,
        model.objective.label,
        formatOf(model),
      ),
      `${fixed(scenario.lines.values.length, 0)} variants, the best among them`,
    );
  const body = html`${legend([
    { className: "rank-4", label: "Best fifth" },
    { className: "benchmark", label: "Middle" },
    { className: "rank-0", label: "Worst fifth" },
  ])}<div class="plots one">${perScenario(model, draw)}</div>`;
  return { id: "parallel", title: "All parameters at once", short: "Parallel", body };
}

/** What no other variant beats in both return and drawdown. */
export function frontSection(model: SweepReportModel): Section {
  const draw = (scenario: ScenarioSurfaces): Html => {
    const rows = [...scenario.front];
    const step = Math.max(1, Math.ceil(rows.length / 12));
    const shown = rows.filter((_, k) => k % step === 0 || k === rows.length - 1);
    const columns: Column<FrontRow>[] = [
      ...model.params.map(
        (name): Column<FrontRow> => ({
          head: html`<code>${name}</code>`,
          cell: (row) => String(row.params[name]),
          number: true,
        }),
      ),
      { head: "Total return", cell: (row) => percent(row.totalReturn), number: true },
      { head: "Max drawdown", cell: (row) => percent(row.maxDrawdown), number: true },
    ];
    const note =
      step > 1
        ? html`<p class="note">One in ${fixed(step, 0)} of the ${fixed(rows.length, 0)} variants on the front.</p>`
        : undefined;
    return html`<div class="plots">${figure("Total return and drawdown", frontChart(`Total return over drawdown, ${scenario.label}`, scenario), "each dot is a variant, the line the front")}<div>${table("On the front", columns, shown)}${note}</div></div>`;
  };
  const body = html`${perScenario(model, draw)}<p class="note">The Pareto front: no other variant has more return with as little drawdown, or less drawdown with as much return.</p>`;
  return { id: "front", title: "Return against drawdown", short: "Front", body };
}
