import { refuse } from "../../../engine/core/errors.ts";
import { reachable } from "../../../engine/graph/node.ts";
import type { Feature } from "../../../engine/ops/features/feature.ts";
import { alignBars } from "../../../engine/run/market.ts";
import type { Bars } from "../../../engine/trade/bars.ts";
import { computedNodes, futureDifference } from "../../lookahead.ts";
import { traceFeatures } from "../features/feature-columns.ts";
import { lastRows } from "./stretch.ts";

/** Values that are compared in a probe, at most: the check is to cost little beside the features themselves. */
const valuesMost = 1_000_000;
/** Symbols whose features are checked: each symbol's are made by the same function. */
const symbolsMost = 2;

/**
 * Refuses a feature that depends on bars after its own: features are computed bar by bar, with later bars cut off and with
 * later bars changed, over the last bars of a market, and compared bit for bit with those of the whole. Throws a
 * UserError that names the feature, the bar and the operator.
 */
export function checkFeatures(features: readonly Feature[], bars: readonly Bars[]): void {
  const whole = alignBars(bars);
  const traced = traceFeatures(features, whole, whole.symbols.slice(0, symbolsMost));
  const roots = traced.flatMap(({ nodes }) => nodes);
  const nodes = computedNodes(roots);
  const warmup = Math.max(...traced.map((each) => each.warmup));
  const rows = Math.max(2 * warmup + 200, Math.floor(valuesMost / Math.max(1, nodes.length)));
  const { market, from } = lastRows(bars, rows);
  if (nodes.length === 0 || market.ts.length < 3) return;
  const { difference } = futureDifference(nodes, market.bars, warmup, { cuts: 2, around: 0 });
  if (!difference) return;
  const { node, bar, cut, whole: seen, blind, probe } = difference;
  const { symbol, feature } = ownerOf(traced, features, node);
  const operator = node.body.type === "call" ? node.body.op.name : "";
  const how =
    probe === "stream"
      ? "computed bar by bar"
      : `with the bars from ${cut + from} on ${probe === "truncated" ? "cut off" : "changed"}`;
  refuse(
    `feature "${feature}" of ${symbol} reads beyond its bar: operator "${operator}" is ${seen} at bar ${bar + from} ` +
      `(${new Date(market.ts[bar]!).toISOString()}) with all the data in sight, but ${blind} ${how}; let the operator's ` +
      "column give what its step gives, from the values so far alone",
  );
}

function ownerOf(
  traced: ReturnType<typeof traceFeatures>,
  features: readonly Feature[],
  node: Parameters<typeof reachable>[0][number],
): { readonly symbol: string; readonly feature: string } {
  for (const { symbol, nodes } of traced) {
    const at = nodes.findIndex((root) => reachable([root]).includes(node));
    if (at >= 0) return { symbol, feature: features[at]!.name };
  }
  throw new Error("invariant broken: a compared node belongs to no feature");
}
