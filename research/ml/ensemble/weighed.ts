import type { Ensemble } from "../../../engine/model/ensemble.ts";
import type { Model } from "../../../engine/model/kinds.ts";
import type { Fitted } from "../learner.ts";

/** The ensemble of what was learned, each model on all features. */
export function weighed(
  fitted: readonly Fitted[],
  features: number,
  { link, intercept, weights }: Pick<Ensemble<Model>, "link" | "intercept"> & { weights: ArrayLike<number> },
): Ensemble<Model> {
  const places = Int32Array.from({ length: features }, (_, j) => j);
  const members = fitted.map(({ model }, k) => ({ model, places, weight: weights[k]! }));
  return { kind: "ensemble", link, intercept, members };
}
