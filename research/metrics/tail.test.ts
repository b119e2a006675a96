import { expect, test } from "vitest";
import { normal, seeded } from "../../engine/core/random.ts";
import { sortedQuantile } from "../stats/quantile.ts";
import { meanAtMost, noGuess, tailsOf } from "./tail.ts";

/** Both tails by their definitions, from the returns of all bars. */
function textbook(returns: Float64Array) {
  const sorted = returns.slice().sort();
  const [q01, q05, q95] = [0.01, 0.05, 0.95].map((p) => sortedQuantile(sorted, p)) as [
    number,
    number,
    number,
  ];
  return {
    q01,
    q05,
    q95,
    shortfall01: meanAtMost(returns, q01),
    shortfall05: meanAtMost(returns, q05),
    best: sorted.at(-1)!,
    worst: sorted[0]!,
  };
}

test("tails of moves are those of all returns, bit for bit, whatever was guessed", () => {
  const guess = noGuess();
  for (let seed = 1; seed <= 400; seed++) {
    const random = seeded(seed);
    const n = 1 + Math.floor((seed % 10 === 0 ? 12_000 : 120) * random());
    // From runs that never rest to those that nearly always do, and from those that only win to those that only lose.
    const [rests, rises] = [random() ** 2, Math.min(1, Math.max(0, 1.4 * random() - 0.2))];
    const returns = Float64Array.from({ length: n }, () => {
      if (random() < rests) return 0;
      return (random() < rises ? 1 : -1) * Math.abs(0.01 * normal(random));
    });
    // A move may have a return of 0, too.
    const moves = returns.filter((r, t) => t === 0 || r !== 0);
    const [below, above] = [returns.filter((r) => r < 0).length, returns.filter((r) => r > 0).length];
    if (seed % 7 === 0)
      Object.assign(guess, { q01: -0.03 * random(), q05: -0.02 * random(), q95: 0.02 * random() });
    const wanted = textbook(returns);
    expect(tailsOf(moves, n, below, above), `seed ${seed}`).toEqual(wanted);
    expect(tailsOf(moves, n, below, above, guess), `seed ${seed}, guessed`).toEqual(wanted);
    expect(tailsOf(moves, n, below, above, guess), `seed ${seed}, guessed right`).toEqual(wanted);
  }
});
