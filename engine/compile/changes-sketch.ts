import type { Call, Node } from "../graph/node.ts";
import type { Wakes } from "../graph/op.ts";
import { opNumber } from "./fuse.ts";
import type { SharedColumns } from "./shared-columns.ts";

/** Bars at which some leaves must be looked at: by the kernel of an operator, or where a column turns. */
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

/** Takes the graph of a node apart, or undefined where it does not rest, or a leaf has gaps. */
export function sketchOf(root: Node, columns: SharedColumns): Sketch | undefined {
  if (root.body.type !== "call" || !rests(root)) return undefined;
  const sketch = new Sketcher(columns);
  sketch.read(root);
  return sketch;
}

class Sketcher implements Sketch {
  readonly calls: Call[] = [];
  readonly constants: number[] = [];
  readonly columns: Node[] = [];
  readonly lists: WakeList[] = [];
  readonly leaves: Leaf[] = [];
  readonly lines: Line[] = [];
  key = "";
  readonly #shared: SharedColumns;
  readonly #reads = new Map<Node, Read>();

  constructor(shared: SharedColumns) {
    this.#shared = shared;
  }

  read(node: Node): Read {
    const known = this.#reads.get(node);
    if (known !== undefined) return known;
    const made = this.#make(node);
    this.#reads.set(node, made);
    return made;
  }

  #make(node: Node): Read {
    const { body } = node;
    if (body.type === "constant") return `k${this.constants.push(body.value) - 1}`;
    const call = body as Call;
    if (call.op.wakes && this.#isSolid(call)) return this.#kernelLeaf(call, call.op.wakes);
    if (call.op.settles && call.inputs.every(rests)) return this.#line(call);
    const column = this.#column(node);
    const list = this.#list(undefined, [node]);
    this.leaves.push({ list, column });
    this.key += `y${column}@${list};`;
    return `y${column}`;
  }

  #line(call: Call): Read {
    const reads = call.inputs.map((input) => this.read(input));
    const at = this.calls.push(call) - 1;
    this.lines.push({ call: at, reads });
    this.key += `${opNumber(call.op)}(${reads.join()});`;
    return `v${at}`;
  }

  #kernelLeaf(call: Call, wakes: Wakes): Read {
    const list = this.#list(wakes, call.inputs);
    const columns = call.inputs.map((input) => this.#column(input));
    const at = this.calls.push(call) - 1;
    this.leaves.push({ list, call: at, columns });
    this.key += `${opNumber(call.op)}[${columns.join()}]@${list};`;
    return `v${at}`;
  }

  #isSolid(call: Call): boolean {
    return call.inputs.every((input) => this.#shared.solidFrom(input) >= 0);
  }

  #column(node: Node): number {
    const known = this.columns.indexOf(node);
    return known >= 0 ? known : this.columns.push(node) - 1;
  }

  #list(wakes: Wakes | undefined, inputs: readonly Node[]): number {
    const known = this.lists.findIndex(
      (list) => list.wakes === wakes && list.inputs.every((input, k) => input === inputs[k]),
    );
    return known >= 0 ? known : this.lists.push({ wakes, inputs }) - 1;
  }
}
