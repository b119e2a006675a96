import { describe, expect, test } from "vitest";
import { batteries, binomialInterval, gateRate, rateText } from "./gate.ts";
import { gateDataset } from "./gate-market.ts";

/** As many as fit into some seconds; the benchmark takes 200 of each. */
const sizes = [40, 5];

describe("the gate, on markets of which the truth is known", () => {
  test.each(batteries.map((battery, k) => [battery.name, battery, sizes[k]!] as const))(
    "%s are few enough",
    (name, { kind, most, wrong }, markets) => {
      const rate = gateRate(kind, markets);
      const count = wrong(rate);
      console.log(`${name}: ${rateText(count, markets)}; shut by ${JSON.stringify(rate.shutBy)}`);
      expect(count / markets).toBeLessThanOrEqual(most);
    },
    240_000,
  );
});

test("a market of the battery has the drift that is stated", () => {
  const market = { seed: 5, bars: 20_000, sigma: 0.03, edge: 0.3, days: 1e9 };
  const { close, open } = gateDataset(market).bars;
  const steps = close.map((price, i) => Math.log(price / open[i]!));
  const mean = steps.reduce((sum, x) => sum + x, 0) / steps.length;
  const deviation = Math.sqrt(steps.reduce((sum, x) => sum + (x - mean) ** 2, 0) / steps.length);
  // A half of the variance is taken off, so that a random walk's price has no drift.
  expect(Math.abs(mean + 0.03 ** 2 / 2)).toBeCloseTo(0.3 * 0.03, 3);
  expect(deviation).toBeCloseTo(0.03, 3);
});

test("intervals of a rate hold it, and are those of Clopper and Pearson", () => {
  const [low, high] = binomialInterval(3, 200);
  expect([low, high].map((x) => Number(x.toFixed(4)))).toEqual([0.0031, 0.0432]);
  expect(binomialInterval(200, 200)[1]).toBe(1);
});
