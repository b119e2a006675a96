import type { ClassTrees } from "../../../engine/model/class-trees.ts";
import type { TreeEnsemble } from "../../../engine/model/trees.ts";
import { explainer } from "../trees/shap.ts";

/** What the features add to the score, over many samples. */
export interface ShapImportance {
  /** By feature, the mean size of its SHAP values: of the score, before the link. */
  readonly importance: Float64Array;
  /** By feature, its SHAP value for each sample looked at; for several classes those of the last. */
  readonly values: readonly Float64Array[];
  /** The samples looked at. */
  readonly rows: Int32Array;
}

/**
 * Mean size of the SHAP values of a data set, by feature; for several classes the mean over their scores. At most
 * `rowsMax` evenly spaced samples are looked at, 1,000 unless told.
 */
export function shapImportance(
  model: TreeEnsemble | ClassTrees,
  columns: readonly Float64Array[],
  { rowsMax = 1000 }: { readonly rowsMax?: number } = {},
): ShapImportance {
  const count = columns[0]?.length ?? 0;
  const every = Math.max(1, Math.ceil(count / rowsMax));
  const rows = Int32Array.from({ length: Math.ceil(count / every) }, (_, k) => k * every);
  const scores = scoresOf(model);
  const importance = new Float64Array(columns.length);
  const values = columns.map(() => new Float64Array(rows.length));
  const x = new Float64Array(columns.length);
  const found = new Float64Array(columns.length);
  for (const trees of scores) {
    const { explain } = explainer(trees);
    for (const [k, row] of rows.entries()) {
      for (let j = 0; j < x.length; j++) x[j] = columns[j]![row]!;
      explain(x, 0, found);
      for (let j = 0; j < x.length; j++) {
        values[j]![k] = found[j]!;
        importance[j]! += Math.abs(found[j]!) / (rows.length * scores.length);
      }
    }
  }
  return { importance, values, rows };
}

/** The score of each class as an ensemble of its own. */
function scoresOf(model: TreeEnsemble | ClassTrees): readonly TreeEnsemble[] {
  if (model.kind === "trees") return [model];
  return Array.from(model.base, (base, k) => ({
    ...model,
    kind: "trees" as const,
    link: "identity" as const,
    base,
    roots: model.roots.filter((_, t) => t % model.base.length === k),
  }));
}
