import { describe, expect, test } from "vitest";
import { int, strategy } from "../engine/graph/strategy.ts";
import { gt } from "../engine/ops/gt.ts";
import { sma } from "../engine/ops/sma.ts";
import { reportModelOf } from "../research/report-model.ts";
import type { WalkForwardRequest } from "../research/walkforward/request.ts";
import { datasetOf, requestOf, turning, walked } from "../research/walkforward/testing/walk.ts";
import { renderReport } from "./render-report.ts";
import { sampleModel } from "./testing/sample.ts";

function reportOf(request: WalkForwardRequest) {
  const { run } = walked(request);
  return {
    run,
    page: renderReport(
      reportModelOf(
        run,
        request.datasets.map(({ bars }) => bars),
      ),
    ),
  };
}

const sectionOf = (page: string): string =>
  /<section id="walk-forward"[\s\S]*?<\/section>/.exec(page)?.[0] ?? "";

describe("the section of a walk forward", () => {
  const { run, page } = reportOf(requestOf());
  const section = sectionOf(page);

  test("stands in the report of a walk forward alone", () => {
    expect(section).toContain("Walk-forward");
    expect(page).toContain("all figures are of test windows");
    expect(renderReport(sampleModel())).not.toContain('id="walk-forward"');
  });

  test("has a row, two columns and a dot for each fold, and an upright line where each later test begins", () => {
    const rows = section.match(/<tbody>([\s\S]*?)<\/tbody>/)![1]!.match(/<tr>/g);
    expect(rows).toHaveLength(7);
    expect(section.match(/class="boundary"/g)).toHaveLength(6);
    expect(section.match(/<rect class="bar/g)).toHaveLength(14);
    expect(/<path class="dots strategy" d="([^"]*)"/.exec(section)![1]!.match(/M/g)).toHaveLength(7);
    for (const { params } of run.walkForward.folds) expect(section).toContain(`n=${params!.n}`);
    expect(section).toContain("Choice of n");
    expect(section).not.toMatch(/NaN|undefined|\[object/);
  });

  test("says when nothing could be chosen", () => {
    const never = strategy({
      name: "never",
      params: { n: int(3, { from: 2, to: 50 }) },
      decide: ({ close }, { n }) => ({ target: gt(sma(close, n), 1e9) }),
    });
    const idle = sectionOf(reportOf(requestOf({ strategy: never })).page);
    expect(idle).toContain("none: in cash");
    expect(idle).toContain("Nothing to draw.");
    expect(idle).not.toMatch(/NaN|undefined|\[object/);
  });

  test("shows the paths of combinatorial splits", () => {
    const windows = { scheme: "cpcv", folds: 5, testGroups: 2, purge: 1, embargo: 2 } as const;
    const cross = sectionOf(reportOf(requestOf({ windows })).page);
    expect(cross).toContain("Combinatorial purged cross-validation");
    expect(cross).toContain("(shown)");
    expect(cross).toContain("Total return of each path");
    expect(cross.match(/class="boundary"/g)).toHaveLength(4);
  });

  test("escapes what a strategy names its choices", () => {
    const hostile = strategy({
      name: "hostile",
      params: { n: int(3, { from: 2, to: 50 }) },
      decide: ({ close }, { n }) => ({ target: gt(close, sma(close, n)) }),
    });
    const { run: walk } = walked(requestOf({ strategy: hostile, datasets: [datasetOf(turning(400, 5))] }));
    const [first, ...rest] = walk.walkForward.folds;
    const folds = [{ ...first!, params: { n: "<img src=x onerror=alert(1)>" } }, ...rest];
    const forged = { ...walk, walkForward: { ...walk.walkForward, folds } };
    const text = renderReport(reportModelOf(forged, [datasetOf(turning(400, 5)).bars]));
    expect(text).not.toContain("<img src=x");
    expect(text).toContain("&lt;img src=x");
  });
});
