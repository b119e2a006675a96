import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseLimits } from "./parse-limits.ts";
import { review } from "./review.ts";
import { createRisk, type RiskRequest, type Verdict } from "./risk.ts";
import { transition } from "./standing.ts";

const request: RiskRequest = {
  symbol: 0,
  wanted: 0,
  price: 100,
  unit: 100,
  quoted: 100,
  mark: 100,
  quantity: 0,
  equity: 1000,
  others: 0,
  feeRate: 0,
  lot: 0,
  ts: 0,
};

interface Caps {
  readonly leverage?: number;
  readonly short?: boolean;
  readonly notionalMin?: number;
  readonly lot?: number;
}

function verdict(wanted: number, some: Partial<RiskRequest> = {}, caps: Caps = {}, halted = false): Verdict {
  const { leverage: grossMax = 1, short = true, notionalMin = 0, lot = 0 } = caps;
  const limits = parseLimits({ order: { notionalMin }, account: { grossMax, short } });
  const risk = createRisk({ symbols: ["X"], barsPerYear: 365 }, limits, 1000);
  if (halted) transition(risk.state.standing, "operator-halt", 0);
  return {
    ...review(risk, {
      ...request,
      lot,
      wanted,
      ...some,
      ...(some.price !== undefined && { unit: some.price, quoted: some.price }),
    }),
  };
}
const passed = (wanted: number) => ({ quantity: wanted, rule: undefined, limit: 0, wanted });

describe("a review passes", () => {
  test.each([
    ["nothing", 0, {}, {}],
    ["what keeps within leverage", 10, {}, {}],
    ["a short where shorts are allowed", -10, {}, {}],
    ["what only reduces, however large the position", -1, { quantity: 50 }, {}],
    ["what only reduces a short", 1, { quantity: -50 }, { short: false }],
    ["what closes, below the least notional", -0.1, { quantity: 0.1 }, { notionalMin: 100 }],
    ["what closes without equity", -5, { quantity: 5, equity: -10 }, {}],
    ["an excess that is only rounding", 10 * (1 + 1e-13), {}, {}],
  ] as const)("%s", (_, wanted, some, cap) => {
    expect(verdict(wanted, some, cap)).toEqual(passed(wanted));
    expect(
      verdict(wanted, some, cap, Math.abs((some as { quantity?: number }).quantity ?? 0) > 0 || wanted === 0),
    ).toEqual(passed(wanted));
  });
});

