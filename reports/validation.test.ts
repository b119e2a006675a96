import { describe, expect, test } from "vitest";
import { backtest } from "../research/backtest.ts";
import { reportModelOf } from "../research/report-model.ts";
import { checkNames } from "../research/validate/names.ts";
import type { ValidationRequest } from "../research/validate/study.ts";
import { marketOf, requestOf } from "../research/validate/testing/markets.ts";
import { validate } from "../research/validate/validate.ts";
import type { ReportModel } from "./model.ts";
import { renderReport } from "./render-report.ts";

function modelOf(request: ValidationRequest): ReportModel {
  const { strategy, params = {}, datasets, settings = {} } = request;
  const bars = datasets.map((dataset) => dataset.bars);
  const run = backtest({ strategy, params, datasets, settings });
  return { ...reportModelOf(run, bars), validation: validate(request) };
}

const sectionOf = (page: string): string =>
  /<section id="validation"[\s\S]*?<\/section>/.exec(page)?.[0] ?? "";

describe("the section of a validation", () => {
  const model = modelOf(requestOf({ trials: { count: 10, variance: 0.0001 } }));
  const section = sectionOf(renderReport(model));

  test("stands in the report of a run that was judged alone", () => {
    const { validation, ...others } = model;
    expect(validation!.passed).toBe(true);
    expect(sectionOf(renderReport(others))).toBe("");
    expect(section).toContain("<strong>Passed</strong>");
  });

  test("has a row for each check and every drawing", () => {
    for (const name of checkNames) expect(section).toContain(`<b>${name}</b>`);
    const titles = [
      "Equity as it was, and resampled",
      "Deflated Sharpe ratio by the number of trials",
      "Rank out of sample of the best in sample",
      "Sharpe ratio of neighbours",
      "Total return on synthetic markets",
    ];
    for (const title of titles) expect(section).toContain(`aria-label="${title}"`);
    expect(section).toMatch(/<b>regimes<\/b>.*?<td class="text"><span class="even">noted<\/span>/);
    expect(section).toContain("One bar late");
    expect(section).toContain("sideways");
    expect(section).not.toMatch(/NaN|undefined|\[object|Infinity/);
  });

  test("says of a strategy that fails which checks it was, and what could not be measured", () => {
    const failed = sectionOf(renderReport(modelOf(requestOf({ datasets: [marketOf(1_000, 8)] }))));
    expect(failed).toContain('<span class="loss">Failed</span>');
    expect(failed).toContain('<span class="loss"><b>failed</b></span>');
    const short = sectionOf(renderReport(modelOf(requestOf({ datasets: [marketOf(40, 8)] }))));
    expect(short).toContain("not measurable");
    expect(short).not.toMatch(/NaN|undefined|\[object|Infinity/);
  });

  test("escapes what a strategy names its parameters", () => {
    const validation = { ...model.validation!, space: { params: ["<img src=x onerror=alert(1)>"] } };
    expect(renderReport({ ...model, validation })).not.toContain("<img src=x");
  });
});
