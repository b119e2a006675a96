// Everything that `bot4/ops` exports, as data: what `bot4 ops` lists and what the parity test runs over.
// An operator made by `op`, a function made by `composite` and one marked by `described` list themselves; there is
// no second list to keep.
import type { Composite } from "../graph/composite.ts";
import type { Description } from "../graph/described.ts";
import { createTable, isNode, type Kind, type Node, sourceNode } from "../graph/node.ts";
import { inputNamesOf, type Op } from "../graph/op.ts";
import type { Param, Params } from "../graph/params.ts";
import * as exported from "./index.ts";
import { isKnown } from "./is-known.ts";

/** What a listing shows of an operator. */
export interface OpInfo {
  readonly name: string;
  readonly family: string;
  /** One sentence. */
  readonly about: string;
  /** How it is called and what it gives: `std(x, n, { ddof = 1 }) -> series`. */
  readonly signature: string;
  readonly inputs: readonly { readonly name: string; readonly kind: Kind }[];
  readonly params: readonly {
    readonly name: string;
    /** The rule in words, such as `a whole number of at least 1`. */
    readonly rule: string;
    readonly fallback: unknown;
  }[];
  /** Names of the results, for one that has several. */
  readonly outputs: readonly string[];
}

/** An exported function of series with its description; what is called in its own way has no `call`. */
export interface CatalogEntry {
  readonly info: OpInfo;
  readonly named: boolean;
  readonly params: Params;
  /** The operator itself, where it is one. */
  readonly op: Op | undefined;
  /** Builds the nodes: inputs in order or as a record, then parameters as a record. */
  readonly call: ((...args: unknown[]) => Node | Readonly<Record<string, Node>>) | undefined;
}

type Callable = NonNullable<CatalogEntry["call"]>;
type Exported = Partial<Callable> & { op?: Op; composite?: Composite; described?: Description };

/** Families in the order of listings; others follow. */
const families = [
  "arithmetic",
  "comparison",
  "logic",
  "flow",
  "cross",
  "rolling",
  "average",
  "momentum",
  "trend",
  "volatility",
  "volume",
  "microstructure",
  "regime",
  "price",
  "across",
  "timeframe",
  "model",
  "calendar",
];

/** All exported operators, by family and name. */
export function catalog(): readonly CatalogEntry[] {
  const place = ({ family }: OpInfo) =>
    families.includes(family) ? families.indexOf(family) : families.length;
  return (Object.values(exported) as unknown as Exported[])
    .map(entryOf)
    .sort((a, b) => place(a.info) - place(b.info) || (a.info.name < b.info.name ? -1 : 1));
}

/** What `bot4 ops` prints. */
export const listOps = (): readonly OpInfo[] => catalog().map(({ info }) => info);

function entryOf(value: Exported): CatalogEntry {
  if (value.described) {
    const info = { ...value.described, inputs: [], params: [], outputs: [] };
    return { info, named: false, params: {}, op: undefined, call: undefined };
  }
  const call = value as Callable;
  const { op } = value;
  const { name, family, about, params } = (op ?? value.composite)!;
  const named = op ? op.named : !Array.isArray(value.composite!.inputs);
  const names = op ? op.inputNames : inputNamesOf(value.composite!.inputs);
  const kinds = op ? op.inputKinds : (Object.values(value.composite!.inputs) as Kind[]);
  const inputs = names.map((input, i) => ({ name: input, kind: kinds[i]! }));
  const made = sample(call, named, inputs, params);
  const outputs = isNode(made) ? [] : Object.keys(made);
  const result = isNode(made) ? noun(made.kind) : `{ ${outputs.join(", ")} }`;
  const names2 = named ? [`{ ${names.join(", ")} }`] : names;
  const signature = `${name}(${[...names2, ...paramText(params)].join(", ")}) -> ${result}`;
  const listed = Object.entries(params).map(([key, { rule, fallback }]) => ({ name: key, rule, fallback }));
  return {
    info: { name, family, about, signature, inputs, params: listed, outputs },
    named,
    params,
    op,
    call,
  };
}

const noun = (kind: Kind): string => (kind === "boolean" ? "signal" : "series");

/** Parameters as a caller writes them: a bare one where that is possible, the others as a record. */
function paramText(params: Params): string[] {
  const entries = Object.entries(params);
  const text = ([name, { fallback }]: [string, Param]) =>
    fallback === undefined ? name : `${name} = ${JSON.stringify(fallback)}`;
  const needed = entries.filter(([, { fallback }]) => fallback === undefined);
  if (entries.length === 0) return [];
  if (entries.length === 1) return [text(entries[0]!)];
  const record = `{ ${entries.map(text).join(", ")} }`;
  return [needed.length === 1 ? `${needed[0]![0]} | ${record}` : record];
}

/** The nodes that a call gives, on made-up inputs and the least parameters that it accepts. */
function sample(
  call: Callable,
  named: boolean,
  inputs: readonly { readonly name: string; readonly kind: Kind }[],
  params: Params,
): Node | Readonly<Record<string, Node>> {
  const table = createTable();
  const nodes = inputs.map(({ name, kind }) => {
    const series = sourceNode(table, "X", name);
    return kind === "boolean" ? isKnown(series) : series;
  });
  const record = Object.fromEntries(inputs.map(({ name }, i) => [name, nodes[i]]));
  const values = Object.fromEntries(
    Object.entries(params).map(([name, { fallback, from }]) => [name, fallback ?? from]),
  );
  return call(...(named ? [record] : nodes), values);
}
