import type { BuiltFeatures } from "./build-features.ts";

/** What a column of a table holds. */
export interface ColumnSummary {
  readonly name: string;
  readonly family: string;
  /** Share of the rows on which it is known. */
  readonly known: number;
  readonly mean: number;
  /** Sample standard deviation. */
  readonly deviation: number;
  readonly least: number;
  readonly greatest: number;
}

/** What a table of features holds, over all symbols. */
export interface FeatureSummary {
  readonly rows: number;
  readonly symbols: readonly string[];
  /** Opens of the first and the last bar. */
  readonly fromMs: number;
  readonly lastMs: number;
  readonly warmup: number;
  readonly features: readonly ColumnSummary[];
  readonly label?: ColumnSummary;
}

/** A table of features in figures, of bars from `fromMs` on. */
export function summarise(built: BuiltFeatures, fromMs = Number.NEGATIVE_INFINITY): FeatureSummary {
  const { features, symbols, ts, closes, columns, labels, labelling, warmup } = built;
  const from = ts.findIndex((ms) => ms >= fromMs);
  const first = from < 0 ? ts.length : from;
  const rows = closes.map((close) =>
    [...close.keys()].filter((row) => row >= first && !Number.isNaN(close[row]!)),
  );
  const column = (name: string, family: string, of: (symbol: number) => Float64Array): ColumnSummary =>
    summaryOf(
      name,
      family,
      rows.map((own, symbol) => {
        const values = of(symbol);
        return Float64Array.from(own, (row) => values[row]!);
      }),
    );
  return {
    rows: rows.reduce((sum, own) => sum + own.length, 0),
    symbols,
    fromMs: ts[first] ?? Number.NaN,
    lastMs: ts.at(-1) ?? Number.NaN,
    warmup,
    features: features.map(({ name, family }, k) => column(name, family, (symbol) => columns[symbol]![k]!)),
    ...(labels && labelling && { label: column(labelling.name, "label", (symbol) => labels[symbol]!.y) }),
  };
}

/** Figures of the known values of some columns, by Welford's recurrence. */
function summaryOf(name: string, family: string, parts: readonly Float64Array[]): ColumnSummary {
  let [rows, n, mean, squares] = [0, 0, 0, 0];
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const part of parts) {
    rows += part.length;
    for (const x of part) {
      if (x !== x) continue;
      const gap = x - mean;
      mean += gap / ++n;
      squares += gap * (x - mean);
      if (x < least) least = x;
      if (x > greatest) greatest = x;
    }
  }
  const some = (value: number) => (n > 0 ? value : Number.NaN);
  return {
    name,
    family,
    known: rows > 0 ? n / rows : 0,
    mean: some(mean),
    deviation: n > 1 ? Math.sqrt(squares / (n - 1)) : Number.NaN,
    least: some(least),
    greatest: some(greatest),
  };
}
