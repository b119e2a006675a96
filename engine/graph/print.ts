import { createHash } from "node:crypto";
import { type Node, reachable } from "./node.ts";
import type { Op } from "./op.ts";

/** `a`, `b` … `z`, `aa` …: names of the steps of a plan. */
function letters(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? letters(rest - 1) : "") + String.fromCharCode(97 + (index % 26));
}

const paramText = (params: Readonly<Record<string, unknown>>): string => {
  const values = Object.values(params);
  return values.length === 0 ? "" : `[${values.map(String).join(", ")}]`;
};

/**
 * The plan of a graph, a line a step: `b = sma[20] a`. Sources of a market of one symbol print as their
 * field alone. The last lines name the roots.
 */
export function printPlan(roots: Readonly<Record<string, Node>>): string {
  const nodes = reachable(Object.values(roots));
  const symbols = new Set(nodes.flatMap(({ body }) => (body.type === "source" ? [body.symbol] : [])));
  const names = new Map<Node, string>();
  const lines: string[] = [];
  for (const node of nodes) {
    const { body } = node;
    if (body.type === "constant") {
      names.set(node, node.kind === "boolean" ? String(body.value === 1) : String(body.value));
      continue;
    }
    const name = letters(lines.length);
    names.set(node, name);
    lines.push(
      body.type === "source"
        ? `${name} = ${symbols.size > 1 ? `${body.symbol}.` : ""}${body.field}`
        : `${name} = ${body.op.name}${paramText(body.params)} ${body.inputs.map((i) => names.get(i)).join(" ")}`,
    );
  }
  for (const [role, node] of Object.entries(roots)) lines.push(`${role}: ${names.get(node)}`);
  return lines.join("\n");
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const opText = (op: Op): string =>
  [op.name, op.output, op.sees, op.init, op.step, op.column, op.warmup, ...(op.wakes ? [op.wakes] : [])]
    .map(String)
    .join("\n");

/**
 * Content hash of a graph: of its plan, and of the code of each operator in it, so that a user's own operator
 * that changes its body changes the hash.
 */
export function hashGraph(roots: Readonly<Record<string, Node>>): string {
  const ops = new Set<Op>();
  for (const { body } of reachable(Object.values(roots))) if (body.type === "call") ops.add(body.op);
  return sha256([printPlan(roots), ...[...ops].map(opText)].join("\n---\n"));
}
