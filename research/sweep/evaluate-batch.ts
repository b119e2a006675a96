import type { Batch } from "./batch.ts";
import { eachAllowed, type Space } from "./space.ts";

/** Writes the row of a variant: so many values from an offset on. */
export interface RowWriter {
  readonly width: number;
  readonly evaluate: (params: Readonly<Record<string, unknown>>, out: Float64Array, offset: number) => void;
}

/** The rows of a batch, one a variant in the order of the batch. An error says of which variant it is. */
export function evaluateBatch(space: Space, { width, evaluate }: RowWriter, batch: Batch): Float64Array {
  const rows = new Float64Array(batch.variants * width);
  let offset = 0;
  eachPoint(space, batch, (point) => {
    const params = space.paramsAt(point);
    try {
      evaluate(params, rows, offset);
    } catch (error) {
      throw new VariantError(error, params);
    }
    offset += width;
  });
  return rows;
}

/** What a variant threw, and which it was. */
export class VariantError extends Error {
  override readonly name = "VariantError";
  override readonly cause: unknown;
  readonly variant: string;
  constructor(cause: unknown, params: Readonly<Record<string, unknown>>) {
    const variant = describeVariant(params);
    super(`variant ${variant} failed`);
    this.cause = cause;
    this.variant = variant;
  }
}

/**
 * Parameters in words.
 *
 * @example
 * describeVariant({ fast: 5, slow: 20 }) // => "fast=5 slow=20"
 */
export const describeVariant = (params: Readonly<Record<string, unknown>>): string =>
  Object.entries(params)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(" ") || "without parameters";

/**
 * Calls `visit` with each point of a batch and its number: of the grid, or of the trial. The point is used again for the
 * next one.
 */
export function eachPoint(
  space: Space,
  batch: Batch,
  visit: (point: Float64Array, index: number) => void,
): void {
  if (batch.kind === "range") {
    eachAllowed(space, batch.from, batch.to, (index, point) => visit(point, index));
    return;
  }
  const width = space.axes.length;
  const { points, variants, first } = batch;
  for (let k = 0; k < variants; k++) visit(points.subarray(k * width, (k + 1) * width), first + k);
}
