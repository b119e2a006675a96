import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Account, applyFill, deposit, openAccount } from "./account.ts";
import { type Instrument, notionalOf } from "./instrument.ts";
import { liquidationPrice, marginIn } from "./margin.ts";
import { isRejected } from "./rejection.ts";
import { anyPrice, future, inverse, linear, linearFuture, spot } from "./testing/instruments.ts";

interface Held {
  readonly instrument: Instrument;
  readonly lots: number;
  readonly price: number;
}

/** A hedged account with a deposit in every currency and some positions, booked without fees. */
function holding(mode: Account["mode"], cash: number, held: readonly Held[]): Account {
  let account = openAccount(
    mode,
    held.map(({ instrument }) => instrument),
  );
  for (const currency of new Set(held.map(({ instrument }) => instrument.settle))) {
    account = deposit(account, currency, cash);
  }
  for (const { instrument, lots, price } of held) {
    const next = applyFill(account, {
      symbol: instrument.symbol,
      side: lots > 0 ? "buy" : "sell",
      lots: Math.abs(lots),
      price,
      liquidity: "maker",
      ts: 0,
      fee: { amount: 0, currency: instrument.settle },
      ...(mode === "hedged" ? { leg: lots > 0 ? "long" : "short" } : {}),
    });
    if (isRejected(next)) throw new Error(next.rule);
    account = next;
  }
  return account;
}

describe("margin", () => {
  test("is the rates' share of the notional, both legs counted", () => {
    const account = holding("hedged", 1_000, [
      { instrument: linear, lots: 3_000, price: 1_000 },
      { instrument: linear, lots: -1_000, price: 1_000 },
    ]);
    const marks = { [linear.symbol]: 1_100 };
    expect(marginIn(account, "USDT", marks)).toEqual({
      equity: 1_200,
      used: 440,
      maintenance: 220,
      free: 760,
    });
    expect(marginIn(account, "BTC", marks)).toEqual({ equity: 0, used: 0, maintenance: 0, free: 0 });
  });

  test("liquidates a long below and a short above its entry; never what is fully paid", () => {
    const at = (instrument: Instrument, lots: number, cash: number) =>
      liquidationPrice(holding("net", cash, [{ instrument, lots, price: 1_000 }]), instrument.symbol, {
        [instrument.symbol]: 1_000,
      });
    // 1 coin at 1,000 on 100: equity 100 + p - 1,000 = 0.05 p.
    expect(at(linear, 1_000, 100)).toBeCloseTo(900 / 0.95, 9);
    expect(at(linear, -1_000, 100)).toBeCloseTo(1_100 / 1.05, 9);
    // 1,000 quote money at 1,000 is one coin, on 0.1 coins: 0.1 + 1 - 1,000 / p = 0.05 * 1,000 / p.
    expect(at(inverse, 10, 0.1)).toBeCloseTo(1_050 / 1.1, 9);
    expect(at(inverse, -10, 0.1)).toBeCloseTo(950 / 0.9, 9);
    expect(at(spot, 10, 100_000)).toBeNaN();
    // One coin short for each coin owned: no price can take it.
    expect(at(inverse, -10, 1)).toBeNaN();
    expect(liquidationPrice(openAccount("net", [spot]), spot.symbol, {})).toBeNaN();
    expect(liquidationPrice(openAccount("net", []), "X", {})).toBeNaN();
  });

  test("marked at the liquidation price, equity is the maintenance margin", () => {
    let found = 0;
    const lots = fc.integer({ min: -100_000, max: 100_000 }).filter((count) => count !== 0);
    const position = (instrument: Instrument) =>
      fc.record({ instrument: fc.constant(instrument), lots, price: anyPrice });
    const anyCase = fc.record({
      mode: fc.constantFrom("net", "hedged"),
      held: fc.oneof(
        fc.tuple(position(linear), position(linearFuture), position(linear)),
        fc.tuple(position(inverse), position(inverse)),
        fc.tuple(position(future)),
      ),
      cash: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
      marks: fc.array(anyPrice, { minLength: 3, maxLength: 3 }),
    });
    fc.assert(
      fc.property(anyCase, ({ mode, held, cash, marks: prices }) => {
        const account = holding(mode as Account["mode"], cash, held);
        const marks = Object.fromEntries(held.map(({ instrument }, i) => [instrument.symbol, prices[i]!]));
        const { instrument } = held[0]!;
        const price = liquidationPrice(account, instrument.symbol, marks);
        if (price !== price) return;
        found++;
        const there = { ...marks, [instrument.symbol]: price };
        const { equity, maintenance } = marginIn(account, instrument.settle, there);
        // Relative to all the money that takes part: the two sides are sums of it.
        const scale = held.reduce(
          (sum, { instrument: each, lots: count, price: paid }) => {
            const quantity = count * each.lot.step;
            const mark = there[each.symbol]!;
            return sum + notionalOf(each, quantity, paid) + notionalOf(each, quantity, mark);
          },
          Math.max(1, cash),
        );
        expect(Math.abs(equity - maintenance) / scale).toBeLessThan(1e-9);
      }),
      { numRuns: 1_000 },
    );
    expect(found).toBeGreaterThan(200);
  });
});
