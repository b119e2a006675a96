import { describe, expect, test } from "vitest";
import { tripleBarrier } from "./triple-barrier.ts";

const prices = Float64Array.of(100, 101, 104, 99, 95, 100, 100.5);
const one = { profit: 1, loss: 1, bars: 4 };
const touchOf = (at: number, target: number, options = one, side?: 1 | -1) =>
  tripleBarrier(prices, [{ at, target, ...(side && { side }) }], options)[0]!;

describe("barriers", () => {
  test("profit, loss and time", () => {
    expect(touchOf(0, 0.03)).toMatchObject({ touch: 2, barrier: "profit", label: 1 });
    expect(touchOf(2, 0.03)).toMatchObject({ touch: 3, barrier: "loss", label: -1 });
    expect(touchOf(0, 0.2)).toMatchObject({ touch: 4, barrier: "time", label: -1, truncated: false });
  });

  test("strictly beyond: a close on the barrier touches nothing", () => {
    const quarter = Float64Array.of(4, 5, 6);
    expect(tripleBarrier(quarter, [{ at: 0, target: 0.25 }], one)[0]!.touch).toBe(2);
  });

  test("0 disables a barrier", () => {
    expect(touchOf(0, 0.03, { ...one, profit: 0 })).toMatchObject({ touch: 4, barrier: "loss" });
    expect(touchOf(2, 0.03, { ...one, loss: 0 })).toMatchObject({ touch: 6, barrier: "time" });
  });

  test("a horizon beyond the data is cut, and said", () => {
    expect(touchOf(5, 0.2)).toMatchObject({ touch: 6, truncated: true });
    expect(touchOf(6, 0.2)).toMatchObject({ touch: 6, truncated: true, return: 0, label: 0 });
  });

  test("a known side: the label is whether the bet gained", () => {
    expect(touchOf(2, 0.03, one, -1)).toMatchObject({ barrier: "profit", label: 1, side: -1 });
    expect(touchOf(0, 0.03, one, -1)).toMatchObject({ barrier: "loss", label: 0 });
  });

  test("unknown closes are passed over", () => {
    const gap = prices.with(2, Number.NaN);
    expect(tripleBarrier(gap, [{ at: 0, target: 0.03 }], one)[0]).toMatchObject({
      touch: 4,
      barrier: "loss",
    });
  });
});

test("events of small or unknown targets are left out", () => {
  const events = [0.01, 0.02, Number.NaN].map((target) => ({ at: 0, target }));
  expect(tripleBarrier(prices, events, { ...one, targetMin: 0.01 })).toHaveLength(1);
});

test.each([
  [{ ...one, bars: 0 }, 0, /horizon must be at least one bar; was 0/],
  [{ ...one, profit: -1 }, 0, /barriers must be at least 0; were -1 and 1/],
  [one, 9, /no price at the event 9 of 7 prices/],
])("bad input is refused", (options, at, message) => {
  expect(() => tripleBarrier(prices, [{ at, target: 0.1 }], options)).toThrow(message);
});
