/**
 * Which of many cells to name below a drawing: at most about `count`, evenly, the first among them.
 *
 * @example
 * cellTicks(["1", "2", "3", "4", "5"], 3) // => [[0, "1"], [2, "3"], [4, "5"]]
 */
export function cellTicks(labels: readonly string[], count: number): (readonly [number, string])[] {
  const step = Math.ceil(labels.length / count);
  // Of a cell that holds several values the first names it.
  return labels.flatMap((label, k) => (k % step === 0 ? [[k, label.replace(/ to .*/, "")] as const] : []));
}
