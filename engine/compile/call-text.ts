import type { Op } from "../graph/op.ts";

/**
 * The text of a call of an operator's `step`. The inputs of a wide one are written to its state, because a call with dozens
 * of numbers boxes each of them.
 *
 * @example
 * callText({ wide: true }, "step", "s", ["a", "b"]) // => "(s.inputs[0] = a, s.inputs[1] = b, step(s))"
 */
export function callText(
  { wide }: Pick<Op, "wide">,
  step: string,
  state: string,
  args: readonly string[],
): string {
  if (!wide) return `${step}(${[state, ...args].join(", ")})`;
  return `(${[...args.map((arg, k) => `${state}.inputs[${k}] = ${arg}`), `${step}(${state})`].join(", ")})`;
}
