import { expect, test } from "vitest";
import { normal, seeded } from "../../engine/core/random.ts";
import { addDeviations, deviationsAround } from "../stats/moments.ts";
import { addReturns } from "./add-returns.ts";
import { movesOf } from "./moves.ts";
import { addSums, sumsAround } from "./ratios.ts";
import { returnsOf } from "./returns.ts";

test("one loop over moves gives what three functions give over all bars, bit for bit", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seeded(seed);
    let value = 100;
    const equity = Float64Array.from({ length: 1 + Math.floor(120 * random()) }, (_, t) => {
      if (t === 0 || random() < 0.6) value *= Math.exp(0.05 * normal(random));
      return value;
    });
    const moves = movesOf(equity, 100);
    const [deviations, sums] = [deviationsAround(0.001), sumsAround(0)];
    const found = new Float64Array(moves.count);
    // In parts, as blocks are.
    for (let from = 0; from < moves.count; from += 17) {
      addReturns(moves, from, Math.min(moves.count, from + 17), deviations, sums, found);
    }
    const wanted = returnsOf(equity, 100);
    const atMoves = Float64Array.from(found, (_, j) => wanted[moves.at[j]!]!);
    expect([...found], `seed ${seed}`).toEqual([...atMoves]);
    expect(deviations, `seed ${seed}`).toEqual(addDeviations(deviationsAround(0.001), atMoves));
    expect(sums, `seed ${seed}`).toEqual(addSums(sumsAround(0), atMoves));
  }
});
