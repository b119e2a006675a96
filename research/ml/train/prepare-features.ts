import type { Preparation } from "../../../engine/model/preparation.ts";
import { deviation, momentsOf } from "../../stats/moments.ts";
import { withFeatures } from "../history.ts";
import type { Learner } from "../learner.ts";
import { preparedColumns } from "../preparation/prepared-columns.ts";
import type { Samples } from "../trees/boost-options.ts";

/** A preparation that was fitted, and what makes of samples what the learner sees. */
export interface Prepared {
  readonly preparation?: Preparation;
  readonly apply: (samples: Samples) => Samples;
}

/** Fits what a learner needs on the samples that it learns from, and on no others. */
export function prepareFeatures(
  { columns }: Samples,
  { filled, scaled }: Learner["needs"],
  missing: "refuse" | "take",
): Prepared {
  const moments = columns.map((column) =>
    momentsOf(
      column.filter((value) => !Number.isNaN(value)),
      0,
    ),
  );
  const means = Float64Array.from(moments, ({ n, mean }) => (n > 0 ? mean : 0));
  const deviations = Float64Array.from(moments, (each) => deviation(each) || 1);
  const preparation: Preparation = {
    ...(filled && missing === "take" && { fill: means }),
    ...(scaled && { shift: means, scale: deviations }),
  };
  if (Object.keys(preparation).length === 0) return { apply: (samples) => samples };
  return {
    preparation,
    apply: (samples) => {
      const { history } = samples;
      const prepared = (columns: readonly Float64Array[]) => preparedColumns(preparation, columns);
      return {
        ...samples,
        columns: prepared(samples.columns),
        ...(history && { history: withFeatures(history, prepared) }),
      };
    },
  };
}
