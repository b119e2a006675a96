import type { ModelKind, Predictor } from "./predictor.ts";
import { floatsOf, numberOf, recordOf, wordOf } from "./read.ts";
import { logistic } from "./trees.ts";

/** A weighted sum of the features, or the probability that it tells. */
export interface LinearModel {
  readonly kind: "linear";
  /** `identity` gives the score itself, `logistic` the probability 1 / (1 + exp(-score)). */
  readonly link: "identity" | "logistic";
  readonly intercept: number;
  /** One coefficient a feature. */
  readonly coefficients: Float64Array;
}

function predictor({ link, intercept, coefficients }: LinearModel): Predictor {
  const score: Predictor = (x, offset) => {
    let sum = intercept;
    for (let j = 0; j < coefficients.length; j++) sum += coefficients[j]! * x[offset + j]!;
    return sum;
  };
  return link === "logistic" ? (x, offset) => logistic(score(x, offset)) : score;
}

function parse(given: unknown, features: number): LinearModel {
  const fields = recordOf("model", given);
  return {
    kind: "linear",
    link: wordOf("model.link", fields.link, ["identity", "logistic"]),
    intercept: numberOf("model.intercept", fields.intercept),
    coefficients: floatsOf("model.coefficients", fields.coefficients, features),
  };
}

/** Linear models as a kind of model. A feature that is not known makes the prediction unknown. */
export const linearKind: ModelKind<LinearModel> = { parse, predictor };
