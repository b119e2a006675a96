import { refuse } from "../../../engine/core/errors.ts";
import type { LabelSpec } from "../../../engine/training/label-spec.ts";
import { barriers } from "./barriers.ts";
import { fixedHorizon } from "./fixed-horizon.ts";
import type { Labelling } from "./labelling.ts";
import { metaLabels } from "./meta.ts";
import { trendScan } from "./trend-scan.ts";

const kinds: {
  readonly [K in LabelSpec["kind"]]: (spec: Extract<LabelSpec, { readonly kind: K }>) => Labelling;
} = {
  "fixed-horizon": fixedHorizon,
  "triple-barrier": barriers,
  "trend-scan": trendScan,
  meta: metaLabels,
};

/** The labelling that a record asks for; one that is a labelling itself is taken as it is. Throws a UserError for a kind that is none. */
export function labellingOf(spec: LabelSpec | Labelling): Labelling {
  if ("make" in spec) return spec;
  if (!Object.hasOwn(kinds, spec.kind)) {
    refuse(`label.kind must be one of ${Object.keys(kinds).join(", ")}; was "${spec.kind}"`);
  }
  return (kinds[spec.kind] as (spec: LabelSpec) => Labelling)(spec);
}
