import type { Call } from "../graph/node.ts";
import type { Op } from "../graph/op.ts";
import { callText } from "./call-text.ts";
import type { Leaf, Line } from "./changes-sketch.ts";

/** A loop over the bars on which a graph of one shape wakes; gives the number of changes written. */
export type ChangesLoop = (
  steps: readonly Op["step"][],
  inits: readonly Op["init"][],
  params: readonly Call["params"][],
  columns: readonly Float64Array[],
  constants: readonly number[],
  wakes: readonly Int32Array[],
  first: number,
  length: number,
  at: Int32Array,
  value: Float64Array,
) => number;

interface Shape {
  readonly calls: readonly Call[];
  readonly leaves: readonly Leaf[];
  readonly lines: readonly Line[];
}

const loops = new Map<string, ChangesLoop>();
const loopsMax = 1_000;

/** The loop of a shape, made once for each key. */
export function changesLoop(key: string, shape: Shape): ChangesLoop {
  const known = loops.get(key);
  if (known) return known;
  if (loops.size >= loopsMax) loops.clear();
  const loop = new Function(
    ...["steps", "inits", "params", "columns", "constants", "wakes", "first", "length", "at", "value"],
    `// ${key}\n${bodyOf(shape)}`,
  ) as ChangesLoop;
  loops.set(key, loop);
  return loop;
}

/** r - (r - r) is r for a finite number and NaN else. */
const assigned = (name: string, call: string): string => `{ const r = ${call}; ${name} = r - (r - r); }`;

function bodyOf({ calls, leaves, lines }: Shape): string {
  const root = lines.at(-1) ?? leaves.at(-1)!;
  const result = "call" in root ? `v${root.call}` : `y${root.column}`;
  const lists = [...new Set(leaves.map(({ list }) => list))];
  return [
    // The state is made here, so that it lives as long as the loop and no longer.
    ...calls.map((_, k) => `const s${k} = steps[${k}], t${k} = inits[${k}](params[${k}]); let v${k} = NaN;`),
    ...columnsOf(leaves).map((k) => `const c${k} = columns[${k}]; let y${k} = NaN;`),
    ...constantsOf(lines).map((k) => `const ${k} = constants[${k.slice(1)}];`),
    ...lists.map((k) => `const w${k} = wakes[${k}]; let p${k} = 0, b${k} = w${k}[0];`),
    "let count = 0, last = NaN, begun = false;",
    "for (;;) {",
    "let t = length;",
    ...lists.map((k) => `if (b${k} < t) t = b${k};`),
    // The value that holds at the first bar, whether or not anything wakes there.
    "if (!begun && t >= first) { if (first >= length) break; t = first; begun = true; }",
    "if (t >= length) break;",
    ...lists.map((k) => `if (b${k} === t) { b${k} = w${k}[++p${k}]; ${leafLines(leaves, calls, k)} }`),
    ...lines.map((line) => lineText(line, calls)),
    `if (begun && ${result} !== last && ${result} === ${result}) {`,
    `at[count] = t; value[count++] = last = ${result};`,
    "}",
    "}",
    "return count;",
  ].join("\n");
}

const columnsOf = (leaves: readonly Leaf[]): number[] => [
  ...new Set(leaves.flatMap((leaf) => ("call" in leaf ? leaf.columns : [leaf.column]))),
];

const constantsOf = (lines: readonly Line[]): string[] => [
  ...new Set(lines.flatMap(({ reads }) => reads.filter((read) => read.startsWith("k")))),
];

const leafLines = (leaves: readonly Leaf[], calls: readonly Call[], list: number): string =>
  leaves
    .filter((leaf) => leaf.list === list)
    .map((leaf) =>
      "call" in leaf
        ? assigned(
            `v${leaf.call}`,
            callText(
              calls[leaf.call]!.op,
              `s${leaf.call}`,
              `t${leaf.call}`,
              leaf.columns.map((k) => `c${k}[t]`),
            ),
          )
        : `y${leaf.column} = c${leaf.column}[t];`,
    )
    .join(" ");

/** As in any compiled graph: what does not see gaps is not called where an input is NaN. */
function lineText({ call, reads }: Line, calls: readonly Call[]): string {
  const seen = [...new Set(reads.filter((read) => !read.startsWith("k")))];
  const test = calls[call]!.op.sees
    ? "true"
    : seen.map((read) => `${read} === ${read}`).join(" && ") || "true";
  const text = assigned(`v${call}`, callText(calls[call]!.op, `s${call}`, `t${call}`, reads));
  return `v${call} = NaN; if (${test}) ${text}`;
}