describe("a review names rule, limit and wanted value", () => {
  test.each([
    ["leverage cuts", 15, {}, {}, { quantity: 10, rule: "leverage", limit: 1000, wanted: 1500 }],
    [
      "leverage counts the other symbols",
      5,
      { others: 800 },
      {},
      { quantity: 2, rule: "leverage", limit: 1000, wanted: 1300 },
    ],
    [
      "leverage counts what is held",
      5,
      { quantity: 8 },
      {},
      { quantity: 2, rule: "leverage", limit: 1000, wanted: 1300 },
    ],
    [
      "leverage leaves room for the fee",
      15,
      { feeRate: 0.25 },
      {},
      { quantity: 8, rule: "leverage", limit: 1000, wanted: 1500 },
    ],
    [
      "a rebate makes no room",
      15,
      { feeRate: -0.25 },
      {},
      { quantity: 10, rule: "leverage", limit: 1000, wanted: 1500 },
    ],
    [
      "leverage cuts to whole lots",
      15,
      {},
      { lot: 3 },
      { quantity: 9, rule: "leverage", limit: 1000, wanted: 1500 },
    ],
    [
      "leverage refuses without room",
      5,
      { others: 1000 },
      {},
      { quantity: 0, rule: "leverage", limit: 1000, wanted: 1500 },
    ],
    [
      "leverage refuses where the room is rounding",
      5,
      { others: 1000 - 1e-10 },
      {},
      { quantity: 0, rule: "leverage", limit: 1000, wanted: 1500 - 1e-10 },
    ],
    [
      "leverage refuses less than a lot",
      5,
      { others: 900 },
      { lot: 2 },
      { quantity: 0, rule: "leverage", limit: 1000, wanted: 1400 },
    ],
    [
      "leverage cuts the far side of a turn",
      -25,
      { quantity: 10 },
      {},
      { quantity: -20, rule: "leverage", limit: 1000, wanted: 1500 },
    ],
    ["a short is refused", -5, {}, { short: false }, { quantity: 0, rule: "short", limit: 0, wanted: -5 }],
    [
      "a turn short becomes a close",
      -15,
      { quantity: 10 },
      { short: false },
      { quantity: -10, rule: "short", limit: 0, wanted: -5 },
    ],
    [
      "less than the least notional is refused",
      1,
      {},
      { notionalMin: 101 },
      { quantity: 0, rule: "notional-min", limit: 101, wanted: 100 },
    ],
    [
      "a turn to less than it becomes a close",
      -11,
      { quantity: 10 },
      { notionalMin: 101 },
      { quantity: -10, rule: "notional-min", limit: 101, wanted: 100 },
    ],
    [
      "without equity nothing is added",
      1,
      { equity: 0 },
      {},
      { quantity: 0, rule: "no-equity", limit: 0, wanted: 0 },
    ],
  ] as const)("%s", (_, wanted, some, cap, want) => {
    expect(verdict(wanted, some, cap)).toEqual(want);
  });

  test("a halted session adds nothing, and closes what would turn", () => {
    expect(verdict(5, {}, {}, true)).toEqual({ quantity: 0, rule: "halted", limit: 0, wanted: 5 });
    expect(verdict(-15, { quantity: 10 }, {}, true)).toEqual({
      quantity: -10,
      rule: "halted",
      limit: 0,
      wanted: -15,
    });
  });
});

test("what a review lets through adds no exposure beyond leverage, no short that is not allowed, no part of a lot", () => {
  const amount = (most: number) => fc.double({ min: 0, max: most, noNaN: true });
  const arbitrary = fc.record({
    wanted: fc.double({ min: -100, max: 100, noNaN: true }),
    held: fc.integer({ min: -40, max: 40 }),
    others: amount(3000),
    price: fc.double({ min: 1, max: 200, noNaN: true }),
    feeRate: fc.double({ min: -0.01, max: 0.05, noNaN: true }),
    leverage: fc.constantFrom(0.5, 1, 3),
    short: fc.boolean(),
    notionalMin: fc.constantFrom(0, 50),
    lot: fc.constantFrom(0, 0.5, 1),
    halted: fc.boolean(),
  });
  fc.assert(
    fc.property(
      arbitrary,
      ({ wanted: given, held, others, price, feeRate, leverage, short, notionalMin, lot, halted }) => {
        const wanted = lot === 0 ? given : Math.trunc(given / lot) * lot;
        const { quantity, rule } = verdict(
          wanted,
          { quantity: held, others, price, feeRate },
          { leverage, short, notionalMin, lot },
          halted,
        );
        const after = held + quantity;
        expect(quantity * wanted, "never against the wish").toBeGreaterThanOrEqual(0);
        expect(Math.abs(quantity), "never more than the wish").toBeLessThanOrEqual(
          Math.abs(wanted) * (1 + 1e-12),
        );
        if (rule === undefined) expect(quantity).toBe(wanted);
        const adds = held * after < 0 || Math.abs(after) > Math.abs(held);
        if (!adds) return;
        expect(halted).toBe(false);
        expect(others + Math.abs(after) * price).toBeLessThanOrEqual(leverage * 1000 * (1 + 1e-9));
        if (after < 0) expect(short).toBe(true);
        if (lot > 0) expect(Math.abs(quantity / lot - Math.round(quantity / lot))).toBeLessThan(1e-9);
        const added = Math.abs(after) - (held * after > 0 ? Math.abs(held) : 0);
        expect(added * price).toBeGreaterThanOrEqual(notionalMin * (1 - 1e-12));
      },
    ),
    { seed: 6, numRuns: 2000 },
  );
});
