import type { Calibration } from "./calibration.ts";
import type { Model } from "./kinds.ts";
import type { Preparation } from "./preparation.ts";
import type { FeatureSpread } from "./spread.ts";

/** What a model was trained on, so that a result can be traced to its data. */
export interface TrainedOn {
  /** Hash of the training data, as the one who trained it makes it. */
  readonly fingerprint: string;
  /** Samples that it was trained on. */
  readonly rows: number;
}

/** A trained model with all that its prediction needs, and where it came from. */
export interface Artefact {
  /** Names of the features, in the order in which the model takes them. */
  readonly features: readonly string[];
  readonly model: Model;
  /**
   * What a feature that is not known does: `refuse` makes the prediction unknown; `take` hands NaN to the
   * preparation, which may fill it in, and to the model, which may have learned a branch for it.
   */
  readonly missing: "refuse" | "take";
  /** What is done to the features before the model sees them. */
  readonly preparation?: Preparation;
  /** What is done to the model's result. */
  readonly calibration?: Calibration;
  readonly trainedOn: TrainedOn;
  /** How the features were spread there, by which drift is told. */
  readonly spread?: FeatureSpread;
  readonly seed: number;
  /** Version of the code that trained it. */
  readonly code: string;
}
