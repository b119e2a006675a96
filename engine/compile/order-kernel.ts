import type { OrderChanges } from "./order-changes.ts";
import {
  assemble,
  type Code,
  drop,
  during,
  f64x2,
  get,
  i32,
  lanes,
  type Memory,
  set,
  when,
  whole,
} from "./wasm.ts";

/** Locals: addresses of both columns at the bar, the bar, the one after the last, the address to write to; `after` as 1 or 0. */
const [left, right, bar, end, out, after] = [0, 1, 2, 3, 4, 5];
const params = 6;
/** How eight bars stand, those before them, the bars to name, and what is carried on to the next eight. */
const [order, before, named, carry] = [6, 7, 8, 9];
const further = 4;
/** Two bars of either column, four times. */
const pairs = [0, 1, 2, 3].map((k) => ({ of: 10 + 2 * k, beside: 11 + 2 * k, offset: 16 * k }));
const vectors = 8;

/** How far ahead the memory is asked for what will be read: bytes, also beyond the end of a column. */
export const readAhead = 1_024;

// Without it the processor waits for long columns, which lie in no near cache: half of the time where nothing changes.
const touch: Code = [left, right].flatMap((column) => [...get(column), ...f64x2.load(readAhead), ...drop]);

const read: Code = pairs.flatMap(({ of, beside, offset }) => [
  ...[...get(left), ...f64x2.load(offset), ...set(of)],
  ...[...get(right), ...f64x2.load(offset), ...set(beside)],
]);

/** Eight lanes, one a bar. */
function eight(comparison: Code): Code {
  const [first, second, third, fourth] = pairs.map(({ of, beside }) => [
    ...get(of),
    ...get(beside),
    ...comparison,
  ]);
  return [
    ...[...first!, ...second!, ...lanes.four],
    ...[...third!, ...fourth!, ...lanes.four],
    ...lanes.eight,
  ];
}

const advance = (local: number, by: number): Code => [...get(local), ...whole(by), ...i32.add, ...set(local)];

/**
 * Eight bars a turn. Of these `order` holds a bit each: above in the low byte, below in the high one. Beside the same bits a bar
 * before, moved by one, they tell the changes: `order ^ before`, either byte.
 */
const body: Code = [
  // Nothing stands like this, so that the first bar differs; of what came before it nothing is carried.
  ...[...whole(0x101), ...set(before)],
  ...during(
    [...get(end), ...whole(1), ...i32.subtract, ...get(bar), ...i32.atLeast],
    [...touch, ...read],
    [...eight(f64x2.above), ...eight(f64x2.below), ...lanes.sixteen, ...lanes.bits, ...set(order)],
    // The last bars of either byte as the first of the next: `before` holds them in its bits 0 and 8.
    [...get(order), ...whole(1), ...i32.shiftLeft, ...whole(0xfefe), ...i32.and],
    [...get(before), ...i32.or, ...get(order), ...i32.xor, ...set(named)],
    [...get(named), ...get(named), ...whole(8), ...i32.shiftRight, ...i32.or, ...whole(0xff), ...i32.and],
    set(named),
    [...get(order), ...whole(7), ...i32.shiftRight, ...whole(0x101), ...i32.and, ...set(before)],
    // With `after` the bar after each: moved by one, or by none.
    [...get(named), ...get(named), ...get(after), ...i32.shiftLeft, ...i32.or, ...get(carry), ...i32.or],
    set(named),
    [...get(named), ...whole(8), ...i32.shiftRight, ...set(carry)],
    when(
      [...get(bar), ...whole(8), ...i32.add, ...get(end), ...i32.atLeast],
      [...get(named), ...whole(1), ...get(end), ...get(bar), ...i32.subtract, ...i32.shiftLeft],
      [...whole(1), ...i32.subtract, ...i32.and, ...set(named)],
    ),
    [...get(named), ...whole(0xff), ...i32.and, ...set(named)],
    during(
      get(named),
      [...get(out), ...get(bar), ...get(named), ...i32.zerosBelow, ...i32.add, ...i32.store],
      advance(out, 4),
      [...get(named), ...get(named), ...whole(1), ...i32.subtract, ...i32.and, ...set(named)],
    ),
    [...advance(left, 64), ...advance(right, 64), ...advance(bar, 8)],
  ),
  ...get(out),
];

const make = assemble(params, further, vectors, body);

/** {@link OrderChanges} over columns and lists that lie in a memory; undefined where the machine knows no vector instructions. */
export function orderKernel(memory: Memory): OrderChanges | undefined {
  const run = make?.(memory);
  return (
    run &&
    ((a, b, from, goesOn, at) => {
      const first = at.byteOffset;
      const [ofA, ofB] = [a.byteOffset + 8 * from, b.byteOffset + 8 * from];
      return (run(ofA, ofB, from, a.length, first, goesOn ? 1 : 0) - first) / 4;
    })
  );
}
