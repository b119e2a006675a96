import type { Curve } from "../../research/ml/train/measures.ts";
import type { TrainedFeature, TrainingResult } from "../../research/ml/train/model.ts";
import { fixed, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import { columnChart } from "../svg/column-chart.ts";
import { type CurveLine, curveChart } from "../svg/curve-chart.ts";
import { wideBox } from "../svg/frame.ts";
import { type Column, figure, panorama, table } from "./section.ts";

/** More lines than this in one drawing are a blur. */
const linesMax = 24;

/** How well the models told what came: curves over all tests, and model by model. */
export function toldPlots(found: TrainingResult): Html {
  const plots = [learningPlot(found), byModelPlot(found), ...chancePlots(found)].filter(
    (plot) => plot !== false,
  );
  return html`<h3>How well they told</h3><div class="plots">${plots}</div>`;
}

function learningPlot({ folds, task }: TrainingResult): Html | false {
  const curves = folds.filter(({ losses }) => losses.length > 1).slice(-linesMax);
  if (curves.length === 0) return false;
  const lines = curves.map(({ losses }, k): CurveLine => {
    const last = k === curves.length - 1;
    return { className: last ? "strategy" : "benchmark", x: losses.map((_, round) => round + 1), y: losses };
  });
  const loss = task === "binary" ? "log-loss" : "the learner's own loss";
  const title = "Loss on what was held out, round by round";
  return figure(
    title,
    curveChart({ title, lines, xUnit: "whole" }),
    `${loss}; a line a model, the last one in colour; it stops where no round made it better`,
  );
}

function byModelPlot({ folds, task }: TrainingResult): Html | false {
  if (!folds.some(({ chance, number }) => chance ?? number)) return false;
  const title = task === "binary" ? "Area under ROC less one half" : "Rank correlation";
  const groups = folds.map(({ chance, number }, k) => {
    const value = chance ? chance.auc - 0.5 : (number?.rankCorrelation ?? Number.NaN);
    return {
      label: String(k + 1),
      columns: [
        { value, className: value < 0 ? "loss" : "gain", note: `model ${k + 1}: ${fixed(value, 3)}` },
      ],
    };
  });
  return figure(
    `${title}, model by model`,
    columnChart({ title, groups }),
    "in its test; nothing where a model knows nothing",
  );
}

function chancePlots(found: TrainingResult): Html[] {
  const { roc, precisionRecall, calibration, chance, folds } = found;
  if (!roc || !precisionRecall || !calibration || !chance) return [];
  const own = (of: (fold: (typeof folds)[number]) => Curve | undefined): CurveLine[] =>
    folds.slice(-linesMax).flatMap((fold) => {
      const curve = of(fold);
      return curve ? [{ className: "benchmark", ...curve }] : [];
    });
  const unit: readonly [number, number] = [0, 1];
  const whole = { xRange: unit, yRange: unit, unit: "percent" } as const;
  const [titleRoc, titlePr, titleCal] = [
    "Receiver operating characteristic",
    "Precision over recall",
    "Chance told, and share that came",
  ] as const;
  return [
    figure(
      titleRoc,
      curveChart({
        title: titleRoc,
        lines: [...own((fold) => fold.roc), { className: "strategy", ...roc }],
        diagonal: true,
        ...whole,
      }),
      "share of 1 over share of 0 above a threshold; grey: each model, colour: all tests",
    ),
    figure(
      titlePr,
      curveChart({
        title: titlePr,
        lines: [...own((fold) => fold.precisionRecall), { className: "strategy", ...precisionRecall }],
        level: chance.baseRate,
        ...whole,
      }),
      "level line: the base rate",
    ),
    figure(
      titleCal,
      curveChart({
        title: titleCal,
        lines: [
          {
            className: "strategy",
            x: calibration.map(({ told }) => told),
            y: calibration.map(({ came }) => came),
            dots: true,
          },
        ],
        diagonal: true,
        unit: "percent",
      }),
      `a dot for each tenth of ${fixed(chance.samples, 0)} predictions; on the line chances are what they say`,
    ),
  ];
}

const mean = (values: readonly number[]): number => {
  const known = values.filter((value) => Number.isFinite(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
};
const greatest = (values: readonly number[]): number => {
  const known = values.filter((value) => Number.isFinite(value));
  return known.length === 0 ? Number.NaN : Math.max(...known);
};

/** What the models owe to each feature, and how the features moved between training and test. */
export function driftParts({ features, folds }: TrainingResult): Html {
  const tells = features.some(({ importance }) => Number.isFinite(importance));
  const moves = features.some(({ stability }) => stability.some(Number.isFinite));
  const spread = ({ importances }: TrainedFeature): string =>
    `${percent(Math.min(...importances), 1)} to ${percent(Math.max(...importances), 1)}`;
  const columns: Column<TrainedFeature>[] = [
    { head: "Feature", cell: ({ name }) => name },
    ...(tells
      ? [
          {
            head: "Importance",
            cell: ({ importance }: TrainedFeature) => percent(importance, 1),
            number: true,
          },
          { head: html`From model<br>to model`, cell: spread, number: true },
        ]
      : []),
    ...(moves ? driftColumns : []),
  ];
  return html`<h3>Features and drift</h3>${moves && html`<div class="plots one">${driftPlot(features, folds.length)}</div>`}
${table("Features by importance", columns, features)}
<p class="note">${moves ? "The population stability index compares shares in tenths of the training (below 0.1 little moved, above 0.25 much); the KS distance is the greatest gap between both distributions." : "No test has samples enough (50) to tell whether features moved between training and test."}</p>`;
}

function driftPlot(features: readonly TrainedFeature[], models: number): Html {
  const title = "Drift of features, model by model";
  const groups = Array.from({ length: models }, (_, k) => {
    const value = mean(features.map(({ stability }) => stability[k]!));
    return {
      label: String(k + 1),
      columns: [
        { value, className: value > 0.25 ? "loss" : "gain", note: `model ${k + 1}: ${fixed(value, 3)}` },
      ],
    };
  });
  const words = "mean population stability index of its test beside its training; above 0.25 much has moved";
  return panorama(title, columnChart({ title, groups, box: wideBox }), words);
}

const index = (value: number): Html =>
  html`<span class="${value > 0.25 ? "loss" : "even"}">${fixed(value, 3)}</span>`;

const driftColumns: readonly Column<TrainedFeature>[] = [
  { head: html`Stability index,<br>mean`, cell: ({ stability }) => index(mean(stability)), number: true },
  {
    head: html`Stability index,<br>greatest`,
    cell: ({ stability }) => index(greatest(stability)),
    number: true,
  },
  { head: html`KS distance,<br>mean`, cell: ({ ks }) => fixed(mean(ks), 3), number: true },
  { head: html`KS distance,<br>greatest`, cell: ({ ks }) => fixed(greatest(ks), 3), number: true },
];
