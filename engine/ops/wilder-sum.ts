import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";

/**
 * Wilder's running sum (1978): the last sum less its n-th part, plus the new value. Begins as TA-Lib does with the
 * plain sum of n - 1 values, so that it is known from the n-th on.
 */
export const wilderSum = op({
  name: "wilderSum",
  family: "average",
  about: "Wilder's running sum: the last less its n-th part, plus x",
  inputs: [number],
  params: { n: window() },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => ({ n, seen: 0, sum: 0 }),
  step: (s, x) => {
    if (s.seen < s.n - 1) {
      s.seen++;
      s.sum += x;
      return Number.NaN;
    }
    s.sum += x - s.sum / s.n;
    return s.sum;
  },
});
