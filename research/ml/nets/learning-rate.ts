import type { NetOptions } from "./net-options.ts";

/**
 * The learning rate after a part of all steps that there may be: as it was at first, or falling to 0 along half a cosine
 * (Loshchilov and Hutter 2017).
 *
 * @example
 * learningRateAt(0.5, { learningRate: 0.02, decay: "cosine" }).toFixed(6) // => "0.010000"
 */
export function learningRateAt(
  part: number,
  { learningRate, decay }: Required<Pick<NetOptions, "learningRate" | "decay">>,
): number {
  return decay === "none" ? learningRate : learningRate * 0.5 * (1 + Math.cos(Math.PI * part));
}
