import type { Random } from "../../../engine/core/random.ts";
import type { SampleTable } from "../dataset.ts";

/** The same table with its labels dealt out anew: nothing is left to foretell. */
export function shuffledLabels(table: SampleTable, random: Random): SampleTable {
  const y = table.y.slice();
  for (let i = y.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [y[i], y[j]] = [y[j]!, y[i]!];
  }
  return { ...table, y };
}

/**
 * The same table with the labels of each symbol in reversed order: neighbours still share their bars, as labels that overlap do,
 * and a model that learned the one knows the other.
 */
export function reversedLabels(table: SampleTable): SampleTable {
  const y = table.y.slice();
  for (let s = 0; s < table.symbols.length; s++) {
    const rows = [...table.symbol.keys()].filter((i) => table.symbol[i] === s);
    for (const [k, row] of rows.entries()) y[row] = table.y[rows[rows.length - 1 - k]!]!;
  }
  return { ...table, y };
}
