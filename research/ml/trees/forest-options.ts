import { demandColumns } from "./bins.ts";
import { checkTarget, type Samples, share, whole } from "./boost-options.ts";

/** How a forest learns. */
export interface ForestOptions {
  /** 100 unless told. */
  readonly trees?: number;
  /** Leaves of a tree at most; 1024 unless told. */
  readonly leavesMax?: number;
  /** Splits from root to leaf at most; 64 unless told. */
  readonly depthMax?: number;
  /** Distinct rows of a leaf at least; 5 unless told. */
  readonly leafRowsMin?: number;
  /** Part of the features that each split chooses among; unless told, that of the square root of their number. */
  readonly featureShare?: number;
  /** Rows drawn for each tree, with repetition, as a part of all; 1 unless told. */
  readonly rowShare?: number;
  readonly seed?: number;
}

/** Options with their defaults. Throws a UserError for one out of range, and for unsound samples. */
export function checkForest(samples: Samples, given: ForestOptions): Required<ForestOptions> {
  const { columns, y } = samples;
  demandColumns(columns, y);
  checkTarget("target", samples, "squared");
  const options = {
    trees: 100,
    leavesMax: 1024,
    depthMax: 64,
    leafRowsMin: 5,
    featureShare: 1 / Math.sqrt(columns.length),
    rowShare: 1,
    seed: 0,
    ...given,
  };
  for (const name of ["trees", "depthMax", "leafRowsMin"] as const) whole(name, options[name], 1);
  whole("leavesMax", options.leavesMax, 2);
  for (const name of ["featureShare", "rowShare"] as const) share(name, options[name]);
  return options;
}
