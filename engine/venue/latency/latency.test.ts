import { describe, expect, test } from "vitest";
import { seeded } from "../../core/random.ts";
import { createLatency, drawLatency, isCongested, latencySpec, noLatency } from "./latency.ts";

const rising = (xs: number[]) => xs.sort((a, b) => a - b);
const at = (xs: readonly number[], p: number) => xs[Math.floor(p * xs.length)]!;

describe("the time of a leg", () => {
  test("is log-normal about its median", () => {
    const spec = latencySpec({ out: { medianMs: 10, sigma: 0.5 } });
    const latency = createLatency(spec, seeded(3));
    const ms = rising(Array.from({ length: 50_000 }, (_, k) => drawLatency(latency, "out", k)));
    expect(at(ms, 0.5)).toBeCloseTo(10, 0);
    // The 90% quantile of a standard normal is 1.28155.
    expect(Math.abs(at(ms, 0.9) / (10 * Math.exp(0.5 * 1.28155)) - 1)).toBeLessThan(0.02);
    expect(drawLatency(latency, "back", 0)).toBe(0);
  });

  test("has a tail: the 99.9% quantile lies far above that of the log-normal alone", () => {
    const spec = latencySpec({ out: { medianMs: 10, sigma: 0.1 }, tail: { chance: 0.005, shape: 1 } });
    const latency = createLatency(spec, seeded(4));
    const ms = rising(Array.from({ length: 100_000 }, (_, k) => drawLatency(latency, "out", k)));
    // One in five of the tail is the 99.9% quantile: a Pareto factor of 5.
    expect(at(ms, 0.999)).toBeGreaterThan(40);
    expect(at(ms, 0.999)).toBeLessThan(65);
    expect(at(ms, 0.99)).toBeLessThan(14);
  });

  test("is longer in bursts, in all legs at once, for the share of time that was asked for", () => {
    const one = { medianMs: 5, sigma: 0 };
    const burst = { everyMs: 900, lastsMs: 100, factor: 10 };
    const latency = createLatency(latencySpec({ out: one, back: one, burst }), seeded(5));
    let congested = 0;
    const n = 400_000;
    for (let k = 0; k < n; k++) {
      const slow = isCongested(latency, k);
      if (slow) congested++;
      if (k % 100 === 0)
        expect(drawLatency(latency, "out", k) + drawLatency(latency, "back", k)).toBe(slow ? 100 : 10);
    }
    expect(Math.abs(congested / n - 0.1)).toBeLessThan(0.02);
  });
});

test("what is not a latency is refused", () => {
  expect(latencySpec({})).toEqual(noLatency);
  expect(() => latencySpec({ owt: {} } as never)).toThrow(
    'unknown part of a latency "latency.owt"; did you mean "out"?',
  );
  expect(() => latencySpec({ out: { medianMs: -1 } })).toThrow(
    "latency.out.medianMs must be a number in [0, 600000]; was -1",
  );
});
