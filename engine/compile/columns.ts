import { refuse } from "../core/errors.ts";
import { type Call, type Node, reachable, type Source } from "../graph/node.ts";
import type { Op } from "../graph/op.ts";
import { type Buffers, createBuffers } from "./buffers.ts";
import { callText } from "./call-text.ts";
import { evaluateGroup, groupOf } from "./fuse.ts";

/** Gives the column of a source, or undefined where the data has none. */
export type ColumnOf = (source: Source) => Float64Array | undefined;

type Loop = (
  step: Op["step"],
  state: unknown,
  inputs: readonly (Float64Array | number)[],
  out: Float64Array,
  from: number,
  to: number,
) => void;

const loops = new WeakMap<Op, Map<string, Loop>>();
let loopCount = 0;

/**
 * A loop over `step` made for one operator and one pattern of constant inputs. Each operator has its own so that
 * the engine's inline caches see a single callee: a shared loop is several times slower.
 */
function loopOf(op: Op, inputs: readonly (Float64Array | number)[]): Loop {
  const known = loops.get(op) ?? new Map<string, Loop>();
  loops.set(op, known);
  const pattern = inputs.map((input) => (typeof input === "number" ? "c" : "v")).join("");
  const loop = known.get(pattern) ?? makeLoop(op, pattern);
  known.set(pattern, loop);
  return loop;
}

function makeLoop(op: Op, pattern: string): Loop {
  const slots = [...pattern].map((_, k) => k);
  const heads = slots.map((k) => `const a${k} = inputs[${k}];`).join(" ");
  const reads = slots.map((k) => `const x${k} = a${k}${pattern[k] === "v" ? "[i]" : ""};`).join(" ");
  const known = slots.filter((k) => pattern[k] === "v").map((k) => `x${k} === x${k}`);
  const call = callText(
    op,
    "step",
    "state",
    slots.map((k) => `x${k}`),
  );
  const test = op.sees || known.length === 0 ? "true" : known.join(" && ");
  // The number makes the text unique: of equal texts V8 shares the inline caches.
  // r - (r - r) is r for a finite number and NaN else; a choice between the two would make garbage at every bar.
  const body = `
    // loop ${++loopCount}
    ${heads}
    for (let i = from; i < to; i++) {
      ${reads}
      if (${test}) { const r = ${call}; out[i] = r - (r - r); }
      else out[i] = NaN;
    }`;
  return new Function("step", "state", "inputs", "out", "from", "to", body) as Loop;
}

/** First index from which on a column holds values, or -1 if a NaN follows a value in it. */
export function solidFrom(column: Float64Array): number {
  let from = column.length;
  while (from > 0 && column[from - 1] === column[from - 1]) from--;
  for (let i = 0; i < from; i++) if (column[i] === column[i]) return -1;
  return from;
}

/** First index from which on all columns hold values, or -1 if a NaN follows a value in any of them. */
function allSolidFrom(columns: readonly Float64Array[], solid: Map<Float64Array, number>): number {
  let least = 0;
  for (const column of columns) {
    const from = solid.get(column) ?? solidFrom(column);
    solid.set(column, from);
    if (from < 0) return -1;
    least = Math.max(least, from);
  }
  return least;
}

/** Evaluates one call: by its kernel where no NaN follows a value, else as a loop of its own. */
export function evaluateCall(
  call: Call,
  inputs: readonly (Float64Array | number)[],
  out: Float64Array,
  solid: Map<Float64Array, number>,
): void {
  const { op, params } = call;
  const { length } = out;
  if (op.column && inputs.every((input) => typeof input !== "number")) {
    const columns = inputs as readonly Float64Array[];
    const from = allSolidFrom(columns, solid);
    if (from >= 0) {
      out.fill(Number.NaN, 0, from);
      if (from < length) {
        op.column(
          params,
          columns.map((column) => column.subarray(from)),
          out.subarray(from),
        );
      }
      return;
    }
  }
  loopOf(op, inputs)(op.step, op.init(params), inputs, out, 0, length);
}

/** Columns of nodes over one market, each computed at most once. */
export interface Columns {
  readonly length: number;
  readonly of: (node: Node) => Float64Array;
}

/** How columns are used again: a column that only others are made of makes room once they are. */
export interface Reuse {
  /** The nodes that will be asked for, all of them; no other may be. */
  readonly roots: readonly Node[];
  readonly buffers: Buffers;
}

const noReuse: Reuse = { roots: [], buffers: createBuffers(0) };

/**
 * Evaluates nodes as whole columns of `length` bars. Throws a UserError where the data has no column that a
 * source names. Constants become columns only where one is asked for. With `reuse` the columns of the roots are the
 * caller's, who may give them back to the buffers.
 */
export function createColumns(length: number, columnOf: ColumnOf, reuse: Reuse = noReuse): Columns {
  const { roots, buffers } = reuse;
  const done = new Map<Node, Float64Array>();
  const solid = new Map<Float64Array, number>();
  const uses = usesOf(roots);
  const input = (node: Node): Float64Array | number =>
    node.body.type === "constant" ? node.body.value : of(node);
  const of = (node: Node): Float64Array => {
    const column = done.get(node) ?? make(node);
    done.set(node, column);
    return column;
  };
  const fresh = (): Float64Array => {
    const column = buffers.take(length);
    solid.delete(column);
    return column;
  };
  /** A call as a loop of its own, or by its kernel. */
  const alone = (call: Call): Float64Array => {
    const inputs = call.inputs.map(input);
    const out = fresh();
    evaluateCall(call, inputs, out, solid);
    call.inputs.forEach(used);
    return out;
  };
  /** A call in one loop with those that only it reads. */
  const fused = (node: Node): Float64Array => {
    const isFree = (inner: Node) =>
      uses.get(inner) === 1 && !done.has(inner) && (inner.body as Call).op.column === undefined;
    const group = groupOf(node, isFree);
    if (group.calls.length === 1) return alone(group.calls[0]!);
    const columns = group.outside.map(of);
    const out = fresh();
    evaluateGroup(group, columns, out);
    for (const call of group.calls) for (const read of call.inputs) if (done.has(read)) used(read);
    return out;
  };
  const make = (node: Node): Float64Array => {
    const { body } = node;
    if (body.type === "constant") return fresh().fill(body.value);
    if (body.type === "call") return body.op.column ? alone(body) : fused(node);
    const column = columnOf(body);
    if (!column) refuse(`the data of ${body.symbol} has no column "${body.field}"`);
    return column;
  };
  /** Counts a use of a computed column down, and lets it go after the last. */
  const used = (node: Node): void => {
    const left = (uses.get(node) ?? Number.POSITIVE_INFINITY) - 1;
    uses.set(node, left);
    const column = done.get(node);
    if (left > 0 || node.body.type !== "call" || !column) return;
    done.delete(node);
    buffers.give(column);
  };
  return { length, of };
}

/** How often each node below the roots is read; a root is never done with. */
export function usesOf(roots: readonly Node[]): Map<Node, number> {
  const uses = new Map<Node, number>();
  for (const { body } of reachable(roots)) {
    if (body.type !== "call") continue;
    for (const node of body.inputs) uses.set(node, (uses.get(node) ?? 0) + 1);
  }
  for (const root of roots) uses.set(root, Number.POSITIVE_INFINITY);
  return uses;
}
