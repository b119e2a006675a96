import type { Batch } from "./batch.ts";
import { eachAllowed, type Space } from "./space.ts";

/** Writes the row of a variant: so many values from an offset on. */
export interface RowWriter {
  readonly width: number;
  readonly evaluate: (params: Readonly<Record<string, unknown>>, out: Float64Array, offset: number) => void;
}

/**
 * The rows of a batch, one a variant in the order of the batch. An error says of which variant it is, unless the first and
 * the last variant fail alike: then it is not for their parameters.
 */
export function evaluateBatch(space: Space, writer: RowWriter, batch: Batch): Float64Array {
  const { width, evaluate } = writer;
  const rows = new Float64Array(batch.variants * width);
  let offset = 0;
  eachPoint(space, batch, (point) => {
    const params = space.paramsAt(point);
    try {
      evaluate(params, rows, offset);
    } catch (error) {
      throw offset === 0 && lastFailsAlike(error, space, writer, batch)
        ? error
        : new VariantError(error, params);
    }
    offset += width;
  });
  return rows;
}

/** Whether the last variant of a batch fails with the message of its first. */
function lastFailsAlike(first: unknown, space: Space, { width, evaluate }: RowWriter, batch: Batch): boolean {
  if (batch.variants < 2) return false;
  let last: Readonly<Record<string, unknown>> = {};
  eachPoint(space, batch, (point) => {
    last = space.paramsAt(point);
  });
  try {
    evaluate(last, new Float64Array(width), 0);
    return false;
  } catch (error) {
    return error instanceof Error && first instanceof Error && error.message === first.message;
  }
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
