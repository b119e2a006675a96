import type { Drift, Fold, WalkForwardResult, WindowFigures } from "./model.ts";

type Value = Drift["values"][number];

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** How the choice of each parameter moved from fold to fold; parameters that never varied are left out. */
export function driftOf(folds: readonly Fold[], searched: readonly string[]): Drift[] {
  return searched.map((name) => {
    const values = folds.map(({ params }) => (params ? (params[name] as Value) : null));
    const changes = values.filter((value, k) => k > 0 && value !== values[k - 1]).length;
    return { name, values, changes };
  });
}

/**
 * Walk-forward efficiency: what the tests gave over what the same choices gave in training, as annualised returns and as
 * Sharpe ratios. NaN where training gave nothing to be efficient about. Source: R. Pardo, The Evaluation and Optimization
 * of Trading Strategies, 2nd ed. (2008), ch. 11.
 */
export function efficiencyOf(folds: readonly Fold[], tested: WindowFigures): WalkForwardResult["efficiency"] {
  const chosen = folds.filter(({ params }) => params !== undefined);
  const ratio = (figure: "annualReturn" | "sharpe"): number => {
    const trained = meanOf(chosen.map(({ inSample }) => inSample[figure]));
    return trained > 0 ? tested[figure] / trained : Number.NaN;
  };
  return { annualReturn: ratio("annualReturn"), sharpe: ratio("sharpe") };
}

/**
 * Correlation (Pearson) of the objective in sample with that out of sample, over folds where both are known; NaN for
 * fewer than three of them.
 */
export function foldCorrelation(folds: readonly Fold[]): number {
  const pairs = folds
    .map(({ inSample, outOfSample }) => [inSample.objective, outOfSample.objective] as const)
    .filter((pair) => pair.every(Number.isFinite));
  if (pairs.length < 3) return Number.NaN;
  const [mx, my] = [meanOf(pairs.map(([x]) => x)), meanOf(pairs.map(([, y]) => y))];
  let [xy, xx, yy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    xy += (x - mx) * (y - my);
    xx += (x - mx) ** 2;
    yy += (y - my) ** 2;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : Number.NaN;
}

/** The path whose total return is the middle one; the lower of two in the middle. */
export function middlePath(figures: readonly WindowFigures[]): number {
  const order = figures
    .map((_, k) => k)
    .sort((a, b) => figures[a]!.totalReturn - figures[b]!.totalReturn || a - b);
  return order[Math.floor((order.length - 1) / 2)]!;
}
