import { refuse } from "../../../engine/core/errors.ts";
import type { Bars } from "../../../engine/trade/bars.ts";
import type { Labelling } from "./labelling.ts";

/** How {@link ownLabel} labels. */
export interface OwnLabelOptions {
  readonly name: string;
  readonly task: Labelling["task"];
  /**
   * The label that begins at the close of a bar of a symbol, and the last bar that it was made of; nothing where it is not
   * known. It may read no bar after `until`: what does is found and refused.
   */
  readonly label: (bars: Bars, row: number) => { readonly y: number; readonly until: number } | undefined;
}

/**
 * Labels by a function of one's own. One that is NaN, or ends after the data, is not known. Throws a UserError where a label
 * ends before it begins, or is none of its task's.
 */
export const ownLabel = ({ name, task, label }: OwnLabelOptions): Labelling => ({
  name,
  params: {},
  task,
  make: (market, symbol) => {
    const bars = market.bars[symbol]!;
    return [...bars.close.keys()].flatMap((row) => {
      const made = bars.close[row] === bars.close[row] ? label(bars, row) : undefined;
      if (!made) return [];
      const { y, until } = made;
      const of = `label "${name}" of ${bars.symbol} at bar ${row}`;
      if (!(Number.isInteger(until) && until > row)) refuse(`${of}: until must be a later bar; was ${until}`);
      // Not known: a bar is missing, or the data end before.
      if (until >= bars.close.length || Number.isNaN(y)) return [];
      if (task === "binary" ? y !== 0 && y !== 1 : !Number.isFinite(y)) {
        refuse(`${of} must be ${task === "binary" ? "0 or 1" : "finite"}; was ${y}`);
      }
      return [{ row, until, y }];
    });
  },
});
