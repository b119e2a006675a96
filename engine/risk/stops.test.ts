import { describe, expect, test } from "vitest";
import type { Lot } from "../trade/position.ts";
import type { StopLimits } from "./limits.ts";
import { researchLimits } from "./profiles.ts";
import { atrStop, fixedStop, guardLot, nearer, setsStops } from "./stops.ts";

const lotOf = (some: Partial<Lot>): Lot => ({
  quantity: 1,
  entryPrice: 100,
  entryIndex: 5,
  entryTs: 0,
  moment: "open",
  feePerUnit: 0,
  stop: Number.NaN,
  takeProfit: Number.NaN,
  tick: undefined,
  trailDistance: Number.NaN,
  trailFraction: Number.NaN,
  best: 100,
  highest: 100,
  lowest: 100,
  trail: Number.NaN,
  lastIndex: Number.POSITIVE_INFINITY,
  ...some,
});
const guarded = (lot: Partial<Lot>, stops: Partial<StopLimits>, range = 2): Lot =>
  guardLot(lotOf(lot), { ...researchLimits.stops, ...stops }, range);

describe("stops of the limits", () => {
  test("stand at a fraction of the entry and at a multiple of the range, on the losing side", () => {
    expect([fixedStop(100, 1, 0.1), fixedStop(100, -1, 0.1)]).toEqual([90, 110.00000000000001]);
    expect([atrStop(100, 1, 3, 2), atrStop(100, -1, 3, 2)]).toEqual([94, 106]);
    expect([
      nearer(1, 90, 95),
      nearer(-1, 110, 105),
      nearer(1, Number.NaN, 3),
      nearer(1, 3, Number.NaN),
    ]).toEqual([95, 105, 3, 3]);
  });

  test.each([
    ["a fixed stop where there is none", {}, { fixed: 0.1 }, { stop: 90 }],
    ["the strategy's where it is nearer", { stop: 95 }, { fixed: 0.1 }, { stop: 95 }],
    ["the fixed one where that is nearer", { stop: 85 }, { fixed: 0.1 }, { stop: 90 }],
    ["the range where it is nearer than the fixed one", {}, { fixed: 0.1, atr: 3 }, { stop: 94 }],
    ["above a short", { quantity: -1, stop: 120 }, { atr: 3 }, { stop: 106 }],
    ["a trailing one", {}, { trail: 0.05 }, { trailFraction: 0.05, trail: 95 }],
    [
      "the strategy's trailing one where it is nearer",
      { trailDistance: 3, trail: 97 },
      { trail: 0.05 },
      { trail: 97 },
    ],
    [
      "the limits' where it is nearer",
      { trailDistance: 8, trail: 92 },
      { trail: 0.05 },
      { trailDistance: Number.NaN, trailFraction: 0.05, trail: 95 },
    ],
    ["an exit by time", {}, { bars: 3 }, { lastIndex: 8 }],
    ["an exit by time after a close", { moment: "close" }, { bars: 3 }, { lastIndex: 9 }],
    ["the strategy's exit by time where it is sooner", { lastIndex: 6 }, { bars: 3 }, { lastIndex: 6 }],
  ] as const)("give %s", (_, lot, stops, want) => {
    expect(guarded(lot, stops)).toMatchObject(want);
  });

  test("that rest on a range are not there before it is known", () => {
    expect(guarded({}, { atr: 3 }, Number.NaN).stop).toBeNaN();
    expect(guarded({}, { atr: 3, fixed: 0.1 }, Number.NaN).stop).toBe(90);
  });

  test("are set by any of their limits alone", () => {
    expect(setsStops(researchLimits.stops)).toBe(false);
    for (const stops of [{ fixed: 0.1 }, { atr: 1 }, { trail: 0.1 }, { bars: 1 }]) {
      expect(setsStops({ ...researchLimits.stops, ...stops })).toBe(true);
    }
  });
});
