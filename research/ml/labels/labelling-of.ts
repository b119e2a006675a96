import { refuse, suggest } from "../../../engine/core/errors.ts";
import type { LabelSpec } from "../../../engine/training/label-spec.ts";
import { barriers } from "./barriers.ts";
import { fixedHorizon } from "./fixed-horizon.ts";
import type { Labelling } from "./labelling.ts";
import { metaLabels } from "./meta.ts";
import { trendScan } from "./trend-scan.ts";

type Kind = LabelSpec["kind"];
interface Row<K extends Kind> {
  readonly make: (spec: Extract<LabelSpec, { readonly kind: K }>) => Labelling;
  /** What a record of the kind may hold. */
  readonly members: readonly string[];
}

const shape = ["bars", "profit", "loss", "span", "deviationMin"];
const kinds: { readonly [K in Kind]: Row<K> } = {
  "fixed-horizon": { make: fixedHorizon, members: ["bars", "as", "above", "span", "across"] },
  "triple-barrier": { make: barriers, members: [...shape, "as", "cusum"] },
  "trend-scan": { make: trendScan, members: ["from", "to", "step", "as"] },
  meta: { make: metaLabels, members: [...shape, "side", "above"] },
};

/**
 * The labelling that a record asks for; one that is a labelling itself is taken as it is. Throws a UserError for a kind
 * that is none, or a member that the kind does not have.
 */
export function labellingOf(spec: LabelSpec | Labelling): Labelling {
  if ("make" in spec) return spec;
  const { kind } = spec;
  if (!Object.hasOwn(kinds, kind)) {
    const near = suggest(String(kind), Object.keys(kinds));
    refuse(`label.kind must be one of ${Object.keys(kinds).join(", ")}; was "${kind}"${near}`);
  }
  const { make, members } = kinds[kind];
  for (const name of Object.keys(spec)) {
    if (name !== "kind" && !members.includes(name)) {
      refuse(
        `label: unknown member "${name}" of ${kind}${suggest(name, members) || `; it may have ${members.join(", ")}`}`,
      );
    }
  }
  return (make as (spec: LabelSpec) => Labelling)(spec);
}
