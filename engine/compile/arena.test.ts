import { describe, expect, test } from "vitest";
import { seeded } from "../core/random.ts";
import { createArena } from "./arena.ts";
import { orderChanges } from "./order-changes.ts";

/** A random walk on a coarse grid, so that two of them touch. */
function fillWalk(random: () => number, column: Float64Array): Float64Array {
  let x = 20;
  return column.map((_, i) => {
    x += Math.round((i % 40 < 20 ? 4 : 0.5) * (random() - 0.5));
    column[i] = x;
    return x;
  });
}

describe("bars at which the order of two columns changes", () => {
  test.each([
    [false, [0, 2, 3, 5]],
    [true, [0, 1, 2, 3, 4, 5]],
  ])("with the bar after: %s", (after, bars) => {
    const left = Float64Array.of(1, 1, 3, 2, 2, 1);
    const right = Float64Array.of(2, 2, 2, 2, 2, 2);
    const at = new Int32Array(7);
    expect([...at.subarray(0, orderChanges(left, right, 0, after, at))]).toEqual(bars);
  });

  test("vector instructions find those that a plain loop finds", () => {
    const random = seeded(11);
    for (let length = 0; length < 90; length++) {
      const arena = createArena(length, 2 ** 20);
      const [left, right, list] = [arena.take(), arena.take(), arena.takeList()];
      expect(left.buffer, "one memory for columns and lists").toBe(list.buffer);
      const wanted = new Int32Array(length + 1);
      for (let k = 0; k < 8; k++) {
        fillWalk(random, left);
        fillWalk(random, right);
        for (const from of [0, 1, 5, 8, length - 9, length - 1, length].filter((bar) => bar >= 0)) {
          for (const after of [false, true]) {
            const count = orderChanges(left, right, from, after, wanted);
            expect(arena.orderChanges(left, right, from, after, list), `${length} bars from ${from}`).toBe(
              count,
            );
            expect(list.subarray(0, count)).toEqual(wanted.subarray(0, count));
          }
        }
      }
    }
  });

  test("what is infinite or tiny has its place, too", () => {
    const arena = createArena(6, 2 ** 16);
    const [left, right, list] = [arena.take(), arena.take(), arena.takeList()];
    left.set([Infinity, -Infinity, 5e-324, 0, -0, Infinity]);
    right.set([0, 0, 0, -0, 0, Infinity]);
    expect([...list.subarray(0, arena.orderChanges(left, right, 0, false, list))]).toEqual([0, 1, 2, 3]);
  });
});

describe("room of an arena", () => {
  test("a column that was given back is given out again", () => {
    const arena = createArena(100, 2 ** 16);
    const column = arena.take();
    arena.give(column);
    expect(arena.take()).toBe(column);
  });

  test("beyond its room columns lie elsewhere, and changes are found there as well", () => {
    const arena = createArena(12_000, 2 ** 16);
    const [left, right, list] = [arena.take(), arena.take(), arena.takeList()];
    expect(right.buffer).not.toBe(left.buffer);
    left.fill(1);
    right.fill(0);
    right[7] = 2;
    expect([...list.subarray(0, arena.orderChanges(left, right, 0, false, list))]).toEqual([0, 7, 8]);
    arena.give(right);
    expect(arena.take()).not.toBe(right);
  });
});
