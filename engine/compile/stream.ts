import { type Node, reachable, type Source } from "../graph/node.ts";
import type { Op } from "../graph/op.ts";
import { callText } from "./call-text.ts";

/** Runs a graph incrementally: one call a bar. */
export interface Stream {
  /** The sources to be filled before each bar, in the order of `values`. */
  readonly sources: readonly Source[];
  /** Values of the sources at this bar, to be written by the caller; NaN where there is no bar. */
  readonly values: Float64Array;
  /** Computes every node for the bar whose values stand in `values`. */
  readonly step: () => void;
  /** The value of a root or of anything that it is made of, after `step`. */
  readonly read: (node: Node) => number;
}

type Cell = () => void;
let cellCount = 0;

/**
 * A stream of the given nodes. Equal bit for bit to the columns of the same nodes: both run the operators' `step`.
 */
export function createStream(roots: readonly Node[]): Stream {
  const nodes = reachable(roots);
  const slotOf = new Map(nodes.map((node, slot) => [node, slot]));
  const slots = new Float64Array(nodes.length).fill(Number.NaN);
  const sourceNodes = nodes.filter((node) => node.body.type === "source");
  const values = new Float64Array(sourceNodes.length).fill(Number.NaN);
  const cells: Cell[] = [];
  for (const [slot, node] of nodes.entries()) {
    const { body } = node;
    if (body.type === "constant") slots[slot] = body.value;
    else if (body.type === "call") {
      const inputs = body.inputs.map((input) => slotOf.get(input)!);
      cells.push(makeCell(slots, slot, inputs, body.op, body.op.init(body.params)));
    }
  }
  const sourceSlots = sourceNodes.map((node) => slotOf.get(node)!);
  return {
    sources: sourceNodes.map((node) => node.body as Source),
    values,
    step: () => {
      for (let k = 0; k < sourceSlots.length; k++) slots[sourceSlots[k]!] = values[k]!;
      for (let k = 0; k < cells.length; k++) cells[k]!();
    },
    read: (node) => slots[slotOf.get(node)!]!,
  };
}

function makeCell(
  slots: Float64Array,
  slot: number,
  inputs: readonly number[],
  op: Op,
  state: unknown,
): Cell {
  const reads = inputs.map((input) => `slots[${input}]`);
  const known =
    op.sees || reads.length === 0 ? "true" : reads.map((read) => `${read} === ${read}`).join(" && ");
  // The number makes the text unique: of equal texts V8 shares the inline caches.
  // r - (r - r) is r for a finite number and NaN else; a choice between the two would make garbage at every bar.
  const body = `// cell ${++cellCount}
  return () => {
    if (${known}) { const r = ${callText(op, "step", "state", reads)}; slots[${slot}] = r - (r - r); }
    else slots[${slot}] = NaN;
  };`;
  return new Function("slots", "step", "state", body)(slots, op.step, state) as Cell;
}
