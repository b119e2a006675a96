import { assert } from "../engine/core/errors.ts";
import { overlay, overlayLines } from "./comparison-data.ts";
import type { ReportModel } from "./model.ts";
import { page } from "./page.ts";
import {
  comparisonMasthead,
  differencesSection,
  metricsSection,
  overlaySection,
  yearsSection,
} from "./sections/comparison.ts";

/**
 * Several runs side by side as one self-contained HTML page: what was asked differently, growth on one chart, every
 * metric with the best marked. Equal models give equal bytes. At least one run.
 */
export function renderComparison(models: readonly ReportModel[]): string {
  assert(models.length > 0, "a comparison has at least one run");
  const strategies = models.map(({ run }) => run.identity.strategy);
  // The name of the strategy is enough where no two runs share it.
  const names =
    new Set(strategies).size === models.length ? strategies : models.map(({ run }) => run.identity.id);
  const lines = overlay(models);
  const intraday = models.some(({ run }) => run.outcome.timeframeMs < 86_400_000);
  return page({
    title: `Comparison of ${models.length} runs`,
    run: "comparison",
    masthead: comparisonMasthead(models, names),
    sections: [
      differencesSection(models, names),
      overlaySection(lines, names),
      metricsSection(models, names),
      yearsSection(models, names),
    ],
    data: { "lines-data": { ...overlayLines(lines, names), intraday } },
    scripts: ["equity.js"],
  });
}
