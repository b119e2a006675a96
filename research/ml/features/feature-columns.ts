import { createBuffers } from "../../../engine/compile/buffers.ts";
import { createColumns } from "../../../engine/compile/columns.ts";
import { refuse } from "../../../engine/core/errors.ts";
import { createTable, isNode, type Node } from "../../../engine/graph/node.ts";
import { traceMarket } from "../../../engine/graph/strategy.ts";
import type { Feature } from "../../../engine/ops/features/feature.ts";
import { columnOf, type MarketData } from "../../../engine/run/market.ts";

/** Features of one symbol as nodes, in the order of the features. */
export interface TracedFeatures {
  readonly symbol: string;
  readonly nodes: readonly Node[];
  /** Bars of the symbol before every feature has its first value. */
  readonly warmup: number;
}

/** Features of the given symbols of a market as nodes of one table. Throws a UserError for a feature that gives no series. */
export function traceFeatures(
  features: readonly Feature[],
  { symbols, timeframeMs }: MarketData,
  of: readonly string[] = symbols,
): TracedFeatures[] {
  const table = createTable();
  return of.map((symbol) => {
    const market = traceMarket(table, symbols, timeframeMs, symbol);
    const nodes = features.map(({ name, build }): Node => {
      const made: unknown = build(market);
      if (!isNode(made)) refuse(`feature "${name}" must give a series or a signal; it gave ${String(made)}`);
      return made;
    });
    return { symbol, nodes, warmup: Math.max(0, ...nodes.map((node) => node.warmup)) };
  });
}

/** The columns of features by symbol, then by feature; all as long as the market. NaN where a feature is not known. */
export function featureColumns(traced: readonly TracedFeatures[], market: MarketData): Float64Array[][] {
  // Of what features are made of, only what is still needed is kept.
  const reuse = { roots: traced.flatMap(({ nodes }) => nodes), buffers: createBuffers(2 ** 26) };
  const columns = createColumns(market.ts.length, (source) => columnOf(market, source), reuse);
  return traced.map(({ nodes }) => nodes.map(columns.of));
}
