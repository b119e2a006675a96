import { type BarField, barFields } from "../engine/trade/bars.ts";
import type { Columns } from "./columns.ts";

/** Range and mean of a column's known values, and how many are not known. */
export interface Summary {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  readonly missing: number;
}

/** Summaries of the price and volume columns; NaN where a column has no known value. */
export function summarise(columns: Columns): Record<BarField, Summary> {
  return Object.fromEntries(barFields.map((field) => [field, summary(columns[field])])) as Record<
    BarField,
    Summary
  >;
}

function summary(column: Float64Array): Summary {
  let [min, max, sum, known] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!;
    if (value !== value) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    known++;
  }
  const missing = column.length - known;
  if (known === 0) return { min: Number.NaN, mean: Number.NaN, max: Number.NaN, missing };
  return { min, mean: sum / known, max, missing };
}
