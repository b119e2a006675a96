import { createTable, type Node } from "../../engine/graph/node.ts";
import { traceMarket } from "../../engine/graph/strategy.ts";
import type { Feature } from "../../engine/ops/features/feature.ts";

/** The operators of a feature as a call in a call, and its warm-up in daily bars: both follow from its graph. */
export function expressionOf({ build, symbolsMin = 1 }: Feature): { expression: string; warmup: number } {
  const symbols = ["A", "B"].slice(0, Math.max(1, symbolsMin));
  const node = build(traceMarket(createTable(), symbols, 86_400_000, "A"));
  return { expression: textOf(node, symbols.length > 1), warmup: node.warmup };
}

function textOf({ body, kind }: Node, several: boolean): string {
  if (body.type === "constant") {
    if (kind === "boolean") return String(body.value === 1);
    return String(Number(body.value.toPrecision(6)));
  }
  if (body.type === "source") return several ? `${body.symbol}.${body.field}` : body.field;
  const params = Object.entries(body.params).map(([name, value]) => `${name}: ${String(value)}`);
  const inputs = body.inputs.map((input) => textOf(input, several));
  return `${body.op.name}(${[...inputs, ...(params.length > 0 ? [`{ ${params.join(", ")} }`] : [])].join(", ")})`;
}
