import { expect, test } from "vitest";
import { normal, seeded } from "../../../engine/core/random.ts";
import { logistic } from "../../../engine/model/trees.ts";
import { ols } from "../../stats/ols.ts";
import { linearRegression, logisticRegression } from "./elastic-net.ts";

const rows = 400;
function samples(binary: boolean) {
  const random = seeded(3);
  const draw = () => Float64Array.from({ length: rows }, () => normal(random));
  const [a, b, c] = [draw(), draw(), draw()];
  const columns = [a, b.map((v, i) => 0.7 * a[i]! + v + 5), c.map((v) => v * 3)];
  const score = a.map((v, i) => 0.5 + v - 0.3 * columns[1]![i]!);
  const y = score.map((s) => (binary ? Number(random() < logistic(s)) : s + normal(random)));
  return { columns, y };
}

/** Slope of the mean loss along a column, which the penalties must balance at the optimum. */
function slopes(
  { columns, y }: ReturnType<typeof samples>,
  link: "identity" | "logistic",
  b: Float64Array,
  b0: number,
) {
  const errors = y.map((value, i) => {
    const score = columns.reduce((sum, column, j) => sum + b[j]! * column[i]!, b0);
    return (link === "logistic" ? logistic(score) : score) - value;
  });
  const slope = (column: Float64Array) => column.reduce((sum, x, i) => sum + (x * errors[i]!) / rows, 0);
  return { intercept: slope(new Float64Array(rows).fill(1)), columns: columns.map(slope) };
}

test.each([
  ["identity", 0, 0],
  ["identity", 0, 0.5],
  ["identity", 0.2, 0.1],
  ["logistic", 0, 0],
  ["logistic", 0, 0.1],
  ["logistic", 0.05, 0.02],
] as const)("%s with l1 %d and l2 %d stands at the optimum", (link, l1, l2) => {
  const given = samples(link === "logistic");
  const regress = link === "logistic" ? logisticRegression : linearRegression;
  const { coefficients, intercept } = regress(given, { l1, l2 });
  const found = slopes(given, link, coefficients, intercept);
  expect(Math.abs(found.intercept)).toBeLessThan(1e-9);
  for (const [j, b] of coefficients.entries()) {
    const slope = found.columns[j]! + l2 * b;
    // A coefficient of 0 holds as long as the slope is less than the penalty's kink.
    if (b === 0) expect(Math.abs(slope)).toBeLessThanOrEqual(l1);
    else expect(Math.abs(slope + l1 * Math.sign(b))).toBeLessThan(1e-9);
  }
  if (l1 > 0) expect(coefficients.includes(0)).toBe(true);
});

/**
 * Recipe, with numpy as np and scikit-learn 1.2.1: i = np.arange(200); X = np.column_stack([np.sin(1.3 * i),
 * np.cos(0.7 * i) * 3, np.sin(2.1 * i + 1) + 5]); noise = np.sin(5 * i); y = X @ [1, -0.5, 2] + noise;
 * c = X[:, 0] - 0.3 * X[:, 1] + noise > 0; then Ridge(alpha=10).fit(X, y), LogisticRegression(C=0.1,
 * solver="newton-cholesky", tol=1e-14).fit(X, c) and ElasticNet(alpha=0.1, l1_ratio=0.5, tol=1e-14).fit(X, y).
 */
test("coefficients are those of scikit-learn", () => {
  const column = (of: (i: number) => number) => Float64Array.from({ length: 200 }, (_, i) => of(i));
  const [a, b, c, noise] = [
    column((i) => Math.sin(1.3 * i)),
    column((i) => Math.cos(0.7 * i) * 3),
    column((i) => Math.sin(2.1 * i + 1) + 5),
    column((i) => Math.sin(5 * i)),
  ];
  const columns = [a, b, c];
  const y = a.map((value, i) => value - 0.5 * b[i]! + 2 * c[i]! + noise[i]!);
  const side = a.map((value, i) => (value - 0.3 * b[i]! + noise[i]! > 0 ? 1 : 0));
  const cases = [
    [
      linearRegression({ columns, y }, { l2: 10 / 200 }),
      [0.9037736439558657, 0.9649442307317805, -0.499204911448436, 1.818612215682126],
    ],
    [
      logisticRegression({ columns, y: side }, { l2: 1 / (0.1 * 200) }),
      [0.26551171060038115, 1.1388177825587007, -0.46239478678128787, -0.04090810029938358],
    ],
    [
      linearRegression({ columns, y }, { l1: 0.05, l2: 0.05 }),
      [1.3624384874307385, 0.8729808660965583, -0.48791565745651205, 1.7269120071758173],
    ],
  ] as const;
  for (const [{ intercept, coefficients }, wanted] of cases) {
    for (const [j, own] of [intercept, ...coefficients].entries()) {
      expect(Math.abs(own - wanted[j]!)).toBeLessThan(1e-9);
    }
  }
});

test("without penalties it is ordinary least squares", () => {
  const { columns, y } = samples(false);
  const { coefficients, intercept } = linearRegression({ columns, y });
  const wanted = ols("y", y, [new Float64Array(rows).fill(1), ...columns]).coefficients;
  for (const [j, b] of [intercept, ...coefficients].entries()) expect(b).toBeCloseTo(wanted[j]!, 9);
});

test("a weight of two is a sample twice", () => {
  const { columns, y } = samples(true);
  const weights = y.map((_, i) => (i < 100 ? 2 : 1));
  const twice = (values: Float64Array) => Float64Array.of(...values, ...values.subarray(0, 100));
  const a = logisticRegression({ columns, y, weights }, { l2: 0.1 });
  const b = logisticRegression({ columns: columns.map(twice), y: twice(y) }, { l2: 0.1 });
  for (const [j, value] of a.coefficients.entries()) expect(value).toBeCloseTo(b.coefficients[j]!, 9);
});

test("refuses gaps, other targets, and classes that a plane parts", () => {
  const x = Float64Array.of(1, 2, 3, 4);
  const y = Float64Array.of(0, 0, 1, 1);
  expect(() => linearRegression({ columns: [Float64Array.of(1, 2, 3, Number.NaN)], y })).toThrow(
    "fill it first",
  );
  expect(() => logisticRegression({ columns: [x], y: x })).toThrow("target must be 0 or 1");
  expect(() => logisticRegression({ columns: [x], y: y.map(() => 1) })).toThrow("it holds 1 alone");
  expect(() => logisticRegression({ columns: [x], y })).toThrow("does not converge");
  expect(() => linearRegression({ columns: [x], y }, { l2: -1 })).toThrow("must be at least 0");
});
