import { refuse } from "../core/errors.ts";
import type { Op } from "./op.ts";

export type Kind = "number" | "boolean";

/** A column of the market that a graph reads: one field of one symbol. */
export interface Source {
  readonly type: "source";
  readonly symbol: string;
  readonly field: string;
}
export interface Constant {
  readonly type: "constant";
  readonly value: number;
}
/** An operator applied to other nodes. */
export interface Call {
  readonly type: "call";
  readonly op: Op;
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Node[];
}

/**
 * A value that exists once a bar. Immutable and interned: two equal expressions over one market are one node.
 * A series holds finite numbers, or NaN where it is not known; a signal holds 1, 0 or NaN.
 */
export interface Node<K extends Kind = Kind> {
  readonly kind: K;
  readonly body: Source | Constant | Call;
  /** Position in its table; inputs come before what is made of them. */
  readonly id: number;
  /** Bars that pass before the first value, derived from the graph. */
  readonly warmup: number;
  /** Bars from one value to the next: 1, or more inside a higher timeframe. */
  readonly stride: number;
  readonly table: Table;
}
export type Series = Node<"number">;
export type Signal = Node<"boolean">;
/** What an operator takes where it wants a number series: a series, or a constant. */
export type Numeric = Series | number;

/** The nodes of one traced market, in the order of their making. */
export interface Table {
  readonly nodes: Node[];
  /** What each of them is known by. */
  readonly keys: string[];
  readonly byKey: Map<string, Node>;
}

export const createTable = (): Table => ({ nodes: [], keys: [], byKey: new Map() });

/** Forgets the calls at the end of a table, but none up to `last`: they are made again where they are traced again. */
export function forgetCalls({ nodes, keys, byKey }: Table, last: number): void {
  for (let id = nodes.length - 1; id > last && nodes[id]!.body.type === "call"; id--) {
    nodes.pop();
    byKey.delete(keys.pop()!);
  }
}

/**
 * What every node inherits: a refusal to be a number. `close > sma(close, 20)` in JavaScript's own operators would
 * compare two objects once, give false, and trade nothing without a word.
 */
const guarded = Object.freeze({
  [Symbol.toPrimitive](this: Node, hint: string): string {
    const noun = this.kind === "boolean" ? "signal" : "series";
    if (hint === "string") return `a ${noun}`;
    refuse(
      `a ${noun} has a value at every bar and cannot be used with >, <, + and the like; use operators: gt(a, b), lt(a, b), add(a, b), and(a, b)`,
    );
  },
});

function intern(table: Table, key: string, make: (id: number) => Node): Node {
  const known = table.byKey.get(key);
  if (known) return known;
  const node: Node = Object.freeze(Object.assign(Object.create(guarded), make(table.nodes.length)));
  table.nodes.push(node);
  table.keys.push(key);
  table.byKey.set(key, node);
  return node;
}

export function sourceNode(table: Table, symbol: string, field: string): Series {
  return intern(table, `${field}@${symbol}`, (id) => ({
    kind: "number",
    body: { type: "source", symbol, field },
    id,
    warmup: 0,
    stride: 1,
    table,
  })) as Series;
}

export function constantNode(table: Table, value: number | boolean): Node {
  if (!Number.isFinite(Number(value))) refuse(`a constant must be finite; was ${value}`);
  const kind = typeof value === "boolean" ? "boolean" : "number";
  const number = Number(value);
  const key = `=${kind}:${Object.is(number, -0) ? "-0" : number}`;
  return intern(table, key, (id) => ({
    kind,
    body: { type: "constant", value: number },
    id,
    warmup: 0,
    stride: 1,
    table,
  }));
}

const opIds = new WeakMap<Op, number>();
let opCount = 0;

/** Operators are told apart by identity: two user operators may share a name. */
function opId(op: Op): number {
  const known = opIds.get(op);
  if (known !== undefined) return known;
  opIds.set(op, ++opCount);
  return opCount;
}

export function callNode(
  table: Table,
  op: Op,
  params: Readonly<Record<string, unknown>>,
  inputs: readonly Node[],
): Node {
  let key = `${opId(op)}(`;
  for (const input of inputs) key += `${input.id},`;
  for (const _ in params) {
    key += JSON.stringify(params);
    break;
  }
  return intern(table, key, (id) => {
    const stride = Math.max(1, ...inputs.map((input) => input.stride));
    const warmups = inputs.map((input) => input.warmup);
    const before = op.known === "any" ? Math.min(...warmups) : Math.max(0, ...warmups);
    return {
      kind: op.output,
      body: { type: "call", op, params, inputs },
      id,
      warmup: before + op.warmup(params) * stride,
      stride: op.stride?.(params, stride) ?? stride,
      table,
    };
  });
}

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "body" in value && "table" in value;

/** The nodes that the given ones are made of, themselves included, each once, inputs before outputs. */
export function reachable(roots: readonly Node[]): Node[] {
  const found = new Set<Node>();
  const visit = (node: Node): void => {
    if (found.has(node)) return;
    if (node.body.type === "call") node.body.inputs.forEach(visit);
    found.add(node);
  };
  roots.forEach(visit);
  return [...found].sort((a, b) => a.id - b.id);
}
