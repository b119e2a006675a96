import { refuse } from "../core/errors.ts";
import type { Call, Node } from "../graph/node.ts";
import { createBuffers } from "./buffers.ts";
import { type ColumnOf, evaluateCall, solidFrom, usesOf } from "./columns.ts";
import { evaluateGroup, groupOf } from "./fuse.ts";

/** Columns of nodes over one market, kept from one variant of a strategy to the next. */
export interface SharedColumns {
  readonly length: number;
  /** Starts a variant: its roots, and how many nodes the table held before it was traced. */
  readonly begin: (roots: readonly Node[], known: number) => void;
  /** The column of a node; it stays as it is until the variant ends. */
  readonly of: (node: Node) => Float64Array;
  /** First bar from which on the column of a node holds values, or -1 where a NaN follows a value. */
  readonly solidFrom: (node: Node) => number;
  /** Ends a variant: lets go what nobody else will ask for, and of the rest what was asked for longest ago. */
  readonly end: () => void;
  /** Forgets every node, where they are traced anew into another table. */
  readonly clear: () => void;
}

/** What columns that nobody needs may take before they are given back to the system. */
const spareBytes = 32 * 2 ** 20;

/**
 * Keeps up to `bytesMax` of columns between variants: those of operators with a kernel, and those that a variant before
 * asked for. All else is computed in one pass with what reads it, and forgotten.
 */
export function createSharedColumns(length: number, columnOf: ColumnOf, bytesMax: number): SharedColumns {
  const buffers = createBuffers(spareBytes);
  const solid = new Map<Float64Array, number>();
  const sources = new Map<string, Float64Array>();
  // A Map keeps the order of insertion: what is used moves to its end.
  const kept = new Map<Node, Float64Array>();
  const passing = new Map<Node, Float64Array>();
  let uses = new Map<Node, number>();
  let known = 0;

  const of = (node: Node): Float64Array => {
    if (node.body.type === "source") return sourceOf(node.body);
    const old = kept.get(node);
    if (old) {
      kept.delete(node);
      kept.set(node, old);
      return old;
    }
    return passing.get(node) ?? make(node);
  };
  const sourceOf = (source: { readonly symbol: string; readonly field: string }): Float64Array => {
    const key = `${source.field}@${source.symbol}`;
    const column = sources.get(key) ?? columnOf({ type: "source", ...source });
    if (!column) refuse(`the data of ${source.symbol} has no column "${source.field}"`);
    sources.set(key, column);
    return column;
  };
  const make = (node: Node): Float64Array => {
    const { body } = node;
    if (body.type === "constant") return keep(node, fresh().fill(body.value));
    const call = body as Call;
    if (call.op.column) return keep(node, alone(call));
    const column = fused(node);
    if (node.id < known) return keep(node, column);
    passing.set(node, column);
    return column;
  };
  const keep = (node: Node, column: Float64Array): Float64Array => {
    kept.set(node, column);
    return column;
  };
  const fresh = (): Float64Array => {
    const column = buffers.take(length);
    solid.delete(column);
    return column;
  };
  const alone = (call: Call): Float64Array => {
    const inputs = call.inputs.map((node) => (node.body.type === "constant" ? node.body.value : of(node)));
    const out = fresh();
    evaluateCall(call, inputs, out, solid);
    return out;
  };
  const fused = (node: Node): Float64Array => {
    const isFree = (inner: Node) =>
      uses.get(inner) === 1 && inner.id >= known && (inner.body as Call).op.column === undefined;
    const group = groupOf(node, isFree);
    if (group.calls.length === 1) return alone(group.calls[0]!);
    const columns = group.outside.map(of);
    const out = fresh();
    evaluateGroup(group, columns, out);
    return out;
  };
  const letGo = (column: Float64Array): void => {
    solid.delete(column);
    buffers.give(column);
  };
  return {
    length,
    begin: (roots, before) => {
      uses = usesOf(roots);
      known = before;
    },
    of,
    solidFrom: (node) => {
      const column = of(node);
      const from = solid.get(column) ?? solidFrom(column);
      solid.set(column, from);
      return from;
    },
    end: () => {
      for (const column of passing.values()) letGo(column);
      passing.clear();
      for (const [node, column] of kept) {
        if (kept.size * length * 8 <= bytesMax) break;
        kept.delete(node);
        letGo(column);
      }
    },
    clear: () => {
      for (const column of kept.values()) letGo(column);
      kept.clear();
    },
  };
}
