import { describe, expect, test } from "vitest";
import type { TrainedFold, TrainingResult } from "../research/ml/train/model.ts";
import type { ReportModel } from "./model.ts";
import { trainingSection } from "./sections/training.ts";
import { curveChart } from "./svg/curve-chart.ts";

const dayMs = 86_400_000;
const number = { samples: 100, rmse: 0.1, r2: 0.02, correlation: 0.2, rankCorrelation: 0.15 };
const chance = {
  samples: 100,
  baseRate: 0.4,
  logLoss: 0.6,
  baseLogLoss: 0.67,
  brier: 0.2,
  auc: 0.65,
  averagePrecision: 0.5,
  confusion: { truePositive: 30, falsePositive: 20, trueNegative: 40, falseNegative: 10 },
};
const roc = { x: [0, 0.5, 1], y: [0, 0.7, 1] };

const fold = (k: number, told: Partial<TrainedFold>): TrainedFold => ({
  train: [{ fromMs: k * dayMs, toMs: (k + 5) * dayMs }],
  test: [{ fromMs: (k + 5) * dayMs, toMs: (k + 6) * dayMs }],
  trainSamples: 500,
  testSamples: 50,
  params: { leavesMax: 4 + k, l2: 1 },
  tailLoss: 0.6,
  testLoss: 0.61,
  losses: k === 0 ? [] : [0.7, 0.65, 0.66],
  ...told,
});

const result = (told: Partial<TrainingResult>): ReportModel =>
  ({
    training: {
      scheme: "walk-forward",
      windows: "train 5 days",
      label: "fixed-horizon: <bars 5>",
      learner: "gbdt",
      task: "binary",
      rules: ["first rule", "second rule"],
      samples: 1000,
      fingerprint: "abcdef0123456789ff",
      seed: 1,
      features: [
        { name: "calm", importance: 0.8, importances: [0.7, 0.9], stability: [0.05, 0.4], ks: [0.1, 0.2] },
        {
          name: "quiet",
          importance: 0.2,
          importances: [0.3, 0.1],
          stability: [Number.NaN, 0.01],
          ks: [Number.NaN, 0.1],
        },
      ],
      importanceSteadiness: 0.9,
      variants: 3,
      deflated: { sharpe: 0.4, trials: 3, luck: 0.5 },
      paths: [{ totalReturn: 0.1, sharpe: 1 }],
      shownPath: 0,
      folds: [],
      ...told,
    } satisfies TrainingResult,
  }) as unknown as ReportModel;

const markup = (model: ReportModel): string => trainingSection(model)[0]!.body.markup;

describe("the section of models", () => {
  test("leaves out what tests of few samples cannot tell, and says so", () => {
    const unknown = [Number.NaN, Number.NaN];
    const features = [{ name: "calm", importance: 1, importances: [1, 1], stability: unknown, ks: unknown }];
    const text = markup(result({ folds: [fold(0, {}), fold(1, {})], chance, features }));
    expect(text).not.toContain("n/a</td>");
    expect(text).not.toContain("model by model");
    expect(text).not.toContain("Models that told");
    expect(text).toContain("Of a model whose test has few samples (under 30) nothing of this is told alone.");
    expect(text).toContain("No test has samples enough (50)");
  });

  test("is not there without a training", () => {
    expect(trainingSection({} as ReportModel)).toEqual([]);
  });

  test("of chances shows curves, calibration and what was told and came", () => {
    const told = { chance, roc, precisionRecall: roc };
    const calibration = [
      { told: 0.3, came: 0.35, count: 50 },
      { told: 0.6, came: 0.55, count: 50 },
    ];
    const text = markup(result({ ...told, calibration, folds: [fold(0, told), fold(1, told)] }));
    for (const part of [
      "0.650",
      "Receiver operating characteristic",
      "Precision over recall",
      "share that came",
      "told: above one half",
      "leavesMax=5",
      "2 of 2",
      "60.0%",
    ]) {
      expect(text).toContain(part);
    }
    // What every model has in common is not chosen.
    expect(text).not.toContain("l2=1");
    expect(text).toContain("fixed-horizon: &lt;bars 5&gt;");
    expect(text).toContain('<span class="loss">0.400</span>');
  });

  test("of numbers shows rank correlations, several paths, and what is not known as such", () => {
    const folds = [
      fold(0, { number }),
      fold(1, { number: { ...number, rankCorrelation: -0.1 } }),
      fold(2, {}),
    ];
    const paths = [
      { totalReturn: -0.1, sharpe: -1 },
      { totalReturn: 0.3, sharpe: 1 },
    ];
    const text = markup(result({ task: "regression", number, folds, paths, scheme: "cpcv" }));
    for (const part of [
      "0.1500",
      "1 of 2",
      "Rank correlation, model by model",
      "2 through all tests",
      "n/a",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("Receiver");
  });
});

test("a chart of curves draws lines, dots, a diagonal and a level, and says where there is nothing", () => {
  const { markup: drawn } = curveChart({
    title: "t",
    lines: [{ className: "strategy", x: [0, 1], y: [0, 1], dots: true }],
    diagonal: true,
    level: 0.5,
    unit: "percent",
  });
  expect(drawn.match(/class="normal line"/g)).toHaveLength(2);
  expect(drawn).toContain("dots strategy");
  expect(curveChart({ title: "t", lines: [] }).markup).toContain("Nothing to draw.");
});
