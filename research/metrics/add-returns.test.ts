import { expect, test } from "vitest";
import { normal, seeded } from "../../engine/core/random.ts";
import { addDeviations, deviationsAround } from "../stats/moments.ts";
import { addReturns } from "./add-returns.ts";
import { addSums, sumsAround } from "./ratios.ts";
import { returnsOf } from "./returns.ts";

test("one loop gives what the three functions give, bit for bit, ruined or not", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seeded(seed);
    const [deviations, sums] = [deviationsAround(0.001), sumsAround(0)];
    const [wantedDeviations, wantedSums] = [deviationsAround(0.001), sumsAround(0)];
    let last = 100;
    for (let block = 0; block < 3; block++) {
      let value = last;
      const equity = Float64Array.from({ length: 1 + Math.floor(40 * random()) }, () => {
        if (random() < 0.6) value *= Math.exp(0.05 * normal(random));
        // Now and then nothing is left, or less.
        return random() < 0.002 ? -1 : value;
      });
      const found = addReturns(deviations, sums, equity, last, new Float64Array(equity.length));
      const wanted = returnsOf(equity, last);
      addDeviations(wantedDeviations, wanted);
      addSums(wantedSums, wanted);
      expect([...found], `seed ${seed}`).toEqual([...wanted]);
      last = equity.at(-1)!;
    }
    expect([deviations, sums], `seed ${seed}`).toEqual([wantedDeviations, wantedSums]);
  }
});
