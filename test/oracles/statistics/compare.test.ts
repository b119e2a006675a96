import { describe, expect, test } from "vitest";
import { UserError } from "../../../engine/core/errors.ts";
import type { Case, Got, Json, Tolerance } from "./case.ts";
import { Judge } from "./compare.ts";

const relative: Tolerance = { rel: 1e-6, abs: 0 };

/** What is wrong with a result. */
function faults(
  expected: Json,
  got: Got,
  tolerance: Readonly<Record<string, Tolerance>> = { default: relative },
  flags: Partial<Case> = {},
  resamples?: number,
): number {
  const judge = new Judge(
    { name: "case", input: {}, expect: expected, tolerance, ...flags },
    resamples === undefined ? {} : { resamples },
  );
  judge.all(got);
  return judge.faults.length;
}

const degenerate = { degenerate: true };

describe("numbers", () => {
  test("within the tolerance, and beyond it", () => {
    expect(faults({ a: 100 }, { a: 100.00009 })).toBe(0);
    expect(faults({ a: 100 }, { a: 100.0002 })).toBe(1);
    expect(faults({ a: 1, b: 0 }, { a: 1, b: 1e-300 })).toBe(1);
  });

  test("a member that is missing, or not known, or infinite", () => {
    expect(faults({ a: 1 }, {})).toBe(1);
    expect(faults({ a: 1 }, { a: Number.NaN })).toBe(1);
    expect(faults({ a: "Infinity" }, { a: Number.POSITIVE_INFINITY })).toBe(0);
    expect(faults({ a: "Infinity" }, { a: 1e300 })).toBe(1);
    expect(faults({ a: "NaN", b: null }, { a: null, b: Number.NaN })).toBe(0);
    expect(faults({ a: "NaN" }, { a: 1 })).toBe(1);
  });

  test("texts and truth values are compared exactly", () => {
    expect(faults({ a: "one", b: true }, { a: "one", b: true })).toBe(0);
    expect(faults({ a: "one", b: true }, { a: "two", b: 1 })).toBe(2);
  });

  test("lists by length and member", () => {
    expect(faults({ a: [1, [2, 3]] }, { a: [1, [2, 3]] })).toBe(0);
    expect(faults({ a: [1, 2] }, { a: Float64Array.of(1, 2, 3) })).toBe(1);
    expect(faults({ a: [1, 2] }, { a: 1 })).toBe(1);
  });

  test("a digest of a column", () => {
    const column = Float64Array.of(Number.NaN, 1, 2, 3);
    const sums = { n: 3, sum: 6, sum_sq: 14, weighted: 14 };
    const expected = { a: { first_valid_index: 1, first: [1, 2], last: [2, 3], checksum: sums } };
    expect(faults(expected, { a: column })).toBe(0);
    expect(faults(expected, { a: column.with(3, 3.1) })).toBe(4);
  });
});

describe("tolerances by name", () => {
  test("of the member, of a word of it, around it, or none", () => {
    const tolerance = {
      default: { rel: 1e-12 },
      p: { abs: 0.1 },
      wide: { abs: 10 },
      never: { advisory: true },
    };
    expect(faults({ p: 1, lb_p: 1 }, { p: 1.05, lb_p: 1.05 }, tolerance)).toBe(0);
    expect(faults({ wide: { deep: [1] } }, { wide: { deep: [9] } }, tolerance)).toBe(0);
    expect(faults({ other: 1 }, { other: 1.05 }, tolerance)).toBe(1);
    expect(faults({ never: 1 }, {}, tolerance)).toBe(0);
    expect(faults({ said: 1, told: 2 }, { said: 1 }, { said: relative })).toBe(0);
  });

  test("exact, at least, or a share of a standard error", () => {
    expect(faults({ lag: 3 }, { lag: 3.0000001 }, { lag: { exact: true } })).toBe(1);
    const least = { loglikelihood: { min: -10.001 } };
    expect(faults({ loglikelihood: -10 }, { loglikelihood: -10.0005 }, least)).toBe(0);
    expect(faults({ loglikelihood: -10 }, { loglikelihood: -10.01 }, least)).toBe(1);
    const expected = { params: { a: 1 }, std_err_robust: { a: 0.5 }, std_err_classic: { a: 0.2 } };
    const share = { params: { rel: 1e-9, or_se_fraction: 0.01 } };
    expect(faults(expected, { params: { a: 1.0019 } }, share)).toBe(0);
    expect(faults(expected, { params: { a: 1.003 } }, share)).toBe(1);
  });

  test("of results that depend on chance", () => {
    const rule = { pvalue: { abs: "max(0.01, 4*sqrt(p(1-p)/B)) with B >= 4000" } };
    expect(faults({ pvalue: 0.5 }, { pvalue: 0.53 }, rule, {}, 4000)).toBe(0);
    expect(faults({ pvalue: 0.5 }, { pvalue: 0.54 }, rule, {}, 4000)).toBe(1);
    expect(() => faults({ pvalue: 0.5 }, { pvalue: 0.54 }, rule, {}, 100)).toThrow(/resamples/);
    expect(() => faults({ pvalue: 0.5 }, { pvalue: 0.54 }, { pvalue: { abs: "some" } }, {}, 5000)).toThrow(
      /unknown/,
    );
    const spread = { mean: { abs_in_sd: "4/sqrt(B)" } };
    expect(faults({ mean: 1, sd: 2 }, { mean: 1.07, sd: 2 }, spread, {}, 10_000)).toBe(0);
    expect(faults({ mean: 1, sd: 2 }, { mean: 1.09, sd: 2 }, spread, {}, 10_000)).toBe(1);
    const seeds = { stepm: { note: "must equal one of the five seeds" } };
    expect(faults({ stepm: [["a"], ["a", "b"]] }, { stepm: ["a", "b"] }, seeds)).toBe(0);
    expect(faults({ stepm: [["a"], ["a", "b"]] }, { stepm: ["b"] }, seeds)).toBe(1);
  });
});

describe("cases without an answer", () => {
  const refused = new UserError("too short");

  test("a reference that raised: an error or nothing known, but no number", () => {
    expect(faults({ error: "ValueError" }, refused)).toBe(0);
    expect(faults({ error: "ValueError" }, { n: 3, a: { b: Number.NaN } })).toBe(0);
    expect(faults({ error: "ValueError" }, { a: { b: 0.5 } })).toBe(1);
  });

  test("an error stands for what is not known, not for a number", () => {
    expect(faults({ a: "NaN" }, refused)).toBe(0);
    expect(faults({ a: 1 }, refused)).toBe(1);
    expect(faults({ a: { deep: 1 }, b: "NaN" }, { a: refused, b: refused })).toBe(1);
  });

  test("a degenerate one: not known, or what the reference says", () => {
    expect(faults({ a: 1 }, refused, undefined, degenerate)).toBe(0);
    expect(faults({ a: 1 }, { a: Number.NaN }, undefined, degenerate)).toBe(0);
    expect(faults({ a: 1 }, { a: 1 }, undefined, degenerate)).toBe(0);
    expect(faults({ a: 1 }, { a: 2 }, undefined, degenerate)).toBe(1);
  });

  test("a maximum on a constraint: its likelihood alone", () => {
    const tolerance = { loglikelihood: { min: -5.001 }, params: relative };
    const expected = { loglikelihood: -5, params: { a: 1 } };
    expect(faults(expected, { loglikelihood: -5, params: { a: 2 } }, tolerance, { boundary: true })).toBe(0);
    expect(faults(expected, { loglikelihood: -6, params: { a: 1 } }, tolerance, { boundary: true })).toBe(1);
  });
});
