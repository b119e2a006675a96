import type { Call, Node } from "../graph/node.ts";
import type { Op } from "../graph/op.ts";
import { callText } from "./call-text.ts";

/** Operators that are computed in one pass: the last of them is the result, the others are read by nobody else. */
export interface Group {
  readonly calls: readonly Call[];
  /** What each call reads, in order: another call of the group, a column from outside, or a constant. */
  readonly reads: readonly (readonly Read[])[];
  /** The nodes whose columns the loop reads. */
  readonly outside: readonly Node[];
}

type Read =
  | { readonly from: "group"; readonly at: number }
  | { readonly from: "column"; readonly at: number }
  | { readonly from: "constant"; readonly value: number };

const callsMax = 16;

/**
 * The group of a node: itself and, as far as `isFree` allows, what it is made of. A node is free to join when nothing
 * outside the group reads it and it has no column kernel of its own; then its column need never exist.
 */
export function groupOf(root: Node, isFree: (node: Node) => boolean): Group {
  const places = new Map<Node, number>();
  const outside: Node[] = [];
  const calls: Call[] = [];
  const reads: Read[][] = [];
  const visit = (node: Node): number => {
    const known = places.get(node);
    if (known !== undefined) return known;
    const call = node.body as Call;
    const own = call.inputs.map(readOf);
    calls.push(call);
    reads.push(own);
    places.set(node, calls.length - 1);
    return calls.length - 1;
  };
  let budget = callsMax;
  const readOf = (node: Node): Read => {
    if (node.body.type === "constant") return { from: "constant", value: node.body.value };
    if (places.has(node) || (node.body.type === "call" && isFree(node) && budget-- > 0)) {
      return { from: "group", at: visit(node) };
    }
    const at = outside.indexOf(node);
    return { from: "column", at: at < 0 ? outside.push(node) - 1 : at };
  };
  visit(root);
  return { calls, reads, outside };
}

type FusedLoop = (
  steps: readonly Op["step"][],
  states: readonly unknown[],
  columns: readonly Float64Array[],
  out: Float64Array,
) => void;

const loops = new Map<string, FusedLoop>();
const loopsMax = 1_000;
const opNumbers = new WeakMap<Op, number>();
let opCount = 0;

/** A number for an operator, told by identity. */
export function opNumber(op: Op): number {
  const known = opNumbers.get(op) ?? ++opCount;
  opNumbers.set(op, known);
  return known;
}

/** Computes a group from the columns that it reads, with fresh states. */
export function evaluateGroup(group: Group, columns: readonly Float64Array[], out: Float64Array): void {
  const steps = group.calls.map(({ op }) => op.step);
  const states = group.calls.map(({ op, params }) => op.init(params));
  fusedLoop(group)(steps, states, columns, out);
}

/** The loop of a group, made once for each shape: the same operators, wired alike, with the same constants. */
function fusedLoop({ calls, reads }: Group): FusedLoop {
  const body = bodyOf(calls, reads);
  const known = loops.get(body);
  if (known) return known;
  if (loops.size >= loopsMax) loops.clear();
  const loop = new Function("steps", "states", "columns", "out", body) as FusedLoop;
  loops.set(body, loop);
  return loop;
}

/**
 * Each call has its own `step` variable, so that its call site sees one callee. As in a loop of one operator, what
 * does not see gaps is not called where an input is NaN, and r - (r - r) turns an infinite result into NaN.
 */
function bodyOf(calls: readonly Call[], reads: readonly (readonly Read[])[]): string {
  const name = (read: Read): string =>
    read.from === "group" ? `v${read.at}` : read.from === "column" ? `x${read.at}` : text(read.value);
  const columns = [...new Set(reads.flat().flatMap((read) => (read.from === "column" ? [read.at] : [])))];
  const heads = [
    ...calls.map(({ op }, k) => `const s${k} = steps[${k}], t${k} = states[${k}]; // ${opNumber(op)}`),
    ...columns.map((at) => `const c${at} = columns[${at}];`),
  ];
  const lines = calls.map(({ op }, k) => {
    const args = reads[k]!.map(name);
    const seen = reads[k]!.filter((read) => read.from !== "constant").map(name);
    const test = op.sees
      ? "true"
      : [...new Set(seen)].map((arg) => `${arg} === ${arg}`).join(" && ") || "true";
    const call = callText(op, `s${k}`, `t${k}`, args);
    return `let v${k} = NaN; if (${test}) { const r = ${call}; v${k} = r - (r - r); }`;
  });
  return [
    ...heads,
    "for (let i = 0; i < out.length; i++) {",
    ...columns.map((at) => `const x${at} = c${at}[i];`),
    ...lines,
    `out[i] = v${calls.length - 1};`,
    "}",
  ].join("\n");
}

const text = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));
