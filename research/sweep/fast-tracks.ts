import { type Changes, changesOf, createChanges, type WakeRoom } from "../../engine/compile/changes.ts";
import type { SharedColumns } from "../../engine/compile/shared-columns.ts";
import type { Node } from "../../engine/graph/node.ts";
import { nodesOf, type Plan, type TracedDecision } from "../../engine/graph/strategy.ts";
import type { MarketData } from "../../engine/run/market.ts";
import type { DecisionTrack, ReadAt } from "../../engine/run/tracks.ts";
import { shapeOf } from "../../engine/run/vector.ts";

/** Gives the decisions of a variant; `known` is how many nodes its table held before it was traced. */
export type Tracker = (plan: Plan, known: number) => DecisionTrack[];

/**
 * Tracks of one variant after another over one market. They are valid until the next one is asked for: the room
 * that they take is used again.
 */
export function createTracker(
  market: MarketData,
  columns: SharedColumns,
  start: number,
  gapless: boolean,
): Tracker {
  const room: WakeRoom = [];
  const changes: Changes[] = market.bars.map(() => createChanges(market.ts.length));
  return (plan, known) => {
    columns.begin(plan.decisions.flatMap(nodesOf), known);
    return plan.decisions.map((decision, s) => {
      const { open } = market.bars[s]!;
      const first = Math.max(start, warmBar(open, plan.warmup, gapless));
      const present = gapless ? undefined : open;
      const own = changesOf(decision.target, columns, first, present, room, changes[s]!);
      return isBare(decision)
        ? { ...bare, changes: own }
        : { shape: shapeOf(decision), changes: own, parts: partsOf(decision, columns) };
    });
  };
}

/** The first bar that is not of the warm-up: that after so many bars of the symbol. */
function warmBar(open: Float64Array, warmup: number, gapless: boolean): number {
  if (gapless) return warmup;
  let t = 0;
  for (let seen = 0; t < open.length; t++) if (open[t] === open[t] && seen++ === warmup) break;
  return t;
}

/** Whether a decision is its target alone: most are, and there is nothing to find out about them. */
const isBare = ({ limit, trigger, stop, takeProfit, trail, maxBars }: TracedDecision): boolean =>
  !(limit || trigger || stop || takeProfit || trail || maxBars !== undefined);

const bare: Pick<DecisionTrack, "shape" | "parts"> = { shape: {}, parts: {} };

function partsOf(decision: TracedDecision, columns: SharedColumns): DecisionTrack["parts"] {
  const { limit, trigger, stop, takeProfit, trail } = decision;
  const read = (node: Node | undefined) => node && readerOf(node, columns);
  return {
    limit: read(limit),
    trigger: read(trigger),
    stop: read(stop?.node),
    takeProfit: read(takeProfit?.node),
    trail: read(trail?.node),
  };
}

/** Reads a node at single bars: what has no state is computed there, of the rest a column is made. */
function readerOf(node: Node, columns: SharedColumns): ReadAt {
  const { body } = node;
  if (body.type === "constant") return () => body.value;
  if (body.type === "call" && body.op.stateless) return statelessReader(body, columns);
  const column = columns.of(node);
  return (t) => column[t]!;
}

/** As in any compiled graph: not called where an input is NaN unless it sees that; infinite results are NaN. */
function statelessReader(
  { op, inputs }: Extract<Node["body"], { type: "call" }>,
  columns: SharedColumns,
): ReadAt {
  const reads = inputs.map((input) => readerOf(input, columns));
  const values = reads.map(() => Number.NaN);
  const step = op.step as (state: undefined, ...values: number[]) => number;
  return (t) => {
    for (let k = 0; k < reads.length; k++) {
      const value = reads[k]!(t);
      if (value !== value && !op.sees) return Number.NaN;
      values[k] = value;
    }
    const result = step(undefined, ...values);
    return result - (result - result);
  };
}
