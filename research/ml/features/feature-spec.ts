import { refuse, suggest } from "../../../engine/core/errors.ts";
import type { LabelSpec } from "../../../engine/training/label-spec.ts";
import type { Labelling } from "../labels/labelling.ts";
import { labellingOf } from "../labels/labelling-of.ts";
import { type Weighting, weightings } from "../labels/weights.ts";
import type { FeatureChoice } from "./choose-features.ts";

/** What a table of features is made of. */
export interface FeatureSpec {
  /** Ready-made features or families by name, `all`, or features of one's own. */
  readonly features: readonly FeatureChoice[];
  /** What a model would be to foretell; none unless told. */
  readonly label?: LabelSpec | Labelling;
  /** How labelled rows count; `uniqueness` unless told. */
  readonly weights?: Weighting;
  /** Weight of the oldest labelled bar of a symbol beside that of its newest, in (-1, 1]; 1 unless told. */
  readonly decay?: number;
}

/** A specification as it is carried out. */
export interface ParsedFeatureSpec {
  readonly features: readonly FeatureChoice[];
  readonly label?: Labelling;
  readonly weights: Weighting;
  readonly decay?: number;
}

const members = ["features", "label", "weights", "decay"];

/**
 * A specification out of an untrusted record, or out of a trained strategy, which holds one. Throws a UserError for a member that is
 * unknown or of another kind.
 */
export function parseFeatureSpec(given: unknown): ParsedFeatureSpec {
  if (!isRecord(given)) refuse("a specification of features must be a record with features");
  // Of a training the other members are not looked at here; what made it has checked them.
  const held = isRecord(given.training) ? given.training : given;
  for (const name of held === given ? Object.keys(given) : []) {
    if (!members.includes(name)) {
      const near = suggest(name, members) || `; it may have ${members.join(", ")}`;
      refuse(`unknown member "${name}" of a specification of features${near}`);
    }
  }
  const { features, label, weights = "uniqueness", decay } = held;
  if (!Array.isArray(features)) refuse(`features must be a list of names; was ${String(features)}`);
  const wrong = features.find((each) => typeof each !== "string" && !isRecord(each));
  if (wrong !== undefined)
    refuse(`features must be names or records of name and build; one was ${String(wrong)}`);
  if (!weightings.includes(weights as Weighting)) {
    refuse(`weights must be one of ${weightings.join(", ")}; was "${String(weights)}"`);
  }
  if (decay !== undefined && !(typeof decay === "number" && decay > -1 && decay <= 1)) {
    refuse(`decay must be a number in (-1, 1]; was ${String(decay)}`);
  }
  if (label !== undefined && !isRecord(label))
    refuse(`label must be a record with its kind; was ${String(label)}`);
  return {
    features,
    weights: weights as Weighting,
    ...(decay !== undefined && { decay }),
    ...(label !== undefined && { label: labellingOf(label as unknown as LabelSpec) }),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
