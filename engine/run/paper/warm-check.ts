import { createColumns } from "../../compile/columns.ts";
import { createStream } from "../../compile/stream.ts";
import { refuse } from "../../core/errors.ts";
import { type Node, reachable } from "../../graph/node.ts";
import { printPlan } from "../../graph/print.ts";
import { type Plan, rootsOf } from "../../graph/strategy.ts";
import { columnOf, type MarketData } from "../market.ts";

/** What was compared, and found equal. */
export interface WarmUp {
  /** Bars that warmed up, and how many the strategy needs before its first decision. */
  readonly bars: number;
  readonly needed: number;
  /** Last bars of them on which every node was compared, nodes, and values in all that were known on both sides. */
  readonly compared: number;
  readonly nodes: number;
  readonly known: number;
}

/** Bars that are compared at most. */
const comparedMax = 256;

/**
 * Warms a plan up by its history bar by bar, as a session does, and compares every value of every node on the last bars
 * with the columns of a backtest over the same history: they must be the same numbers, bit for bit. Throws a UserError that
 * names the node and the bar where they are not, and for a history that is too short.
 */
export function checkWarmUp(plan: Plan, history: MarketData): WarmUp {
  const { length } = history.ts;
  if (length < plan.warmup) {
    refuse(
      `${plan.strategy} needs ${plan.warmup} bars to warm up; the history before the first bar that is traded has ${length}; ` +
        "begin later (--from), or give a longer one",
    );
  }
  const roots = plan.decisions.flatMap((decision) => Object.values(rootsOf(decision, false)));
  const nodes = reachable(roots);
  const columns = createColumns(length, (source) => columnOf(history, source));
  const wanted = nodes.map((node) => columns.of(node));
  const stream = createStream(roots);
  const given = stream.sources.map((source) => columnOf(history, source));
  const first = Math.max(0, length - comparedMax);
  let known = 0;
  for (let t = 0; t < length; t++) {
    for (let k = 0; k < given.length; k++) stream.values[k] = given[k]![t]!;
    stream.step();
    if (t < first) continue;
    for (const [k, node] of nodes.entries()) {
      const [streamed, column] = [stream.read(node), wanted[k]![t]!];
      if (!Object.is(streamed, column)) differ(node, history.ts[t]!, streamed, column);
      if (streamed === streamed) known++;
    }
  }
  return { bars: length, needed: plan.warmup, compared: length - first, nodes: nodes.length, known };
}

function differ(node: Node, ts: number, streamed: number, column: number): never {
  const lines = printPlan({ it: node }).split("\n");
  // The line before the last is the node itself, unless it is a constant.
  const said = lines.at(-2) ?? lines.at(-1)!;
  return refuse(
    `warm-up must give what a backtest has; on the bar of ${new Date(ts).toISOString()} the node "${said}" gave ${streamed} bar by ` +
      `bar, and ${column} as a column; an operator of it keeps state that its column does not`,
  );
}
