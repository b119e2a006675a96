import { expect, test } from "vitest";
import { scoreOf, type TreeEnsemble } from "../../../engine/model/trees.ts";
import { boost } from "./boost.ts";
import { shap } from "./shap.ts";
import { madeUp, rowMajor } from "./testing/made-up.ts";

/** Expectation of the score where only the features of `known`, a set of bits, are known. */
function expected(trees: TreeEnsemble, x: Float64Array, known: number): number {
  const at = (node: number): number => {
    const f = trees.feature[node]!;
    if (f < 0) return trees.value[node]!;
    const [left, value] = [trees.left[node]!, x[f]!];
    const goesLeft = value === value ? value <= trees.threshold[node]! : trees.missingLeft[node] === 1;
    if (known & (1 << f)) return at(goesLeft ? left : left + 1);
    const [a, b] = [trees.cover[left]!, trees.cover[left + 1]!];
    return (a * at(left) + b * at(left + 1)) / (a + b);
  };
  return trees.roots.reduce((sum, root) => sum + at(root), trees.base);
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const bitsOf = (set: number): number => set.toString(2).replaceAll("0", "").length;

/** Shapley values by their definition, over all subsets. */
function bruteShapley(trees: TreeEnsemble, x: Float64Array): number[] {
  const m = x.length;
  return Array.from({ length: m }, (_, j) => {
    let sum = 0;
    for (let set = 0; set < 1 << m; set++) {
      if (set & (1 << j)) continue;
      const share = (factorial(bitsOf(set)) * factorial(m - bitsOf(set) - 1)) / factorial(m);
      sum += share * (expected(trees, x, set | (1 << j)) - expected(trees, x, set));
    }
    return sum;
  });
}

test("SHAP values are the Shapley values of the definition, missing values included", () => {
  const train = madeUp(600, { missing: 0.5 });
  const { model } = boost(train, { loss: "logistic", trees: 8, leavesMax: 12, leafRowsMin: 5 });
  const rows = rowMajor(train.columns);
  for (let i = 0; i < 40; i++) {
    const found = shap(model, rows, i * 5, 5);
    const x = rows.slice(i * 5, i * 5 + 5);
    expect(Math.abs(found.expectation - expected(model, x, 0))).toBeLessThan(1e-12);
    for (const [j, wanted] of bruteShapley(model, x).entries()) {
      expect(Math.abs(found.values[j]! - wanted)).toBeLessThan(1e-12);
    }
  }
});

test("they sum to the score less the expectation", () => {
  const train = madeUp(3000, { features: 12, missing: 0.2 });
  const { model } = boost(train, { loss: "logistic", trees: 50 });
  const rows = rowMajor(train.columns);
  for (let i = 0; i < 50; i++) {
    const { expectation, values } = shap(model, rows, i * 12, 12);
    const sum = values.reduce((a, b) => a + b, expectation);
    expect(Math.abs(sum - scoreOf(model, rows, i * 12))).toBeLessThan(1e-9);
  }
});
