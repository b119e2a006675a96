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
  // By id of their node, which are dense within a table.
  let entries: (Entry | undefined)[] = [];
  let kept: Entry[] = [];
  let passing: Entry[] = [];
  let roots: readonly Node[] = [];
  let uses: Map<Node, number> | undefined;
  let known = 0;
  let variant = 0;

  const entryOf = (node: Node): Entry => {
    const entry = entries[node.id] ?? make(node);
    entry.usedAt = variant;
    return entry;
  };
  const of = (node: Node): Float64Array => entryOf(node).column;
  const make = (node: Node): Entry => {
    const { body, id } = node;
    const own = body.type === "source";
    const keeps = body.type !== "call" || body.op.column !== undefined || id < known;
    const entry: Entry = { id, column: columnFor(node), solidFrom: undefined, usedAt: variant };
    entries[id] = entry;
    if (!own) (keeps ? kept : passing).push(entry);
    return entry;
  };
  const columnFor = (node: Node): Float64Array => {
    const { body } = node;
    if (body.type === "constant") return fresh().fill(body.value);
    if (body.type === "call") return body.op.column ? alone(body) : fused(node);
    const column = columnOf(body);
    if (!column) refuse(`the data of ${body.symbol} has no column "${body.field}"`);
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
    const counts = uses ?? usesOf(roots);
    uses = counts;
    const isFree = (inner: Node) =>
      counts.get(inner) === 1 && inner.id >= known && (inner.body as Call).op.column === undefined;
    const group = groupOf(node, isFree);
    if (group.calls.length === 1) return alone(group.calls[0]!);
    const columns = group.outside.map(of);
    const out = fresh();
    evaluateGroup(group, columns, out);
    return out;
  };
  const letGo = (entry: Entry): void => {
    if (entries[entry.id] === entry) entries[entry.id] = undefined;
    solid.delete(entry.column);
    buffers.give(entry.column);
  };
  return {
    length,
    begin: (wanted, before) => {
      roots = wanted;
      uses = undefined;
      known = before;
      variant++;
    },
    of,
    solidFrom: (node) => {
      const entry = entryOf(node);
      entry.solidFrom ??= solid.get(entry.column) ?? solidFrom(entry.column);
      return entry.solidFrom;
    },
    end: () => {
      for (const entry of passing) letGo(entry);
      if (passing.length > 0) passing = [];
      const room = Math.floor(bytesMax / (8 * length));
      if (kept.length <= room) return;
      kept.sort((a, b) => b.usedAt - a.usedAt);
      for (const entry of kept.splice(room)) letGo(entry);
    },
    clear: () => {
      for (const entry of kept) letGo(entry);
      kept = [];
      entries = [];
    },
  };
}

/** A column, and when it was last asked for. */
interface Entry {
  readonly id: number;
  readonly column: Float64Array;
  solidFrom: number | undefined;
  /** Number of the variant that asked last. */
  usedAt: number;
}
