import { type Axis, coordinateAt, fractionOf, valueAt } from "./axis.ts";

/** An axis cut into cells, as a drawing shows it. */
export interface CellAxis {
  readonly name: string;
  /** What each cell holds: a value, or from which to which one. */
  readonly labels: readonly string[];
  readonly cellOf: (coordinate: number) => number;
}

/** Numbers of cells that an axis may be cut into at most; more than the first cannot be told apart. */
export const cellCounts: readonly number[] = [60, 40, 30, 24, 20, 15, 12, 10, 8, 6, 5];
const cellsOfSpan = 24;

/** Cells of an axis: one a value where they fit, else of as many values each; a span in equal parts. */
export function cellsOf(axis: Axis, most = cellCounts[0]!): CellAxis {
  const { name } = axis;
  const label = (coordinate: number): string => textOf(valueAt(axis, coordinate));
  if (axis.kind === "span") {
    const count = Math.min(cellsOfSpan, most);
    const ends = Array.from({ length: count }, (_, k) =>
      [k, k + 1].map((end) => textOf(coordinateAt(axis, end / count))).join(" to "),
    );
    const cellOf = (x: number) => Math.min(count - 1, Math.floor(fractionOf(axis, x) * count));
    return { name, labels: ends, cellOf };
  }
  const size = Math.ceil(axis.count / most);
  const labels = Array.from({ length: Math.ceil(axis.count / size) }, (_, k) => {
    const [first, last] = [k * size, Math.min(axis.count, (k + 1) * size) - 1];
    return first === last ? label(first) : `${label(first)} to ${label(last)}`;
  });
  return { name, labels, cellOf: (x) => Math.floor(x / size) };
}

const textOf = (value: unknown): string =>
  typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value);
