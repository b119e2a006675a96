import type { Call, Node } from "../graph/node.ts";
import type { Wakes } from "../graph/op.ts";
import { opNumber } from "./fuse.ts";
import type { SharedColumns } from "./shared-columns.ts";

/** Bars at which some leaves must be looked at: by the order of two columns, or where a column turns. */
export interface WakeList {
  readonly wakes: Wakes | undefined;
  readonly inputs: readonly Node[];
}

/** What a value is read from: the value of a call, a leaf that is a column, or a constant; by number. */
export type Read = `v${number}` | `y${number}` | `k${number}`;

/** A leaf: a call on columns, or a column itself, looked at when its list wakes. */
export type Leaf =
  | { readonly list: number; readonly call: number; readonly columns: readonly number[] }
  | { readonly list: number; readonly column: number };

/** A call on what rests: its own number and what it reads. */
export interface Line {
  readonly call: number;
  readonly reads: readonly Read[];
}

/** A graph taken apart into leaves that wake on few bars and calls that need be made only then. */
export interface Sketch {
  /** Equal for graphs of one shape: the same operators wired alike, whatever their parameters and constants. */
  readonly key: string;
  readonly calls: readonly Call[];
  readonly constants: readonly number[];
  readonly columns: readonly Node[];
  readonly lists: readonly WakeList[];
  readonly leaves: readonly Leaf[];
  readonly lines: readonly Line[];
}

/**
 * Whether a value rests: it is a signal, a constant, or made by what settles out of nothing else. A signal can always be
 * taken as a column that turns now and then; of a number that would be every bar.
 */
const rests = ({ kind, body }: Node): boolean =>
  body.type === "constant" ||
  (body.type === "call" && (kind === "boolean" || (body.op.settles && body.inputs.every(rests))));

/** A sketch under way. */
interface Draft {
  key: string;
  readonly calls: Call[];
  readonly constants: number[];
  readonly columns: Node[];
  readonly lists: WakeList[];
  readonly leaves: Leaf[];
  readonly lines: Line[];
  readonly shared: SharedColumns;
  readonly reads: Map<Node, Read>;
}

/** Takes the graph of a node apart, or undefined where it does not rest. */
export function sketchOf(root: Node, shared: SharedColumns): Sketch | undefined {
  if (root.body.type !== "call" || !rests(root)) return undefined;
  const draft: Draft = {
    key: "",
    calls: [],
    constants: [],
    columns: [],
    lists: [],
    leaves: [],
    lines: [],
    shared,
    reads: new Map(),
  };
  read(draft, root);
  return draft;
}

function read(draft: Draft, node: Node): Read {
  const known = draft.reads.get(node);
  if (known !== undefined) return known;
  const made = make(draft, node);
  draft.reads.set(node, made);
  return made;
}

function make(draft: Draft, node: Node): Read {
  const { body } = node;
  if (body.type === "constant") return `k${draft.constants.push(body.value) - 1}`;
  const call = body as Call;
  const { op, inputs } = call;
  // A kernel sees no gaps.
  const isSolid = () => inputs.every((input) => draft.shared.solidFrom(input) >= 0);
  if (op.wakes && isSolid()) return kernelLeaf(draft, call, op.wakes);
  if (op.settles && inputs.every(rests)) return line(draft, call);
  const column = columnAt(draft, node);
  const list = listAt(draft, undefined, [node]);
  draft.leaves.push({ list, column });
  draft.key += `y${column}@${list};`;
  return `y${column}`;
}

function line(draft: Draft, call: Call): Read {
  const reads = call.inputs.map((input) => read(draft, input));
  const at = draft.calls.push(call) - 1;
  draft.lines.push({ call: at, reads });
  draft.key += `${opNumber(call.op)}(${reads.join()});`;
  return `v${at}`;
}

function kernelLeaf(draft: Draft, call: Call, wakes: Wakes): Read {
  const list = listAt(draft, wakes, call.inputs);
  const columns = call.inputs.map((input) => columnAt(draft, input));
  const at = draft.calls.push(call) - 1;
  draft.leaves.push({ list, call: at, columns });
  draft.key += `${opNumber(call.op)}[${columns.join()}]@${list};`;
  return `v${at}`;
}

function columnAt({ columns }: Draft, node: Node): number {
  const known = columns.indexOf(node);
  return known >= 0 ? known : columns.push(node) - 1;
}

function listAt({ lists }: Draft, wakes: Wakes | undefined, inputs: readonly Node[]): number {
  const known = lists.findIndex(
    (list) => list.wakes === wakes && list.inputs.every((input, k) => input === inputs[k]),
  );
  return known >= 0 ? known : lists.push({ wakes, inputs }) - 1;
}
