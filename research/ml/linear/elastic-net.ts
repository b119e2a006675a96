import { refuse } from "../../../engine/core/errors.ts";
import type { LinearModel } from "../../../engine/model/linear.ts";
import { logistic } from "../../../engine/model/trees.ts";
import { type Quadratic, solveQuadratic } from "./coordinate-descent.ts";

/** Samples without gaps: features by column, the target, and how much each sample counts. */
export interface LinearSamples {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  readonly weights?: Float64Array;
}

/** Penalties on the coefficients; the intercept has none. */
export interface Penalty {
  /** Times the sum of absolute coefficients; 0 unless told. */
  readonly l1?: number;
  /** Times half the sum of squared coefficients; 0 unless told. */
  readonly l2?: number;
}

const stepsMax = 200;

/**
 * Linear regression with the elastic net (Zou and Hastie 2005): least is half the mean squared error plus the
 * penalties, by coordinate descent (Friedman, Hastie and Tibshirani 2010). Ridge of scikit-learn with `alpha` is
 * `l2 = alpha / rows`. Throws a UserError for unsound samples and where it does not converge.
 *
 * @example
 * linearRegression({ columns: [Float64Array.of(0, 1, 2)], y: Float64Array.of(1, 3, 5) }).coefficients[0].toFixed(6) // => "2.000000"
 */
export function linearRegression(samples: LinearSamples, penalty: Penalty = {}): LinearModel {
  const { columns, y } = samples;
  const weights = checked(samples, penalty);
  const fit = solveQuadratic({ columns, target: y, weights, ...penalties(penalty) }, zeros(columns.length));
  return { kind: "linear", link: "identity", ...fit };
}

/**
 * Logistic regression with the elastic net: least is the mean log-loss plus the penalties, by Newton steps of which
 * each is a penalised least-squares problem, halved where they overshoot. Logistic regression of scikit-learn with
 * `C` is `l2 = 1 / (C * rows)`. Throws a UserError for targets other than 0 and 1 and where it does not converge, as on
 * classes that a plane parts when nothing is penalised.
 */
export function logisticRegression(samples: LinearSamples, penalty: Penalty = {}): LinearModel {
  const { columns, y } = samples;
  const weights = checked(samples, penalty);
  if (!y.every((value) => value === 0 || value === 1)) refuse("target must be 0 or 1");
  if (!(y.includes(0) && y.includes(1))) refuse(`target must hold both 0 and 1; it holds ${y[0]} alone`);
  let model: LinearModel = {
    kind: "linear",
    link: "logistic",
    intercept: 0,
    coefficients: zeros(columns.length),
  };
  let objective = objectiveOf(samples, weights, penalty, model);
  for (let step = 0; step < stepsMax; step++) {
    const problem = { ...workingProblem(samples, weights, model), ...penalties(penalty) };
    const aim = solveQuadratic(problem, model.coefficients);
    let next = { ...model, ...aim };
    let reached = objectiveOf(samples, weights, penalty, next);
    for (let part = 0.5; reached > objective + 1e-14 * Math.abs(objective) && part > 1e-10; part /= 2) {
      next = { ...model, ...between(model, aim, part) };
      reached = objectiveOf(samples, weights, penalty, next);
    }
    const moved = distance(model, next);
    [model, objective] = [next, reached];
    if (moved <= 1e-11) return model;
  }
  return refuse("logistic regression does not converge; raise l2: a plane may part the classes");
}

const zeros = (count: number): Float64Array => new Float64Array(count);
const penalties = ({ l1 = 0, l2 = 0 }: Penalty) => ({ l1, l2 });

/** The quadratic that touches the log-loss where the model stands (iteratively reweighted least squares). */
function workingProblem(
  { columns, y }: LinearSamples,
  weights: Float64Array,
  model: LinearModel,
): Omit<Quadratic, "l1" | "l2"> {
  const target = scoresOf(columns, model, y.length);
  const curved = new Float64Array(y.length);
  for (let i = 0; i < y.length; i++) {
    const chance = logistic(target[i]!);
    const curvature = Math.max(chance * (1 - chance), 1e-10);
    target[i]! += (y[i]! - chance) / curvature;
    curved[i] = weights[i]! * curvature;
  }
  return { columns, target, weights: curved };
}

function scoresOf(columns: readonly Float64Array[], { intercept, coefficients }: Line, rows: number) {
  const scores = new Float64Array(rows).fill(intercept);
  for (const [j, column] of columns.entries()) {
    const own = coefficients[j]!;
    for (let i = 0; i < rows; i++) scores[i]! += own * column[i]!;
  }
  return scores;
}

function objectiveOf(samples: LinearSamples, weights: Float64Array, penalty: Penalty, model: LinearModel) {
  const { l1, l2 } = penalties(penalty);
  const scores = scoresOf(samples.columns, model, samples.y.length);
  let loss = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    const own = Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - samples.y[i]! * score;
    loss += weights[i]! * own;
  }
  return model.coefficients.reduce((sum, b) => sum + l1 * Math.abs(b) + (l2 / 2) * b * b, loss);
}

type Line = Pick<LinearModel, "intercept" | "coefficients">;

const between = (from: Line, to: Line, part: number): Line => ({
  intercept: from.intercept + part * (to.intercept - from.intercept),
  coefficients: from.coefficients.map((b, j) => b + part * (to.coefficients[j]! - b)),
});

const distance = (a: Line, b: Line): number =>
  a.coefficients.reduce(
    (most, value, j) => Math.max(most, Math.abs(value - b.coefficients[j]!)),
    Math.abs(a.intercept - b.intercept),
  );

/** Weights that sum to 1. */
function checked({ columns, y, weights }: LinearSamples, { l1 = 0, l2 = 0 }: Penalty): Float64Array {
  if (columns.length === 0 || y.length === 0) refuse("features must have a column and a row at least");
  for (const [name, values] of [
    ["target", y] as const,
    ...columns.map((c, j) => [`feature ${j}`, c] as const),
  ]) {
    if (values.length !== y.length) refuse(`${name} must have ${y.length} rows; it has ${values.length}`);
    if (!values.every(Number.isFinite))
      refuse(`${name} must be known and finite in every row; fill it first`);
  }
  if (!(l1 >= 0 && l2 >= 0 && l1 + l2 < Number.POSITIVE_INFINITY)) {
    refuse(`l1 and l2 must be at least 0; were ${l1} and ${l2}`);
  }
  const given = weights ?? new Float64Array(y.length).fill(1);
  const total = given.reduce((sum, weight) => sum + weight, 0);
  if (
    given.length !== y.length ||
    !given.every((weight) => weight >= 0) ||
    !(total > 0 && Number.isFinite(total))
  ) {
    refuse(`weights must be ${y.length} numbers of at least 0, not all 0`);
  }
  return given.map((weight) => weight / total);
}
