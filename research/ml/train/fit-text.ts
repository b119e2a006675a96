import { canonical, parseCanonical } from "../../../engine/model/canonical.ts";
import type { FoldFit } from "./fit-fold.ts";

/** The fit of a fold as a text that holds every number as it is. Who keeps it tells by a checksum that it is whole. */
export function writeFit({ trials, ...fit }: FoldFit): string {
  return canonical({
    ...fit,
    tried: trials.map(({ params }) => params),
    losses: fit.losses,
    // As a block: JSON has no NaN.
    tailLosses: Float64Array.from(trials, ({ loss }) => loss),
  });
}

/** The fit of a text that {@link writeFit} made. */
export function readFit(text: string): FoldFit {
  const { tried, tailLosses, ...fit } = parseCanonical("fit of a fold", text) as Omit<FoldFit, "trials"> & {
    readonly tried: readonly FoldFit["trials"][number]["params"][];
    readonly tailLosses: Float64Array;
  };
  return { ...fit, trials: tried.map((params, k) => ({ params, loss: tailLosses[k]! })) };
}
