import { describe, expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { correlationLikelihood, interleaved } from "./conditional-correlation.ts";
import { dccAt } from "./dcc.ts";

const random = seeded(21);
const n = 400;
const common = Float64Array.from({ length: n }, () => normal(random));
const columns = [0.9, 0.5, -0.3].map((load) =>
  common.map((x) => load * x + Math.sqrt(1 - load * load) * normal(random)),
);

describe("three series", () => {
  test("no dynamics: the constant correlation, and its likelihood by the definition", () => {
    const path = dccAt(columns.slice(0, 2), { a: 0, b: 0 });
    const [q11, q12, , q22] = path.qbar;
    const rho = q12! / Math.sqrt(q11! * q22!);
    expect(path.correlations[0]!.every((r) => Math.abs(r - rho) < 1e-14)).toBe(true);
    let sum = 0;
    for (let t = 0; t < n; t++) {
      const [x, y] = [columns[0]![t]!, columns[1]![t]!];
      const quadratic = (x * x - 2 * rho * x * y + y * y) / (1 - rho * rho);
      sum -= 0.5 * (Math.log(1 - rho * rho) + quadratic - x * x - y * y);
    }
    expect(path.logLikelihood).toBeCloseTo(sum, 9);
  });

  test("correlations stay within -1 and 1, and the next follows the last", () => {
    const path = dccAt(columns, { a: 0.05, b: 0.9 });
    expect(path.correlations).toHaveLength(3);
    for (const column of path.correlations) for (const r of column) expect(Math.abs(r)).toBeLessThan(1);
    expect(path.next).toHaveLength(9);
    expect([path.next[0], path.next[4], path.next[8]]).toEqual([1, 1, 1]);
    expect(Math.abs(path.next[1]! - path.correlations[0]!.at(-1)!)).toBeLessThan(0.2);
  });

  test("a correlation is known before its row: only later ones see its shock", () => {
    const target = Float64Array.of(1, 0.3, 0.3, 1);
    const pathOf = (zs: Float64Array[]) => {
      const seen: number[] = [];
      const series = { zs: interleaved(zs), k: 2, target };
      correlationLikelihood(series, { a: 0.05, b: 0.9 }, (q) => seen.push(q[1]!));
      return seen;
    };
    const one = pathOf(columns.slice(0, 2));
    const other = pathOf(columns.slice(0, 2).map((column) => column.with(200, 9)));
    expect(one).toHaveLength(n + 1);
    expect(one.findIndex((q, t) => q !== other[t])).toBe(201);
  });
});

test.each([
  ["one series", columns.slice(0, 1), {}, /at least two series; there are 1/],
  ["unequal lengths", [columns[0]!, columns[1]!.subarray(1)], {}, /one length; were 400, 399/],
  ["a gap", [columns[0]!, columns[1]!.with(3, Number.NaN)], {}, /a number in every place/],
  ["the same series twice", [columns[0]!, columns[0]!.map((x) => -2 * x)], {}, /follows from the others/],
  ["parameters that do not return", columns, { a: 0.2, b: 0.8 }, /sum to less than 1; were 0.2 and 0.8/],
])("%s is refused", (_name, zs, parameters, message) => {
  expect(() => dccAt(zs, { a: 0.05, b: 0.9, ...parameters })).toThrow(message);
});
