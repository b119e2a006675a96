import type { FoldFit } from "./fit-fold.ts";

/** Where fits of folds are kept, so that they outlive the process. */
export interface FitStore {
  /** The fit of a fold, where it was stored whole. */
  readonly read: (fold: number) => Promise<FoldFit | undefined>;
  readonly write: (fold: number, fit: FoldFit) => Promise<void>;
}

interface FoldWork {
  readonly folds: number;
  /** How many are fitted at a time. */
  readonly workers: number;
  readonly train: (fold: number) => Promise<FoldFit>;
  readonly store: FitStore;
  /** Told of each fold as it is done, in whatever order; `fresh` where it was not there from before. */
  readonly onDone?: (fold: number, fit: FoldFit, fresh: boolean) => Promise<void> | void;
}

/** Fits all folds that are not stored yet. The result does not depend on how many are fitted at a time. */
export async function runFolds({ folds, workers, train, store, onDone }: FoldWork): Promise<FoldFit[]> {
  const fits = new Array<FoldFit>(folds);
  let next = 0;
  let failed = false;
  const work = async (): Promise<void> => {
    while (next < folds && !failed) {
      const fold = next++;
      const stored = await store.read(fold);
      const made = stored ?? (await train(fold));
      if (!stored) await store.write(fold, made);
      fits[fold] = made;
      await onDone?.(fold, made, stored === undefined);
    }
  };
  const all = await Promise.allSettled(
    Array.from({ length: Math.min(workers, folds) }, () =>
      work().catch((error) => {
        failed = true;
        throw error;
      }),
    ),
  );
  for (const each of all) if (each.status === "rejected") throw each.reason;
  return fits;
}
