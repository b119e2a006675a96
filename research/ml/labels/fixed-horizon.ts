import { refuse } from "../../../engine/core/errors.ts";
import { returnDeviations } from "../../stats/labels/return-deviations.ts";
import { demandBars } from "./demand-bars.ts";
import type { Label, Labelling } from "./labelling.ts";

const forms = ["return", "score", "up"] as const;

/** How {@link fixedHorizon} labels. */
export interface HorizonOptions {
  /** Bars from the close at which the label begins to the one at which it ends. */
  readonly bars: number;
  /**
   * `return`, the log return, unless told; `score`, that over the deviation known as it begins, for so many bars; `up`, 1
   * where the return is above `above` and else 0.
   */
  readonly as?: (typeof forms)[number];
  /** The log return above which the label `up` is 1; 0 unless told. */
  readonly above?: number;
  /** Span of the exponentially weighted deviation of returns by which a score is measured; 50 bars unless told. */
  readonly span?: number;
  /** What is made of the labels of all symbols at one bar. */
  readonly across?: NonNullable<Labelling["across"]>;
}

/**
 * Labels by the return over a fixed number of bars, from close to close. A bar at either end that is missing has none.
 * Throws a UserError for less than one bar, or an unknown form.
 *
 * @example
 * fixedHorizon({ bars: 5, as: "up" }).task // => "binary"
 */
export function fixedHorizon(options: HorizonOptions): Labelling {
  const { bars, as = "return", above = 0, span = 50, across } = options;
  demandBars("bars of a fixed horizon", bars);
  if (!forms.includes(as)) refuse(`a fixed horizon's "as" must be one of ${forms.join(", ")}; was "${as}"`);
  if (!Number.isFinite(above)) refuse(`a fixed horizon's "above" must be a number; was ${above}`);
  if (as === "score") demandBars("span of a score", span);
  if (as === "up" && across) refuse('labels of 0 and 1 cannot be ranked across symbols; give as: "return"');
  return {
    name: "fixed-horizon",
    params: { bars, as, above, span, ...(across && { across }) },
    task: as === "up" ? "binary" : "regression",
    ...(across && { across }),
    make: (market, symbol) => {
      const { close } = market.bars[symbol]!;
      const deviations = as === "score" ? returnDeviations(close, span) : undefined;
      const labels: Label[] = [];
      for (let row = 0; row + bars < close.length; row++) {
        const change = Math.log(close[row + bars]! / close[row]!);
        const unit = deviations ? deviations[row]! * Math.sqrt(bars) : 1;
        const y = as === "up" ? Number(change > above) : change / unit;
        if (Number.isFinite(change) && Number.isFinite(y)) labels.push({ row, until: row + bars, y });
      }
      return labels;
    },
  };
}
