import { createColumns } from "../../../engine/compile/columns.ts";
import { plan, type Strategy } from "../../../engine/graph/strategy.ts";
import { columnOf, type MarketData } from "../../../engine/run/market.ts";
import { type BarrierShape, betsOf, labelOf, shapeOf } from "./barriers.ts";
import type { Labelling } from "./labelling.ts";

/** How {@link metaLabels} labels. */
export interface MetaOptions extends BarrierShape {
  /** The primary strategy, which gives the side. */
  readonly strategy: Strategy;
  readonly params?: Readonly<Record<string, unknown>>;
  /** A bet counts as won where it gained more than this return; 0 unless told. Give the costs of a round trip here. */
  readonly above?: number;
}

/**
 * Meta-labels: at each bar at which a primary strategy takes a new side, 1 where following it, within the barriers,
 * gains, and 0 where not. Source: Lopez de Prado 2018, 3.6.
 */
export function metaLabels(options: MetaOptions): Labelling {
  const { strategy, params = {}, above = 0 } = options;
  const shape = shapeOf(options);
  return {
    name: "meta",
    params: { strategy: strategy.name, params, ...shape, above },
    task: "binary",
    make: (market, symbol) => {
      const sides = sidesOf(strategy, params, market)[symbol]!;
      const rows = [...sides.keys()].filter(
        (row) => sides[row] !== 0 && sides[row] !== (sides[row - 1] ?? 0),
      );
      return betsOf(market, symbol, shape, rows, (row) => sides[row] as 1 | -1).map((bet) =>
        labelOf(bet, shape, Number(bet.return > above)),
      );
    },
  };
}

const known = new WeakMap<MarketData, Map<string, Float64Array[]>>();

/** By symbol, the side that a strategy wants at each bar: 1, 0 or -1. Where its target is not known, the last one holds. */
export function sidesOf(
  strategy: Strategy,
  params: Readonly<Record<string, unknown>>,
  market: MarketData,
): Float64Array[] {
  const made = known.get(market) ?? new Map<string, Float64Array[]>();
  known.set(market, made);
  const { symbols, timeframeMs } = market;
  const traced = plan(strategy, { params, symbols, timeframeMs });
  const found = made.get(traced.hash);
  if (found) return found;
  const columns = createColumns(market.ts.length, (source) => columnOf(market, source));
  const sides = traced.decisions.map(({ target }) => heldSigns(columns.of(target), traced.warmup));
  made.set(traced.hash, sides);
  return sides;
}

function heldSigns(targets: Float64Array, warmup: number): Float64Array {
  let side = 0;
  return targets.map((target, row) => {
    if (row >= warmup && target === target) side = Math.sign(target) + 0;
    return side;
  });
}
