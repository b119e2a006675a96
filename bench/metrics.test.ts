import { expect, test } from "vitest";
import { metricsOf } from "../research/metrics/index.ts";
import { benchBars } from "./market.ts";
import { benchOutcome, verify } from "./metrics.ts";

test("the metrics of the benchmark's run equal the textbook, and a wrong run is noticed", () => {
  const run = benchOutcome(benchBars(30_000));
  expect(() => verify(run)).not.toThrow();
  expect(metricsOf(run)).toMatchObject({ bars: 29_999, trades: 599 });
  const { equity } = run;
  expect(() => verify({ ...run, equity: equity.map((x, i) => (i === 77 ? Number.NaN : x)) })).toThrow(
    "textbook",
  );
});
