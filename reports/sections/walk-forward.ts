import type { Fold, WalkForwardResult } from "../../research/walkforward/model.ts";
import { bound, fixed, formatUnit, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { MetricLine, ReportModel } from "../model.ts";
import { columnChart } from "../svg/column-chart.ts";
import { type Box, smallBox, wideBox } from "../svg/frame.ts";
import { scatter } from "../svg/scatter.ts";
import { timeChart } from "../svg/time-chart.ts";
import { type Column, figure, legend, panorama, type Section, signed, table } from "./section.ts";

/** How the tests of a walk forward came about: the folds, what they chose, and how training compares with test. */
export function walkForwardSection(model: ReportModel): Section[] {
  const found = model.walkForward;
  if (!found) return [];
  const line = model.metrics.find(({ key }) => key === found.objective);
  const label = line?.label ?? found.objective;
  const body = html`${facts(found, label)}
<div class="plots one">${panorama("Equity of all tests", equity(model, found), found.folds.length <= marksMax ? "logarithmic; upright lines: where a test window begins" : "logarithmic")}</div>
${foldTable(found, label, line)}
<h3>Training against test</h3><div class="plots">${figure(`${label} of each fold`, compared(found, label), html`grey: in training, colour: in test`)}${figure(`${label} in test over that in training`, inAndOut(found, label, line), "a dot a fold; on the line both are equal")}</div>
${choicePlots(found)}
<p class="note">${sentences(found.rules)} ${found.scheme !== "walk-forward" && "What a fold trains on is all that it is not tested on, so that a good stretch is missing here where it is there: that lowers the correlation. "}Efficiency is the annualised return of all tests over the mean one that the same choices had in training, and the same of the Sharpe ratio; n/a where training lost. Returns a year of windows shorter than that are extrapolations.</p>`;
  const short = found.scheme === "walk-forward" ? "Walk-forward" : "Cross-validation";
  return [{ id: "walk-forward", title: titles[found.scheme], short, body }];
}

const marksMax = 60;

const titles: Readonly<Record<WalkForwardResult["scheme"], string>> = {
  "walk-forward": "Walk-forward",
  "purged-kfold": "Cross-validation by purged folds",
  cpcv: "Combinatorial purged cross-validation",
};

const sentences = (rules: readonly string[]): string =>
  rules.map((rule) => `${rule[0]!.toUpperCase()}${rule.slice(1)}.`).join(" ");

const share = (value: number): string => (Number.isFinite(value) ? percent(value, 0) : "n/a");

function facts(found: WalkForwardResult, label: string): Html {
  const { efficiency, correlation, gaining, folds, drift, variants, windows } = found;
  const cards: [string, string, string][] = [
    ["Efficiency of return", share(efficiency.annualReturn), "annualised, test over training"],
    ["Efficiency of Sharpe", share(efficiency.sharpe), "test over training"],
    ["Folds that gained", share(gaining), `of ${fixed(folds.length, 0)}`],
    ["Training with test", fixed(correlation, 2), `correlation of ${label} over folds`],
  ];
  const moved = drift.map(({ name, changes }) => `${name} ${changes}`).join(", ");
  return html`<div class="figures">${cards.map(([name, value, note]) => html`<div class="figure"><span class="term">${name}</span><strong>${value}</strong><small>${note}</small></div>`)}</div>
<dl><div><dt>Windows</dt><dd>${windows}</dd></div><div><dt>Chosen</dt><dd>best ${label} of ${fixed(variants, 0)} variants in each fold</dd></div>${moved !== "" && html`<div><dt>Choices that differ from the fold before</dt><dd>${moved}</dd></div>`}</dl>`;
}

function equity({ run }: ReportModel, { folds, scheme, paths, shownPath }: WalkForwardResult): Html {
  const { ts, equity, benchmark, start } = run.outcome;
  const starts =
    scheme === "cpcv"
      ? paths[shownPath]!.folds.flatMap((_, k) => (k === 0 ? [] : [groupStart(folds, k)]))
      : folds.slice(1).map(({ test }) => test[0]!.fromMs);
  return html`${legend([
    { className: "strategy", label: "All tests" },
    { className: "benchmark", label: "Benchmark" },
  ])}${timeChart({
    title: "Out-of-sample equity of all tests and the benchmark",
    ts,
    from: start,
    log: true,
    lines: [
      { className: "benchmark", values: benchmark },
      { className: "strategy", values: equity },
    ],
    marks: starts.length <= marksMax ? starts : [],
  })}`;
}

/** Start of the k-th stretch that is tested. */
function groupStart(folds: readonly Fold[], k: number): number {
  const starts = new Set(folds.flatMap(({ test }) => test.map(({ fromMs }) => fromMs)));
  return [...starts].sort((a, b) => a - b)[k]!;
}

const spans = (periods: Fold["test"]): Html =>
  html`${periods.map(({ fromMs, toMs }, k) => html`${k > 0 && html`<br>`}${bound(fromMs)} to ${bound(toMs)}`)}`;

function foldTable({ folds }: WalkForwardResult, label: string, line: MetricLine | undefined): Html {
  const value = (x: number): string => formatUnit(x, line?.unit ?? "ratio");
  const colour = (x: number): Html => signed(x, percent(x));
  const efficiency = ({ inSample, outOfSample }: Fold): string =>
    inSample.annualReturn > 0 ? share(outOfSample.annualReturn / inSample.annualReturn) : "n/a";
  const words = ({ params }: Fold): string =>
    params
      ? // By name: a run that was stored and read again keeps no other order.
        Object.keys(params)
          .sort()
          .map((name) => `${name}=${String(params[name])}`)
          .join(" ")
      : "none: in cash";
  const columns: Column<Fold>[] = [
    { head: "Fold", cell: (_, k) => String(k + 1), number: true },
    { head: "Training", cell: ({ train }) => spans(train) },
    { head: "Test", cell: ({ test }) => spans(test) },
    { head: "Parameters", cell: words },
    { head: html`${label}<br>in training`, cell: ({ inSample }) => value(inSample.objective), number: true },
    {
      head: html`${label}<br>in test`,
      cell: ({ outOfSample }) => value(outOfSample.objective),
      number: true,
    },
    {
      head: html`Return a year<br>in training`,
      cell: ({ inSample }) => colour(inSample.annualReturn),
      number: true,
    },
    {
      head: html`Return a year<br>in test`,
      cell: ({ outOfSample }) => colour(outOfSample.annualReturn),
      number: true,
    },
    { head: "Efficiency", cell: efficiency, number: true },
    {
      head: html`Drawdown<br>in test`,
      cell: ({ outOfSample }) => percent(outOfSample.maxDrawdown),
      number: true,
    },
  ];
  return table("Folds; the end of a period is exclusive", columns, folds);
}

function compared({ folds }: WalkForwardResult, label: string): Html {
  return columnChart({
    title: `${label} of each fold in training and in test`,
    groups: folds.map(({ inSample, outOfSample }, k) => ({
      label: String(k + 1),
      columns: [
        {
          value: inSample.objective,
          className: "benchmark",
          note: `fold ${k + 1}, training: ${fixed(inSample.objective, 2)}`,
        },
        {
          value: outOfSample.objective,
          className: outOfSample.objective < 0 ? "loss" : "gain",
          note: `fold ${k + 1}, test: ${fixed(outOfSample.objective, 2)}`,
        },
      ],
    })),
  });
}

function inAndOut({ folds }: WalkForwardResult, label: string, line: MetricLine | undefined): Html {
  const known = folds.filter(
    ({ inSample, outOfSample }) =>
      Number.isFinite(inSample.objective) && Number.isFinite(outOfSample.objective),
  );
  const unit = line?.unit === "percent" ? "percent" : "number";
  return scatter({
    title: `${label} in test over that in training`,
    sets: [
      {
        className: "strategy",
        x: known.map(({ inSample }) => inSample.objective),
        y: known.map(({ outOfSample }) => outOfSample.objective),
      },
    ],
    xUnit: unit,
    yUnit: unit,
    line: { intercept: 0, slope: 1 },
  });
}

/** What was chosen, fold after fold, for each parameter that is a number; and what each path made. */
function choicePlots(found: WalkForwardResult): Html | false {
  const { drift, folds, scheme, paths } = found;
  const numeric = drift.filter(({ values }) => values.some((value) => Number.isFinite(value)));
  const box = numeric.length + (paths.length > 1 ? 1 : 0) === 1 ? wideBox : lowBox;
  const plots = numeric.map(({ name, values }) => {
    const numbers = values.map((value) => (typeof value === "number" ? value : Number.NaN));
    const title = `Choice of ${name}`;
    return scheme === "walk-forward"
      ? figure(title, steps(title, folds, numbers, box), "over the time of the tests")
      : figure(title, dots(title, numbers, box), "by fold");
  });
  if (paths.length > 1) plots.push(pathPlot(found, box));
  if (plots.length === 0) return false;
  return html`<h3>${numeric.length > 0 ? "Choices, fold after fold" : "Paths"}</h3><div class="plots${plots.length === 1 && " one"}">${plots}</div>`;
}

const lowBox: Box = { ...smallBox, height: 190 };

/** A level over the time of each test. */
function steps(title: string, folds: readonly Fold[], values: readonly number[], box: Box): Html {
  const ends = folds.flatMap(({ test }) => [test[0]!.fromMs, test.at(-1)!.toMs - 1]);
  return timeChart({
    title,
    ts: Float64Array.from(ends),
    lines: [{ className: "strategy", values: Float64Array.from(ends, (_, i) => values[i >> 1]!) }],
    box,
  });
}

function dots(title: string, values: readonly number[], box: Box): Html {
  const known = values.flatMap((value, k) => (Number.isFinite(value) ? [k] : []));
  return scatter({
    title: `${title}, by fold`,
    sets: [{ className: "strategy", x: known.map((k) => k + 1), y: known.map((k) => values[k]!) }],
    xUnit: "number",
    yUnit: "number",
    box,
  });
}

function pathPlot({ paths, shownPath }: WalkForwardResult, box: Box): Html {
  const chart = columnChart({
    title: "Total return of each path",
    unit: "percent",
    box,
    groups: paths.map(({ figures }, k) => ({
      label: k === shownPath ? `${k + 1} (shown)` : String(k + 1),
      columns: [
        {
          value: figures.totalReturn,
          className: figures.totalReturn < 0 ? "loss" : "gain",
          note: `path ${k + 1}: return ${percent(figures.totalReturn)}, Sharpe ${fixed(figures.sharpe, 2)}`,
        },
      ],
    })),
  });
  const note = "each goes through the whole history by tests alone; the middle one is the run of this report";
  return figure("Total return of each path", chart, note);
}
