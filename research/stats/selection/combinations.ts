/**
 * All ways to choose k of the numbers 0 to n - 1, each rising, in lexicographic order.
 *
 * @example
 * combinations(3, 2) // => [[0, 1], [0, 2], [1, 2]]
 */
export function combinations(n: number, k: number): number[][] {
  const out: number[][] = [];
  const chosen = Array.from({ length: k }, (_, i) => i);
  for (;;) {
    out.push([...chosen]);
    let at = k - 1;
    while (at >= 0 && chosen[at] === n - k + at) at--;
    if (at < 0) return out;
    chosen[at]!++;
    for (let i = at + 1; i < k; i++) chosen[i] = chosen[i - 1]! + 1;
  }
}
