import type { Artefact } from "./artefact.ts";
import { calibrate } from "./calibration.ts";
import { memoryOf, predictorOf } from "./kinds.ts";
import type { Predictor } from "./predictor.ts";
import { prepare } from "./preparation.ts";

/**
 * A fresh predictor of an artefact: preparation, model, calibration. Nothing is allocated once it is made.
 *
 * @example
 * const model = { kind: "linear", link: "identity", intercept: 1, coefficients: Float64Array.of(2, 3) };
 * const artefact = { features: ["a", "b"], missing: "refuse", model };
 * predict(artefact)(Float64Array.of(10, 100), 0) // => 321
 */
export function predict({ features, model, missing, preparation, calibration }: Artefact): Predictor {
  const bare = predictorOf(model);
  const prepared = preparation ? afterPreparation(bare, preparation, features.length) : bare;
  const whole: Predictor = calibration
    ? (x, offset) => calibrate(calibration, prepared(x, offset))
    : prepared;
  if (missing === "take" && memoryOf(model) === 0) return whole;
  const count = features.length;
  return (x, offset) => (remembered(missing, x, offset, count) ? whole(x, offset) : Number.NaN);
}

/**
 * Whether the sample at `x[offset]` is one to an artefact that remembers samples: it passes over one with a feature that
 * is not known where it refuses those, and over one of which no feature is known in any case, for that is no bar.
 */
export function remembered(
  missing: Artefact["missing"],
  x: Float64Array,
  offset: number,
  count: number,
): boolean {
  let unknown = 0;
  for (let j = offset; j < offset + count; j++) if (x[j] !== x[j]) unknown++;
  return missing === "take" ? unknown < count : unknown === 0;
}

function afterPreparation(
  bare: Predictor,
  preparation: NonNullable<Artefact["preparation"]>,
  count: number,
): Predictor {
  const buffer = new Float64Array(count);
  return (x, offset) => {
    prepare(preparation, x, offset, buffer);
    return bare(buffer, 0);
  };
}
