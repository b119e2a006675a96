import {
  expandingFractionalDifference,
  fractionalDifference,
} from "../../../research/stats/labels/fractional-difference.ts";
import { fixedWidthWeights, fractionalWeights } from "../../../research/stats/labels/fractional-weights.ts";
import type { Family } from "./case.ts";
import { digestOf } from "./digest.ts";
import { seriesOf } from "./sample.ts";

/** `fracdiff.json`: weights, and differences in a fixed and an expanding window. */
export const fracdiff: Family = {
  run({ input, expect }) {
    const { kind, d, size, threshold, tau } = input.params as { [name: string]: number } & { kind?: string };
    if (kind === undefined) {
      const { ffd_lengths: lengths } = expect as { ffd_lengths: Record<string, number> };
      return {
        weights: fractionalWeights(d!, size!),
        ffd_lengths: Object.fromEntries(
          Object.keys(lengths).map((text) => [text, fixedWidthWeights(d!, Number(text)).length]),
        ),
      };
    }
    const xs = seriesOf(input);
    if (kind === "expanding") return expandingFractionalDifference(xs, { d: d!, tau: tau! });
    const column = fractionalDifference(xs, { d: d!, threshold: threshold! });
    return { window: fixedWidthWeights(d!, threshold!).length, ...digestOf(column, expect as never) };
  },
};
