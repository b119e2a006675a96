import { number, op } from "../graph/op.ts";
import { window } from "../graph/params.ts";

/**
 * Product of the last n values. Never divides, so a zero leaves no trace once it has left the window.
 */
export const product = op({
  name: "product",
  family: "rolling",
  about: "product of the last n values",
  inputs: [number],
  params: { n: window() },
  warmup: ({ n }) => n - 1,
  init: ({ n }) => ({ n, ring: new Float64Array(n + 1), at: 0, head: 1, full: false }),
  step: (w, x) => {
    // Blocks of n as in `window-extreme.ts`: a suffix of the last block times the head of this one.
    const { n, ring } = w;
    ring[w.at++] = x;
    w.head *= x;
    if (w.at < n) return w.full ? ring[w.at]! * w.head : Number.NaN;
    const all = w.head;
    for (let k = n - 1, suffix = 1; k > 0; k--) {
      suffix *= ring[k]!;
      ring[k] = suffix;
    }
    w.at = 0;
    w.head = 1;
    w.full = true;
    return all;
  },
});
