import { number, op } from "../graph/op.ts";
import { int, window } from "../graph/params.ts";

/**
 * Permutation entropy (Bandt and Pompe 2002) of the last n patterns of `order` values: the Shannon entropy of which of
 * them is the least, the next and so on, as a share of the greatest possible, log(order!). Of equal values the earlier
 * counts as the lesser. 0 for a steady trend, 1 for noise; blind to the size of changes.
 */
export const permutationEntropy = op({
  name: "permutationEntropy",
  family: "rolling",
  about: "entropy of the order patterns of the last n windows, in [0, 1]",
  inputs: [number],
  params: { n: window(2), order: int(3, { from: 2, to: 6 }) },
  warmup: ({ n, order }) => n + order - 2,
  init: ({ n, order }) => ({
    last: new Float64Array(order),
    seen: 0,
    patterns: new Int32Array(n),
    at: 0,
    count: 0,
    counts: new Float64Array(factorial(order)),
  }),
  step: (s, x) => {
    const { last, patterns, counts } = s;
    const n = patterns.length;
    last.copyWithin(0, 1);
    last[last.length - 1] = x;
    if (++s.seen < last.length) return Number.NaN;
    if (s.count === n) counts[patterns[s.at]!]!--;
    else s.count++;
    const pattern = patternOf(last);
    patterns[s.at] = pattern;
    counts[pattern]!++;
    s.at = s.at + 1 === n ? 0 : s.at + 1;
    if (s.count < n) return Number.NaN;
    let sum = 0;
    for (let k = 0; k < counts.length; k++)
      if (counts[k]! > 0) sum -= (counts[k]! / n) * Math.log(counts[k]! / n);
    return sum / Math.log(counts.length);
  },
});

const factorial = (k: number): number => (k < 2 ? 1 : k * factorial(k - 1));

/** Number of the order of some values, from 0: its Lehmer code. */
function patternOf(values: Float64Array): number {
  const { length } = values;
  let code = 0;
  for (let i = 0; i < length; i++) {
    let below = 0;
    for (let j = i + 1; j < length; j++) if (values[j]! < values[i]!) below++;
    code = code * (length - i) + below;
  }
  return code;
}
