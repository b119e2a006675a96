import type { ResultColumn } from "../../../data/results/parquet.ts";
import type { BuiltFeatures } from "./build-features.ts";

/** The columns of a table of features: time, symbol, when features are known, features, and labels with weights. */
export function tableColumns({ features, symbols, labels }: BuiltFeatures): ResultColumn[] {
  return [
    { name: "ts", type: "time" },
    { name: "symbol", type: { texts: symbols } },
    { name: "available_at", type: "time" },
    ...features.map(({ name }): ResultColumn => ({ name, type: "number" })),
    ...(labels
      ? ([
          { name: "label", type: "number" },
          { name: "label_available_at", type: "time" },
          { name: "weight", type: "number" },
        ] as const)
      : []),
  ];
}

/** Rows by bar, those of the first bar first, and by symbol; bars from `fromMs` on that a symbol has. A part holds whole rows. */
export function* tableRows(built: BuiltFeatures, fromMs = Number.NEGATIVE_INFINITY): Generator<Float64Array> {
  const { ts, timeframeMs, closes, columns, labels, features } = built;
  const width = 3 + features.length + (labels ? 3 : 0);
  for (let row = 0; row < ts.length; row++) {
    if (ts[row]! < fromMs) continue;
    for (const [symbol, close] of closes.entries()) {
      if (Number.isNaN(close[row]!)) continue;
      const out = new Float64Array(width);
      out[0] = ts[row]!;
      out[1] = symbol;
      out[2] = ts[row]! + timeframeMs;
      for (let k = 0; k < features.length; k++) out[3 + k] = columns[symbol]![k]![row]!;
      const label = labels?.[symbol];
      if (label) out.set([label.y[row]!, label.availableMs[row]!, label.weight[row]!], 3 + features.length);
      yield out;
    }
  }
}
