import type { Preparation } from "../../../engine/model/preparation.ts";
import { prepare } from "../../../engine/model/preparation.ts";
import { deviation, momentsOf } from "../../stats/moments.ts";
import type { Learner } from "../learner.ts";
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
    apply: (samples) => ({ ...samples, columns: preparedColumns(preparation, samples) }),
  };
}

function preparedColumns(preparation: Preparation, { columns, y }: Samples): Float64Array[] {
  const out = columns.map(() => new Float64Array(y.length));
  const [x, row] = [new Float64Array(columns.length), new Float64Array(columns.length)];
  for (let i = 0; i < y.length; i++) {
    for (let j = 0; j < x.length; j++) x[j] = columns[j]![i]!;
    prepare(preparation, x, 0, row);
    for (let j = 0; j < x.length; j++) out[j]![i] = row[j]!;
  }
  return out;
}
