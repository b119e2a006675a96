/**
 * The ranks of values less their mean, equal values sharing theirs; 0 for a value that is not known. Their correlation
 * is that of Spearman, where all are known.
 *
 * @example
 * centredRanks(Float64Array.of(5, 9, 5, NaN)).join(" ") // => "-0.5 1 -0.5 0"
 */
export function centredRanks(values: Float64Array): Float64Array {
  const order = Int32Array.from(values.keys()).filter((i) => !Number.isNaN(values[i]!));
  order.sort((a, b) => values[a]! - values[b]! || a - b);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let k = from; k < to; k++) ranks[order[k]!] = (from + to - order.length) / 2;
    from = to;
  }
  return ranks;
}

/** The cosine between two columns; 0 where one of them is 0 throughout. */
export function cosine(a: Float64Array, b: Float64Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
