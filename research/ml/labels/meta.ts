import { createColumns } from "../../../engine/compile/columns.ts";
import { refuse } from "../../../engine/core/errors.ts";
import { createTable } from "../../../engine/graph/node.ts";
import { type Market, type Series, type Signal, traceMarket } from "../../../engine/graph/strategy.ts";
import { columnOf, type MarketData } from "../../../engine/run/market.ts";
import { type BarrierShape, betsOf, labelOf, shapeOf } from "./barriers.ts";
import type { Labelling } from "./labelling.ts";

/** How {@link metaLabels} labels. */
export interface MetaOptions extends BarrierShape {
  /** The side of the primary strategy: 1 long, -1 short, 0 where it makes no bet. Where it is not known, the last one holds. */
  readonly side: (market: Market) => Series | Signal;
  /** A bet counts as won where it gained more than this return, such as the costs of a round trip; 0 unless told. */
  readonly above?: number;
}

/**
 * Meta-labels: at each bar at which a primary strategy takes a new side, 1 where following it, within the barriers,
 * gains, and 0 where not. Throws a UserError for a side that is none. Source: Lopez de Prado 2018, 3.6.
 */
export function metaLabels(options: MetaOptions): Labelling {
  const { side, above = 0 } = options;
  const shape = shapeOf(options);
  if (typeof side !== "function")
    refuse(
      "meta-labels need side, a function of the market that gives 1, 0 or -1; only a specification in a .ts file can hold one",
    );
  if (!Number.isFinite(above)) refuse(`"above" of meta-labels must be a number; was ${above}`);
  return {
    name: "meta",
    params: { ...shape, above },
    task: "binary",
    make: (market, symbol) => {
      const sides = sidesOf(side, market, market.symbols[symbol]!);
      const rows = [...sides.keys()].filter(
        (row) => sides[row] !== 0 && sides[row] !== (sides[row - 1] ?? 0),
      );
      return betsOf(market, symbol, shape, rows, (row) => sides[row] as 1 | -1).map((bet) =>
        labelOf(bet, shape, Number(bet.return > above)),
      );
    },
  };
}

/** The side of a symbol at each bar, 0 before the first one is known. */
function sidesOf(side: MetaOptions["side"], market: MarketData, symbol: string): Float64Array {
  const node = side(traceMarket(createTable(), market.symbols, market.timeframeMs, symbol));
  const column = createColumns(market.ts.length, (source) => columnOf(market, source)).of(node);
  let last = 0;
  return column.map((value, row) => {
    if (value === value) last = value;
    if (last !== 1 && last !== -1 && last !== 0) {
      refuse(`the side of a meta-label must be 1, -1 or 0; was ${last} at bar ${row} of ${symbol}`);
    }
    return last;
  });
}
