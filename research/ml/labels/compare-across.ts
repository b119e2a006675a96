import type { Label, Labelling } from "./labelling.ts";

/**
 * Labels, by symbol, as they compare with those of the other symbols that begin at the same bar: as ranks in (0, 1], where equal ones share
 * the mean of their places, or as differences from the mean. Known when the last of them is. One that begins alone compares
 * with none and is left out.
 */
export function compareAcross(
  labels: readonly (readonly Label[])[],
  across: Labelling["across"],
): readonly (readonly Label[])[] {
  if (across === undefined) return labels;
  const byRow = new Map<number, { readonly ys: number[]; until: number }>();
  for (const { row, until, y } of labels.flat()) {
    const group = byRow.get(row) ?? { ys: [], until: 0 };
    byRow.set(row, group);
    group.ys.push(y);
    group.until = Math.max(group.until, until);
  }
  for (const { ys } of byRow.values()) ys.sort((a, b) => a - b);
  const compare = across === "rank" ? rankOf : (y: number, ys: readonly number[]) => y - meanOf(ys);
  return labels.map((each) =>
    each.flatMap(({ row, y }) => {
      const { ys, until } = byRow.get(row)!;
      return ys.length > 1 ? [{ row, until, y: compare(y, ys) }] : [];
    }),
  );
}

/** Mean place, from 1, of a value among sorted ones, as a share of their number. */
function rankOf(y: number, sorted: readonly number[]): number {
  const first = sorted.indexOf(y);
  const last = sorted.lastIndexOf(y);
  return ((first + last) / 2 + 1) / sorted.length;
}

const meanOf = (ys: readonly number[]): number => ys.reduce((sum, y) => sum + y, 0) / ys.length;
