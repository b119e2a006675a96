import { UserError } from "../../../engine/core/errors.ts";
import { demandKnown, demandVariety } from "../known-series.ts";
import { deviation, momentsOf } from "../moments.ts";
import type { Transform } from "../transform.ts";
import { transformed } from "../transform.ts";
import { statTest } from "./catalog.ts";
import type { Outcome, StatOptions } from "./stat-test.ts";
import { valuesLeast } from "./testable.ts";

/** One page about a series. */
export interface SeriesPage {
  readonly name: string;
  /** How levels and changes were made of the column. */
  readonly levels: string;
  readonly changes: string;
  /** Of the changes. */
  readonly n: number;
  readonly mean: number;
  readonly deviation: number;
  readonly least: number;
  readonly greatest: number;
  readonly outcomes: readonly Outcome[];
}

interface Line {
  readonly test: string;
  readonly of: "levels" | "changes" | "returns" | "squares";
  readonly lags?: readonly number[];
}

/** The page's tests in their order: what the changes look like, what they have to do with their past, the levels. */
const lines: readonly Line[] = [
  { test: "jarque-bera", of: "changes" },
  { test: "mean", of: "returns" },
  { test: "sharpe", of: "returns" },
  { test: "ljung-box", of: "changes", lags: [10] },
  { test: "ljung-box", of: "squares", lags: [10] },
  { test: "arch-lm", of: "changes", lags: [5] },
  { test: "garch", of: "changes" },
  { test: "durbin-watson", of: "changes" },
  { test: "hurst", of: "changes" },
  { test: "adf", of: "changes" },
  { test: "kpss", of: "changes" },
  { test: "adf", of: "levels" },
  { test: "kpss", of: "levels" },
  { test: "phillips-perron", of: "levels" },
  { test: "variance-ratio", of: "levels" },
];

/** Levels that belong to a kind of change. What is itself the change is summed up. */
const levelsOf = (name: string, xs: Float64Array, transform: Transform): readonly [string, Float64Array] => {
  if (transform === "return" || transform === "log-return") return ["log", transformed(name, xs, "log")];
  if (transform === "diff") return ["raw", xs];
  let sum = 0;
  return ["cumulated", transformed(name, xs, transform).map((x) => (sum += x))];
};

/**
 * Describes a column on one page: the tests of its changes, their squares and its levels. Mean and Sharpe ratio are of
 * returns where the changes are logarithmic, since what a holder gains is no logarithm. A test that has no answer for it
 * says why in its line. A `UserError` for a column that is too short to describe, has gaps or is constant, and for changes
 * that are.
 */
export function seriesPage(
  name: string,
  xs: Float64Array,
  transform: Transform,
  options: StatOptions,
): SeriesPage {
  demandKnown(name, xs, valuesLeast);
  demandVariety(name, xs);
  const changes = transformed(name, xs, transform);
  demandVariety(`${transform} of ${name}`, changes);
  const [levelsName, levels] = levelsOf(name, xs, transform);
  const returns = transform === "log-return" ? transformed(name, xs, "return") : changes;
  const series = { changes, returns, levels, squares: changes.map((x) => x * x) };
  const moments = momentsOf(changes);
  return {
    name,
    levels: levelsName,
    changes: transform,
    n: changes.length,
    mean: moments.mean,
    deviation: deviation(moments),
    least: changes.reduce((a, b) => Math.min(a, b)),
    greatest: changes.reduce((a, b) => Math.max(a, b)),
    outcomes: lines.flatMap((line) => outcomesOf(line, series[line.of], options)),
  };
}

function outcomesOf({ test, of, lags }: Line, xs: Float64Array, { alpha }: StatOptions): readonly Outcome[] {
  const named = (outcome: Outcome): Outcome => ({ ...outcome, test: `${outcome.test}, ${of}` });
  try {
    return statTest(test)
      .run([xs], { alpha, ...(lags ? { lags } : {}) }, [of])
      .map(named);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [
      named({
        test,
        statistic: Number.NaN,
        p: Number.NaN,
        verdict: `no answer: ${error.message}`,
        details: {},
      }),
    ];
  }
}
