import { type Axis, coordinateAt, fractionOf, valueAt } from "./axis.ts";

/** An axis cut into cells, as a drawing shows it. */
export interface CellAxis {
  readonly name: string;
  /** What each cell holds: a value, or from which to which one. */
  readonly labels: readonly string[];
  readonly cellOf: (coordinate: number) => number;
}

/** More cells than this cannot be told apart. */
const cellsMax = 60;
const cellsOfSpan = 24;

/** Cells of an axis: one a value where they fit, else of as many values each; a span in equal parts. */
export function cellsOf(axis: Axis): CellAxis {
  const { name } = axis;
  const label = (coordinate: number): string => textOf(valueAt(axis, coordinate));
  if (axis.kind === "span") {
    const ends = Array.from({ length: cellsOfSpan }, (_, k) =>
      [k, k + 1].map((end) => textOf(coordinateAt(axis, end / cellsOfSpan))).join(" to "),
    );
    const cellOf = (x: number) => Math.min(cellsOfSpan - 1, Math.floor(fractionOf(axis, x) * cellsOfSpan));
    return { name, labels: ends, cellOf };
  }
  const size = Math.ceil(axis.count / cellsMax);
  const labels = Array.from({ length: Math.ceil(axis.count / size) }, (_, k) => {
    const [first, last] = [k * size, Math.min(axis.count, (k + 1) * size) - 1];
    return first === last ? label(first) : `${label(first)} to ${label(last)}`;
  });
  return { name, labels, cellOf: (x) => Math.floor(x / size) };
}

const textOf = (value: unknown): string =>
  typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value);
