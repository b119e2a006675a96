import type { Artefact } from "./artefact.ts";
import { calibrate } from "./calibration.ts";
import { predictorOf } from "./kinds.ts";
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
  if (missing === "take") return whole;
  const count = features.length;
  return (x, offset) => {
    for (let j = offset; j < offset + count; j++) if (x[j] !== x[j]) return Number.NaN;
    return whole(x, offset);
  };
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
