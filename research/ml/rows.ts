import { historyAt } from "./history.ts";
import type { Samples } from "./trees/boost-options.ts";

/** The samples of some rows, in the order given. */
export function samplesOf({ columns, y, weights, history }: Samples, rows: ArrayLike<number>): Samples {
  const taken = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
  return {
    columns: columns.map(taken),
    y: taken(y),
    ...(weights && { weights: taken(weights) }),
    ...(history && { history: historyAt(history, rows) }),
  };
}
