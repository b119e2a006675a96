import type { Artefact } from "../artefact.ts";

const trained = { trainedOn: { fingerprint: "abc", rows: 4 }, seed: 7, code: "1" } as const;

/** A weighted sum, not known where a feature is not. */
export const line = (
  features: readonly string[],
  intercept: number,
  ...coefficients: readonly number[]
): Artefact => ({
  ...trained,
  features,
  missing: "refuse",
  model: { kind: "linear", link: "identity", intercept, coefficients: Float64Array.from(coefficients) },
});

/** One split of the feature "b" at 1; a value that is not known goes left. */
export const stump: Artefact = {
  ...trained,
  features: ["b"],
  missing: "take",
  model: {
    kind: "trees",
    link: "logistic",
    base: 0.5,
    roots: Int32Array.of(0),
    feature: Int32Array.of(0, -1, -1),
    threshold: Float64Array.of(1, 0, 0),
    left: Int32Array.of(1, 0, 0),
    missingLeft: Int32Array.of(1, 0, 0),
    value: Float64Array.of(0, -2, 2),
    cover: Float64Array.of(2, 1, 1),
  },
};
