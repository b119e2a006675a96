import { adjustPValues, type Correction } from "../../../research/stats/selection/corrections.ts";
import type { Family } from "./case.ts";

/** Corrections by the names of the reference. */
const names: Readonly<Record<string, Correction>> = {
  bonferroni: "bonferroni",
  sidak: "sidak",
  holm: "holm",
  "holm-sidak": "holm-sidak",
  "simes-hochberg": "hochberg",
  hommel: "hommel",
  fdr_bh: "benjamini-hochberg",
  fdr_by: "benjamini-yekutieli",
  fdr_tsbh: "two-stage",
};

/** `multiple_testing.json`: adjusted p-values and what they reject. */
export const multipleTesting: Family = {
  run({ input }) {
    const { alpha } = input.params as { alpha: number };
    return Object.fromEntries(
      Object.entries(names).map(([name, correction]) => {
        const adjusted = adjustPValues(input.pvalues!, correction, alpha);
        return [name, { adjusted, reject: Array.from(adjusted, (p) => p <= alpha) }];
      }),
    );
  },
};
