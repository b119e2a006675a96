import type { TrainedFold, TrainingResult } from "../../research/ml/train/model.ts";
import { bound, fixed, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { ReportModel } from "../model.ts";
import { type Column, type Section, table } from "./section.ts";
import { driftParts, toldPlots } from "./training-plots.ts";

/** How the models of a run were trained, how well they told what came, and what moved under them. */
export function trainingSection(model: ReportModel): Section[] {
  const found = model.training;
  if (!found) return [];
  const body = html`${facts(found)}
${foldTable(found)}
${toldPlots(found)}
${confusion(found)}
${driftParts(found)}
<p class="note">${sentences(found.rules)} ${notes[found.task]}${found.folds.every(told) ? "" : " Of a model whose test has few samples (under 30) nothing of this is told alone."}</p>`;
  return [{ id: "training", title: "Models", short: "Models", body }];
}

const notes: Readonly<Record<TrainingResult["task"], string>> = {
  binary:
    "Loss is the weighted mean log-loss. The area under the receiver operating characteristic is one half for a model that knows nothing; average precision is the base rate then.",
  regression:
    "Loss is the weighted mean squared error. R² is beside always telling the mean of what came: below 0 that would have been nearer.",
};

const sentences = (rules: readonly string[]): string =>
  rules.map((rule) => `${rule[0]!.toUpperCase()}${rule.slice(1)}.`).join(" ");

type Card = readonly [name: string, value: string, note: string];

function facts(found: TrainingResult): Html {
  const { deflated, importanceSteadiness, windows, label, learner, samples, features, variants, seed } =
    found;
  const skills = found.folds.flatMap(({ chance, number }) =>
    chance ? [chance.auc - 0.5] : number ? [number.rankCorrelation] : [],
  );
  const cards: Card[] = [
    ...toldCards(found),
    [
      "Deflated Sharpe",
      fixed(deflated.sharpe, 2),
      `chance to be above the best of ${fixed(deflated.trials, 0)} by luck`,
    ],
    ...(skills.length > 0 ? [betterCard(skills)] : []),
    ["Steadiness", fixed(importanceSteadiness, 2), "correlation of importance, model to model"],
  ];
  const tried =
    variants === 1
      ? "one variant"
      : `${fixed(variants, 0)} variants, chosen in each fold by what was held out`;
  return html`<div class="figures">${cards.map(([name, value, note]) => html`<div class="figure"><span class="term">${name}</span><strong>${value}</strong><small>${note}</small></div>`)}</div>
<dl><div><dt>Windows</dt><dd>${found.scheme}: ${windows}</dd></div><div><dt>Learned</dt><dd>${label}</dd></div><div><dt>By</dt><dd>${learner}, ${tried}; seed ${String(seed)}</dd></div><div><dt>Samples</dt><dd>${fixed(samples, 0)} of ${fixed(features.length, 0)} features; fingerprint <code>${found.fingerprint.slice(0, 16)}</code></dd></div>${found.paths.length > 1 && html`<div><dt>Paths</dt><dd>${pathsText(found)}</dd></div>`}</dl>`;
}

const betterCard = (skills: readonly number[]): Card => [
  "Models that told",
  `${skills.filter((skill) => skill > 0).length} of ${skills.length}`,
  "better in their test than knowing nothing",
];

function toldCards({ chance, number }: TrainingResult): Card[] {
  if (chance) {
    return [
      ["Area under ROC", fixed(chance.auc, 3), "0.5 knows nothing"],
      ["Log-loss", fixed(chance.logLoss, 4), `the base rate alone: ${fixed(chance.baseLogLoss, 4)}`],
      ["Brier score", fixed(chance.brier, 4), `base rate ${percent(chance.baseRate, 1)}`],
    ];
  }
  if (!number) return [];
  return [
    ["Rank correlation", fixed(number.rankCorrelation, 4), "of told with what came"],
    ["R²", fixed(number.r2, 4), "beside the mean of what came"],
    ["Correlation", fixed(number.correlation, 4), `over ${fixed(number.samples, 0)} samples`],
  ];
}

function pathsText({ paths, shownPath }: TrainingResult): string {
  const returns = paths.map(({ totalReturn }) => totalReturn);
  return `${paths.length} through all tests, total return ${percent(Math.min(...returns))} to ${percent(Math.max(...returns))}; the middle one, ${shownPath + 1}, is the run of this report`;
}

/** Whether the test of a model had samples enough to tell of it alone. */
const told = ({ chance, number }: TrainedFold): boolean => chance !== undefined || number !== undefined;

const toldColumn = (head: Html, of: (fold: TrainedFold) => number | undefined): Column<TrainedFold> => ({
  head,
  cell: (fold) => fixed(of(fold) ?? Number.NaN, 3),
  number: true,
});

const toldColumns: Readonly<Record<TrainingResult["task"], readonly Column<TrainedFold>[]>> = {
  binary: [
    toldColumn(html`Area<br>under ROC`, ({ chance }) => chance?.auc),
    toldColumn(html`Average<br>precision`, ({ chance }) => chance?.averagePrecision),
  ],
  regression: [toldColumn(html`Rank<br>correlation`, ({ number }) => number?.rankCorrelation)],
};

function foldTable({ folds, task }: TrainingResult): Html {
  const spans = (periods: TrainedFold["test"]): Html =>
    html`${periods.map(({ fromMs, toMs }, k) => html`${k > 0 && html`<br>`}${bound(fromMs)} to ${bound(toMs)}`)}`;
  const names = Object.keys(folds[0]?.params ?? {}).filter((name) =>
    folds.some(({ params }) => params[name] !== folds[0]!.params[name]),
  );
  const chosen = ({ params }: TrainedFold): string =>
    names.map((name) => `${name}=${String(params[name])}`).join(" ");
  const columns: Column<TrainedFold>[] = [
    { head: "Model", cell: (_, k) => String(k + 1), number: true },
    { head: "Training", cell: ({ train }) => spans(train) },
    { head: "Test", cell: ({ test }) => spans(test) },
    { head: html`Samples<br>in training`, cell: ({ trainSamples }) => fixed(trainSamples, 0), number: true },
    { head: html`Samples<br>in test`, cell: ({ testSamples }) => fixed(testSamples, 0), number: true },
    ...(names.length > 0 ? [{ head: "Chosen", cell: chosen, wrap: true }] : []),
    { head: html`Loss<br>held out`, cell: ({ tailLoss }) => fixed(tailLoss, 4), number: true },
    { head: html`Loss<br>in test`, cell: ({ testLoss }) => fixed(testLoss, 4), number: true },
    ...(folds.some(told) ? toldColumns[task] : []),
  ];
  return table("Models; the end of a period is exclusive", columns, folds);
}

interface ConfusionRow {
  readonly told: string;
  readonly came: number;
  readonly not: number;
}

function confusion({ chance }: TrainingResult): Html | false {
  if (!chance) return false;
  const { truePositive, falsePositive, trueNegative, falseNegative } = chance.confusion;
  const rows: ConfusionRow[] = [
    { told: "told: above one half", came: truePositive, not: falsePositive },
    { told: "told: one half or below", came: falseNegative, not: trueNegative },
  ];
  const columns: Column<ConfusionRow>[] = [
    { head: "", cell: ({ told }) => told },
    { head: "came: 1", cell: ({ came }) => fixed(came, 0), number: true },
    { head: "came: 0", cell: ({ not }) => fixed(not, 0), number: true },
    { head: "share of 1", cell: ({ came, not }) => percent(came / (came + not), 1), number: true },
  ];
  return table("What was told and what came, over all tests", columns, rows);
}
