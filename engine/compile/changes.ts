import type { Node } from "../graph/node.ts";
import { changesLoop } from "./changes-loop.ts";
import { type Sketch, sketchOf, type WakeList } from "./changes-sketch.ts";
import type { SharedColumns } from "./shared-columns.ts";

/** Where the known value of a series changes: `count` bars, rising, and the value from each on. */
export interface Changes {
  count: number;
  readonly at: Int32Array;
  readonly value: Float64Array;
}

/** Room for the changes of a series of so many bars. */
export const createChanges = (length: number): Changes => ({
  count: 0,
  at: new Int32Array(length),
  value: new Float64Array(length),
});

/** Lists of bars to be used again, one more than a run has bars long: the last holds a sentinel. */
export type WakeRoom = Int32Array[];

/**
 * The changes of a node from the bar `first` on, its first known value included; bars on which it is not known, or
 * on which `present` is NaN, are passed over. Equal to a pass over its column. Where all that it is made of rests on
 * most bars (comparisons, crossings, latches), no column of it is made: only the bars are visited on which one wakes.
 */
export function changesOf(
  node: Node,
  columns: SharedColumns,
  first: number,
  present: Float64Array | undefined,
  room: WakeRoom,
  out: Changes,
): Changes {
  const sketch = present === undefined ? sketchOf(node, columns) : undefined;
  out.count = sketch
    ? runSketch(sketch, columns, first, room, out)
    : scanColumn(columns.of(node), present, first, out);
  return out;
}

/** Writes the changes of a column as {@link changesOf} defines them, and gives their number. */
export function scanColumn(
  column: Float64Array,
  present: Float64Array | undefined,
  first: number,
  { at, value }: Changes,
): number {
  let count = 0;
  let last = Number.NaN;
  for (let i = first; i < column.length; i++) {
    const v = column[i]!;
    if (v === last || v !== v || (present !== undefined && present[i] !== present[i])) continue;
    at[count] = i;
    value[count++] = v;
    last = v;
  }
  return count;
}

function runSketch(
  { key, calls, constants, columns: nodes, lists, leaves, lines }: Sketch,
  columns: SharedColumns,
  first: number,
  room: WakeRoom,
  { at, value }: Changes,
): number {
  while (room.length < lists.length) room.push(columns.takeList());
  const wakes = lists.map((list, k) => wakesOf(list, columns, room[k]!));
  const loop = changesLoop(key, { leaves, lines, calls });
  return loop(
    calls.map(({ op }) => op.step),
    calls.map(({ op }) => op.init),
    calls.map(({ params }) => params),
    nodes.map(columns.of),
    constants,
    wakes,
    first,
    columns.length,
    at,
    value,
  );
}

/** Fills in the bars of a list, with the length as a sentinel after the last. */
function wakesOf(list: WakeList, columns: SharedColumns, at: Int32Array): Int32Array {
  const inputs = list.inputs.map(columns.of);
  let from = 0;
  for (const input of list.inputs) from = Math.max(from, columns.solidFrom(input));
  const count =
    from >= columns.length
      ? 0
      : list.wakes
        ? columns.orderChanges(inputs[0]!, inputs[1]!, from, list.wakes === "order-and-after", at)
        : turnsOf(inputs[0]!, at);
  at[count] = columns.length;
  return at;
}

/** Bars at which a column holds another value than on the bar before, the first included; to NaN and back, too. */
function turnsOf(column: Float64Array, at: Int32Array): number {
  let count = 0;
  let last = Number.POSITIVE_INFINITY;
  for (let i = 0; i < column.length; i++) {
    const v = column[i]!;
    if (v === last || (v !== v && last !== last)) continue;
    at[count++] = i;
    last = v;
  }
  return count;
}
