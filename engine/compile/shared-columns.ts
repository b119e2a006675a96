import { refuse } from "../core/errors.ts";
import type { Call, Node } from "../graph/node.ts";
import { type Arena, createArena } from "./arena.ts";
import { type ColumnOf, evaluateCall, solidFrom, usesOf } from "./columns.ts";
import { evaluateGroup, groupOf } from "./fuse.ts";

/** Columns of nodes over one market, kept from one variant of a strategy to the next. */
export interface SharedColumns extends Pick<Arena, "takeList" | "orderChanges"> {
  readonly length: number;
  /** Starts a variant: its roots, and how many nodes the table held before it was traced. */
  readonly begin: (roots: readonly Node[], known: number) => void;
  /** The column of a node; it stays as it is until the variant ends. */
  readonly of: (node: Node) => Float64Array;
  /** First bar from which on the column of a node holds values, or -1 where a NaN follows a value. */
  readonly solidFrom: (node: Node) => number;
  /**
   * Ends a variant: lets go what nobody else will ask for, and of the rest what was asked for longest ago. Gives the
   * last node, by id, of which a column was ever asked for; -1 if none.
   */
  readonly end: () => number;
  /** Forgets every node, where they are traced anew into another table. */
  readonly clear: () => void;
}

/** A column, and when it was last asked for. */
interface Entry {
  readonly id: number;
  readonly column: Float64Array;
  solidFrom: number | undefined;
  /** Number of the variant that asked last. */
  usedAt: number;
}

interface Shelf {
  readonly length: number;
  readonly columnOf: ColumnOf;
  readonly arena: Arena;
  readonly solid: Map<Float64Array, number>;
  /** By id of their node, which are dense within a table. */
  entries: (Entry | undefined)[];
  /** What is kept for the variants to come, and what this one alone asks for; sources are in neither. */
  kept: Entry[];
  passing: Entry[];
  /** The present variant: its number, its roots, how often each node is read, and the nodes known before. */
  variant: number;
  roots: readonly Node[];
  uses: Map<Node, number> | undefined;
  known: number;
  /** The last node of which a column was asked for, by id. */
  lastAsked: number;
}

/** What the columns of one variant may take beside those that are kept. */
const spareBytes = 32 * 2 ** 20;

/**
 * Keeps up to `bytesMax` of columns between variants: those of operators with a kernel, and those that a variant before
 * asked for. All else is computed in one pass with what reads it, and forgotten.
 */
export function createSharedColumns(length: number, columnOf: ColumnOf, bytesMax: number): SharedColumns {
  const arena = createArena(length, bytesMax + spareBytes);
  const shelf: Shelf = {
    length,
    columnOf,
    arena,
    solid: new Map(),
    entries: [],
    kept: [],
    passing: [],
    variant: 0,
    roots: [],
    uses: undefined,
    known: 0,
    lastAsked: -1,
  };
  return {
    length,
    takeList: arena.takeList,
    orderChanges: arena.orderChanges,
    begin: (roots, known) => {
      shelf.variant++;
      shelf.roots = roots;
      shelf.uses = undefined;
      shelf.known = known;
    },
    of: (node) => entryOf(shelf, node).column,
    solidFrom: (node) => {
      const entry = entryOf(shelf, node);
      entry.solidFrom ??= shelf.solid.get(entry.column) ?? solidFrom(entry.column);
      return entry.solidFrom;
    },
    end: () => {
      endVariant(shelf, Math.floor(bytesMax / (8 * length)));
      return shelf.lastAsked;
    },
    clear: () => {
      for (const entry of shelf.kept) letGo(shelf, entry);
      shelf.kept = [];
      shelf.entries = [];
      shelf.lastAsked = -1;
    },
  };
}

function entryOf(shelf: Shelf, node: Node): Entry {
  const entry = shelf.entries[node.id] ?? addEntry(shelf, node);
  entry.usedAt = shelf.variant;
  return entry;
}

function addEntry(shelf: Shelf, node: Node): Entry {
  const { body, id } = node;
  const column = columnFor(shelf, node);
  const entry: Entry = { id, column, solidFrom: undefined, usedAt: shelf.variant };
  shelf.entries[id] = entry;
  shelf.lastAsked = Math.max(shelf.lastAsked, id);
  const keeps = body.type === "constant" || id < shelf.known || (body as Call).op?.column !== undefined;
  if (body.type !== "source") (keeps ? shelf.kept : shelf.passing).push(entry);
  return entry;
}

function columnFor(shelf: Shelf, node: Node): Float64Array {
  const { body } = node;
  if (body.type === "constant") return fresh(shelf).fill(body.value);
  if (body.type === "call") return body.op.column ? alone(shelf, body) : fused(shelf, node);
  const column = shelf.columnOf(body);
  if (!column) refuse(`the data of ${body.symbol} has no column "${body.field}"`);
  return column;
}

function fresh({ arena, solid }: Shelf): Float64Array {
  const column = arena.take();
  solid.delete(column);
  return column;
}

/** A call as a loop of its own, or by its kernel. */
function alone(shelf: Shelf, call: Call): Float64Array {
  const inputs = call.inputs.map((node) =>
    node.body.type === "constant" ? node.body.value : entryOf(shelf, node).column,
  );
  const out = fresh(shelf);
  evaluateCall(call, inputs, out, shelf.solid);
  return out;
}

/** A call in one loop with those that only it reads and that no variant before asked for. */
function fused(shelf: Shelf, node: Node): Float64Array {
  shelf.uses ??= usesOf(shelf.roots);
  const { uses, known } = shelf;
  const group = groupOf(
    node,
    (inner) => uses.get(inner) === 1 && inner.id >= known && (inner.body as Call).op.column === undefined,
  );
  if (group.calls.length === 1) return alone(shelf, group.calls[0]!);
  const columns = group.outside.map((outside) => entryOf(shelf, outside).column);
  const out = fresh(shelf);
  evaluateGroup(group, columns, out);
  return out;
}

/** Lets go what no other variant asks for, and of the rest what was asked for longest ago, beyond `room` columns. */
function endVariant(shelf: Shelf, room: number): void {
  const { kept, passing } = shelf;
  for (const entry of passing) letGo(shelf, entry);
  if (passing.length > 0) shelf.passing = [];
  if (kept.length <= room) return;
  kept.sort((a, b) => b.usedAt - a.usedAt);
  for (const entry of kept.splice(room)) letGo(shelf, entry);
}

function letGo({ entries, solid, arena }: Shelf, entry: Entry): void {
  if (entries[entry.id] === entry) entries[entry.id] = undefined;
  solid.delete(entry.column);
  arena.give(entry.column);
}
