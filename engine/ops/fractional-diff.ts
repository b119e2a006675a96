import { number, op } from "../graph/op.ts";
import { num, window } from "../graph/params.ts";

/**
 * Fractional difference of order d of the last n values: the sum of w[k] x[-k] with w[0] = 1 and
 * w[k] = -w[k-1] (d - k + 1) / k (Hosking 1981), cut off at n weights (Lopez de Prado 2018, 5.5). Order 1 is the change,
 * order 0 the value; between them a level keeps some of its memory and loses its trend.
 */
export const fractionalDiff = op({
  name: "fractionalDiff",
  family: "rolling",
  about: "fractional difference of order d of the last n values",
  inputs: [number],
  params: { n: window(), d: num(0.4, { from: 0, to: 2 }) },
  warmup: ({ n }) => n - 1,
  init: ({ n, d }) => ({ weights: weightsOf(n, d), ring: new Float64Array(n), at: 0, count: 0 }),
  step: (s, x) => {
    const { ring, weights } = s;
    const n = ring.length;
    ring[s.at] = x;
    if (s.count < n) s.count++;
    let sum = 0;
    let from = s.at;
    for (let k = 0; k < n; k++) {
      sum += weights[k]! * ring[from]!;
      from = from === 0 ? n - 1 : from - 1;
    }
    s.at = s.at + 1 === n ? 0 : s.at + 1;
    return s.count < n ? Number.NaN : sum;
  },
});

function weightsOf(n: number, d: number): Float64Array {
  const weights = new Float64Array(n);
  let weight = 1;
  for (let k = 0; k < n; k++) {
    if (k > 0) weight *= -(d - k + 1) / k;
    weights[k] = weight;
  }
  return weights;
}
