import { assert } from "./errors.ts";

/** A generator of chance whose state can be read and put back. */
export type KeptRandom = (() => number) & { readonly state: Int32Array };

type Reference = { readonly ref: number };
type Call = { readonly call: true };
type Value = string | number | boolean | bigint | null | undefined | Reference | Call;
type Typed = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array | Int8Array;

type Node =
  | { readonly is: "record"; readonly keys: readonly string[]; readonly values: readonly Value[] }
  | { readonly is: "list"; readonly values: readonly Value[] }
  | { readonly is: "map"; readonly keys: readonly Value[]; readonly values: readonly Value[] }
  | { readonly is: "set"; readonly values: readonly Value[] }
  | { readonly is: "numbers"; readonly values: Typed }
  | { readonly is: "random"; readonly state: Int32Array };

/** All data that can be reached from some objects, functions left out: plain, and safe to clone. */
export interface Image {
  readonly nodes: readonly Node[];
  readonly roots: readonly number[];
}

const isTyped = (value: object): value is Typed => ArrayBuffer.isView(value) && !(value instanceof DataView);
const isRandom = (value: unknown): value is KeptRandom => typeof value === "function" && "state" in value;
const isReference = (value: Value): value is Reference =>
  typeof value === "object" && value !== null && "ref" in value;
const isCall = (value: Value): value is Call =>
  typeof value === "object" && value !== null && "call" in value;

/** An image of all that can be reached from objects: records, lists, maps, sets, typed arrays, {@link KeptRandom}. */
export function imageOf(roots: readonly object[]): Image {
  const ids = new Map<object, number>();
  const found: object[] = [];
  const told = (value: unknown): Value => {
    if (typeof value === "function" && !isRandom(value)) return { call: true };
    if ((typeof value !== "object" || value === null) && typeof value !== "function") return value as Value;
    const known = ids.get(value);
    if (known !== undefined) return { ref: known };
    ids.set(value, found.length);
    found.push(value);
    return { ref: found.length - 1 };
  };
  const rootIds = roots.map((root) => (told(root) as Reference).ref);
  const nodes: Node[] = [];
  // It grows as it is looked at.
  for (let at = 0; at < found.length; at++) nodes.push(nodeOf(found[at]!, told));
  return { nodes, roots: rootIds };
}

function nodeOf(value: object, told: (value: unknown) => Value): Node {
  if (isRandom(value)) return { is: "random", state: value.state.slice() };
  if (Array.isArray(value)) return { is: "list", values: value.map(told) };
  if (value instanceof Map) {
    return { is: "map", keys: [...value.keys()].map(told), values: [...value.values()].map(told) };
  }
  if (value instanceof Set) return { is: "set", values: [...value].map(told) };
  if (isTyped(value)) return { is: "numbers", values: value.slice() };
  assert(Object.getPrototypeOf(value) === Object.prototype, "an image holds plain records alone");
  return { is: "record", keys: Object.keys(value), values: Object.values(value).map(told) };
}

/**
 * Makes objects that were made as the originals were stand as an image has them. What functions can be reached from stays
 * the object that it is, since functions may hold it; all else is made anew. Throws where the two are not of one make.
 */
export function restoreImage(roots: readonly object[], { nodes, roots: rootIds }: Image): void {
  const kept = reachesCalls(roots);
  const made: unknown[] = new Array(nodes.length);
  const waiting: number[] = [];
  /** The object of a node: one that is there and stays, or a new one. */
  const objectOf = (id: number, there: unknown): unknown => {
    if (made[id] !== undefined) return made[id];
    const node = nodes[id]!;
    made[id] = kept.has(there as object) ? there : emptyOf(node);
    if (node.is === "random") {
      assert(isRandom(there), "a source of chance is where one was");
      made[id] = there;
    }
    waiting.push(id);
    return made[id];
  };
  const told = (value: Value, there: unknown): unknown => {
    if (isReference(value)) return objectOf(value.ref, there);
    if (!isCall(value)) return value;
    assert(typeof there === "function", "a function is where one was");
    return there;
  };
  for (const [k, root] of roots.entries()) {
    made[rootIds[k]!] = root;
    waiting.push(rootIds[k]!);
  }
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
    fill(made[id] as object, nodes[id]!, told);
}

function emptyOf(node: Node): unknown {
  switch (node.is) {
    case "record":
      return {};
    case "list":
      return [];
    case "map":
      return new Map();
    case "set":
      return new Set();
    case "numbers":
      return node.values.slice();
    case "random":
      return undefined;
  }
}

type Restore = (value: Value, there: unknown) => unknown;

function fill(target: object, node: Node, told: Restore): void {
  if (node.is === "random") (target as KeptRandom).state.set(node.state);
  else if (node.is === "list") fillList(target as unknown[], node.values, told);
  else if (node.is === "set") fillSet(target as Set<unknown>, node.values, told);
  else if (node.is === "map") {
    const map = target as Map<unknown, unknown>;
    const before = new Map(map);
    map.clear();
    node.keys.forEach((key, k) => {
      const restored = told(key, undefined);
      map.set(restored, told(node.values[k], before.get(restored)));
    });
  } else if (node.is === "record") {
    const record = target as Record<string, unknown>;
    for (const key of Object.keys(record)) if (!node.keys.includes(key)) delete record[key];
    node.keys.forEach((key, k) => {
      const value = told(node.values[k], record[key]);
      if (!Object.is(record[key], value) || !(key in record)) record[key] = value;
    });
  }
}

function fillList(list: unknown[], values: readonly Value[], told: Restore): void {
  const restored = values.map((value, k) => told(value, list[k]));
  list.length = 0;
  for (const value of restored) list.push(value);
}

function fillSet(set: Set<unknown>, values: readonly Value[], told: Restore): void {
  const restored = values.map((value) => told(value, undefined));
  set.clear();
  for (const value of restored) set.add(value);
}

/** The objects from which a function can be reached. */
function reachesCalls(roots: readonly object[]): ReadonlySet<object> {
  const holders = new Map<object, object[]>();
  const reaches = new Set<object>();
  const found = [...roots];
  for (const root of roots) holders.set(root, []);
  for (let at = 0; at < found.length; at++) {
    const holder = found[at]!;
    for (const value of membersOf(holder)) {
      if (typeof value === "function") reaches.add(holder);
      if (typeof value !== "object" || value === null) continue;
      const known = holders.get(value);
      if (known) known.push(holder);
      else {
        holders.set(value, [holder]);
        found.push(value);
      }
    }
  }
  const open = [...reaches];
  for (let object = open.pop(); object; object = open.pop()) {
    for (const holder of holders.get(object) ?? []) {
      if (reaches.has(holder)) continue;
      reaches.add(holder);
      open.push(holder);
    }
  }
  return reaches;
}

function membersOf(value: object): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  if (value instanceof Set) return [...value];
  return isTyped(value) ? [] : Object.values(value);
}
