import type { Columns } from "../columns.ts";
import { columnNames, takeRows } from "../columns.ts";
import { type Defect, plural, Tally } from "./defect.ts";

/** Rows in the order of time without repeats, and what was wrong with the order they came in. */
export interface Ordered {
  readonly columns: Columns;
  /** Row of the input for each row of `columns`. */
  readonly origin: (index: number) => number;
  readonly defects: readonly Defect[];
}

/** Finds disorder and duplicates; sorts stably by time and keeps the last of the rows with one timestamp. */
export function putInOrder(columns: Columns): Ordered {
  const { ts } = columns;
  const disorder = new Tally();
  let latest = Number.NEGATIVE_INFINITY;
  let repeats = false;
  for (let i = 0; i < ts.length; i++) {
    if (ts[i]! < latest) disorder.add(i);
    else if (ts[i]! === latest) repeats = true;
    else latest = ts[i]!;
  }
  if (disorder.count === 0 && !repeats) return { columns, origin: (index) => index, defects: [] };
  const order = Uint32Array.from({ length: ts.length }, (_, i) => i);
  if (disorder.count > 0) order.sort((a, b) => ts[a]! - ts[b]! || a - b);
  return { ...withoutRepeats(columns, order, disorder) };
}

function withoutRepeats(columns: Columns, order: Uint32Array, disorder: Tally): Ordered {
  const { ts } = columns;
  const duplicates = new Tally();
  let conflicts = 0;
  const kept: number[] = [];
  for (let k = 0; k < order.length; k++) {
    const row = order[k]!;
    const before = kept.at(-1);
    if (before !== undefined && ts[before] === ts[row]) {
      duplicates.add(row);
      if (!equalRows(columns, before, row)) conflicts++;
      kept[kept.length - 1] = row;
    } else kept.push(row);
  }
  const defects = [
    ...disorder.defect("disorder", ts, (count) => `${plural(count, "bar")} before an earlier one`),
    ...duplicates.defect("duplicates", ts, (count) => {
      const differ = conflicts === 0 ? "all equal to the bar they repeat" : `${conflicts} with other values`;
      return `${plural(count, "repeated bar")}, ${differ}`;
    }),
  ];
  return { columns: takeRows(columns, kept), origin: (index) => kept[index]!, defects };
}

/** Whether two rows hold the same values, NaN being equal to NaN. */
export function equalRows(columns: Columns, a: number, b: number): boolean {
  return columnNames.every((name) => Object.is(columns[name][a], columns[name][b]));
}
