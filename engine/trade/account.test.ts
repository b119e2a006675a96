import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Account,
  type AccountFill,
  applyFill,
  applyFunding,
  deposit,
  equityIn,
  equityTotal,
  holdingOf,
  holdingsOf,
  type Marks,
  openAccount,
  purseTotal,
  settleExpiry,
  unrealisedIn,
} from "./account.ts";
import { entryPriceOf, reducibleLots } from "./holding.ts";
import { type Instrument, notionalOf, priceOfTicks, quantityOfLots, unitValue } from "./instrument.ts";
import { isRejected } from "./rejection.ts";
import {
  anyInstrument,
  anyPrice,
  future,
  instruments,
  inverse,
  linear,
  spot,
} from "./testing/instruments.ts";

const start = (instrument: Instrument, mode: Account["mode"] = "net") =>
  deposit(openAccount(mode, [instrument]), instrument.settle, 10_000);
const fillOf = (
  instrument: Instrument,
  fill: Partial<AccountFill> & { lots: number; price: number },
): AccountFill => ({
  symbol: instrument.symbol,
  side: "buy",
  liquidity: "taker",
  ts: 0,
  ...fill,
});
function booked(account: Account, fill: AccountFill): Account {
  const next = applyFill(account, fill);
  if (isRejected(next)) throw new Error(`refused by ${next.rule}`);
  return next;
}

describe("an account", () => {
  test("buys and sells coins for cash, with fees", () => {
    const bought = booked(start(spot), fillOf(spot, { lots: 10_000, price: 50_000 }));
    expect(purseTotal(bought, "USDT", "cash")).toBe(10_000 - 5_000 - 5);
    expect(entryPriceOf(spot, holdingOf(bought, spot.symbol))).toBe(50_000);
    expect(equityIn(bought, "USDT", { [spot.symbol]: 60_000 })).toBeCloseTo(10_995, 9);
    expect(unrealisedIn(bought, "USDT", { [spot.symbol]: 60_000 })).toBeCloseTo(1_000, 9);
    const sold = booked(bought, fillOf(spot, { side: "sell", lots: 10_000, price: 60_000 }));
    expect(sold.holdings).toEqual({});
    expect(purseTotal(sold, "USDT", "realised")).toBeCloseTo(1_000, 9);
    expect(purseTotal(sold, "USDT", "fees")).toBeCloseTo(11, 9);
    expect(purseTotal(sold, "USDT", "cash")).toBeCloseTo(10_989, 9);
    expect(entryPriceOf(spot, holdingOf(sold, spot.symbol))).toBeNaN();
  });

  test("turns an inverse position round at average cost", () => {
    const free = { amount: 0, currency: "BTC" };
    const long = booked(start(inverse), fillOf(inverse, { lots: 3, price: 50_000, fee: free }));
    expect(entryPriceOf(inverse, holdingOf(long, inverse.symbol))).toBeCloseTo(50_000, 9);
    const short = booked(long, fillOf(inverse, { side: "sell", lots: 5, price: 60_000, fee: free }));
    expect(holdingOf(short, inverse.symbol).lots).toBe(-2);
    expect(purseTotal(short, "BTC", "realised")).toBeCloseTo(300 * (1 / 50_000 - 1 / 60_000), 15);
    expect(entryPriceOf(inverse, holdingOf(short, inverse.symbol))).toBeCloseTo(60_000, 9);
    expect(unrealisedIn(short, "BTC", { [inverse.symbol]: 75_000 })).toBeCloseTo(
      -200 * (1 / 60_000 - 1 / 75_000),
      15,
    );
  });

  test("keeps both legs of a hedge apart", () => {
    const long = booked(start(linear, "hedged"), fillOf(linear, { leg: "long", lots: 30, price: 1_000 }));
    const both = booked(long, fillOf(linear, { leg: "short", side: "sell", lots: 10, price: 1_100 }));
    expect(holdingsOf(both, linear.symbol).map(({ leg, lots }) => [leg, lots])).toEqual([
      ["long", 30],
      ["short", -10],
    ]);
    const closed = booked(both, fillOf(linear, { leg: "long", side: "sell", lots: 30, price: 1_200 }));
    expect(holdingsOf(closed, linear.symbol).map(({ leg }) => leg)).toEqual(["short"]);
    expect(purseTotal(closed, "USDT", "realised")).toBeCloseTo(6, 12);
  });

  test("settles funding: longs pay shorts at a positive rate, inverse in coins", () => {
    const long = booked(start(linear), fillOf(linear, { lots: 2_000, price: 1_000 }));
    const paid = applyFunding(long, linear.symbol, 0.0001, 1_500);
    expect(purseTotal(paid, "USDT", "funding")).toBeCloseTo(-0.3, 12);
    const short = booked(start(inverse), fillOf(inverse, { side: "sell", lots: 10, price: 1_000 }));
    const got = applyFunding(short, inverse.symbol, 0.0001, 2_000);
    expect(purseTotal(got, "BTC", "funding")).toBeCloseTo(0.00005, 15);
    expect(applyFunding(start(linear), linear.symbol, 0.01, 1_000)).toEqual(start(linear));
    expect(() => applyFunding(long, "X", 0.01, 1)).toThrow("no instrument X in the account");
    expect(() => applyFunding(long, linear.symbol, Number.NaN, 1)).toThrow("cash of USDT changes by NaN");
  });

  test("settles a future at its settlement price, without fees", () => {
    const held = booked(start(future), fillOf(future, { lots: 4, price: 2_000, ts: future.expiryMs! - 1 }));
    const settled = settleExpiry(held, future.symbol, 2_500);
    expect(settled.holdings).toEqual({});
    expect(purseTotal(settled, "ETH", "realised")).toBeCloseTo(40 * (1 / 2_000 - 1 / 2_500), 15);
    expect(purseTotal(settled, "ETH", "fees")).toBe(purseTotal(held, "ETH", "fees"));
    expect(settleExpiry(start(future), future.symbol, 1)).toEqual(start(future));
  });

  test("charges what the venue charged, in its currency", () => {
    const fee = { amount: 0.01, currency: "BNB" };
    const bought = booked(start(spot), fillOf(spot, { lots: 1_000, price: 100, fee }));
    expect(purseTotal(bought, "BNB", "cash")).toBe(-0.01);
    expect(purseTotal(bought, "USDT", "fees")).toBe(0);
    const marks = { [spot.symbol]: 100 };
    expect(equityTotal(bought, marks, { USDT: 1, BNB: 600 })).toBeCloseTo(10_000 - 6, 9);
    expect(() => equityTotal(bought, marks, { USDT: 1 })).toThrow("no rate of BNB, which is held");
    expect(() => equityIn(bought, "USDT", {})).toThrow("no mark of BTC/USDT, which is held");
    expect(purseTotal(bought, "EUR", "cash")).toBe(0);
    expect(equityIn(bought, "EUR", marks)).toBe(0);
  });

  const held = booked(start(linear), fillOf(linear, { lots: 5, price: 1_000 }));
  const hedged = booked(
    start(linear, "hedged"),
    fillOf(linear, { leg: "short", side: "sell", lots: 5, price: 1_000 }),
  );
  test.each<[string, Account, Partial<AccountFill>, string, unknown, unknown]>([
    ["an instrument that is not here", held, { symbol: "X" }, "instrument", linear.symbol, "X"],
    ["a name of Object's own", held, { symbol: "toString" }, "instrument", linear.symbol, "toString"],
    ["a price of 0", held, { price: 0 }, "price", "a finite price above 0", 0],
    ["no price", held, { price: Number.NaN }, "price", "a finite price above 0", Number.NaN],
    ["part of a lot", held, { lots: 1.5 }, "whole-lots", "a whole number above 0", 1.5],
    ["a leg of a net account", held, { leg: "long" }, "leg", "none", "long"],
    ["no leg of a hedged account", hedged, {}, "leg", "long or short", "none"],
    ["a reduce-only order that opens", held, { reduceOnly: true }, "reduce-only", 0, 1],
    [
      "a reduce-only order that turns",
      held,
      { reduceOnly: true, side: "sell", lots: 6 },
      "reduce-only",
      5,
      6,
    ],
    [
      "a reduce-only order on an empty leg",
      hedged,
      { reduceOnly: true, side: "sell", leg: "long" },
      "reduce-only",
      0,
      1,
    ],
    ["a short leg bought through zero", hedged, { leg: "short", lots: 6 }, "hedge-leg", 5, 6],
    ["a long leg sold without one", hedged, { leg: "long", side: "sell" }, "hedge-leg", 0, 1],
  ])("refuses %s", (_, account, fill, rule, limit, wanted) => {
    const result = applyFill(account, fillOf(linear, { lots: 1, price: 1_000, ...fill }));
    expect(result).toEqual({ kind: "rejected", rule, limit, wanted });
  });

  test("refuses a fill after expiry", () => {
    const late = fillOf(future, { lots: 1, price: 10, ts: future.expiryMs! });
    expect(applyFill(start(future), late)).toMatchObject({ rule: "expired" });
  });
});

/** What may happen to an account. */
type Event =
  | { readonly kind: "fill"; readonly fill: AccountFill }
  | { readonly kind: "mark"; readonly price: number }
  | { readonly kind: "funding"; readonly rate: number };

const anyFill = (instrument: Instrument) =>
  fc.record(
    {
      symbol: fc.constant(instrument.symbol),
      side: fc.constantFrom("buy", "sell"),
      lots: fc.integer({ min: 1, max: 1_000 }),
      price: anyPrice.map((price) => priceOfTicks(instrument, Math.ceil(price / instrument.tick.step))),
      liquidity: fc.constantFrom("maker", "taker"),
      ts: fc.constant(0),
      leg: fc.constantFrom("long", "short"),
      reduceOnly: fc.boolean(),
    },
    { requiredKeys: ["symbol", "side", "lots", "price", "liquidity", "ts"] },
  ) as fc.Arbitrary<AccountFill>;

const anyHistory = anyInstrument.chain((instrument) =>
  fc.record({
    instrument: fc.constant(instrument),
    mode: fc.constantFrom("net", "hedged"),
    mark: anyPrice,
    events: fc.array(
      fc.oneof(
        { weight: 4, arbitrary: anyFill(instrument).map((fill): Event => ({ kind: "fill", fill })) },
        { weight: 2, arbitrary: anyPrice.map((price): Event => ({ kind: "mark", price })) },
        fc.double({ min: -0.01, max: 0.01, noNaN: true }).map((rate): Event => ({ kind: "funding", rate })),
      ),
      { minLength: 1, maxLength: 40 },
    ),
  }),
);

/** Leg and mode must fit, or most fills would be refused. */
const fitted = (fill: AccountFill, mode: Account["mode"]): AccountFill => {
  const { leg = "long", ...rest } = fill;
  return mode === "hedged" ? { ...rest, leg } : rest;
};

/** Plays a history and lets `watch` see each step. Returns the account and the sum of all absolute flows. */
function play(
  { instrument, mode, mark: first, events }: typeof anyHistory extends fc.Arbitrary<infer T> ? T : never,
  watch: (step: {
    before: Account;
    after: Account;
    event: Event;
    mark: number;
    was: number;
    scale: number;
  }) => void,
): { readonly account: Account; readonly marks: Marks; readonly scale: number } {
  let account = start(instrument, mode as Account["mode"]);
  let mark = first;
  let scale = 10_000;
  for (const drawn of events) {
    const event =
      drawn.kind === "fill" ? { ...drawn, fill: fitted(drawn.fill, mode as Account["mode"]) } : drawn;
    const [before, was] = [account, mark];
    if (event.kind === "mark") mark = event.price;
    if (event.kind === "funding") account = applyFunding(account, instrument.symbol, event.rate, mark);
    if (event.kind === "fill") {
      const next = applyFill(account, event.fill);
      if (!isRejected(next)) {
        account = next;
        const quantity = quantityOfLots(instrument, event.fill.lots);
        scale += 2 * notionalOf(instrument, quantity, event.fill.price);
      }
    }
    // Every number that takes part in the step: flows so far, what is held at either mark, and its cost.
    for (const holding of [
      ...holdingsOf(before, instrument.symbol),
      ...holdingsOf(account, instrument.symbol),
    ]) {
      const quantity = quantityOfLots(instrument, holding.lots);
      scale +=
        notionalOf(instrument, quantity, mark) +
        notionalOf(instrument, quantity, was) +
        Math.abs(holding.cost);
    }
    watch({ before, after: account, event, mark, was, scale });
  }
  return { account, marks: { [instrument.symbol]: mark }, scale };
}

/**
 * Each flow is a product of at most four factors and enters a compensated sum: an error of a few units of its last
 * place each, so a few of those of the sum of all magnitudes.
 */
const tolerance = (scale: number): number => 8 * Number.EPSILON * scale;
const near = (got: number, want: number, scale: number): void => {
  if (!(Math.abs(got - want) <= tolerance(scale))) expect(got, `within ${tolerance(scale)}`).toBe(want);
};

describe("conservation, over random fills, marks and funding of every kind of instrument", () => {
  test("equity changes by price moves minus costs and nothing else", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const { instrument } = history;
        const { settle, symbol } = instrument;
        play(history, ({ before, after, event, mark, was, scale }) => {
          const change =
            equityIn(after, settle, { [symbol]: mark }) - equityIn(before, settle, { [symbol]: was });
          const costs =
            purseTotal(after, settle, "fees") -
            purseTotal(before, settle, "fees") -
            (purseTotal(after, settle, "funding") - purseTotal(before, settle, "funding"));
          let moves = 0;
          for (const { lots } of holdingsOf(before, symbol)) {
            const held = quantityOfLots(instrument, lots);
            moves += held * (unitValue(instrument, mark) - unitValue(instrument, was));
          }
          if (event.kind === "fill" && after !== before) {
            const { side, lots, price } = event.fill;
            const bought = quantityOfLots(instrument, side === "buy" ? lots : -lots);
            moves += bought * (unitValue(instrument, mark) - unitValue(instrument, price));
          }
          near(change, moves - costs, scale);
        });
      }),
      { numRuns: 500 },
    );
  });

  test("realised and unrealised profit are all there is, and cash is what they say", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const { settle } = history.instrument;
        const { account, marks, scale } = play(history, () => {});
        const of = (name: Parameters<typeof purseTotal>[2]) => purseTotal(account, settle, name);
        const total = equityIn(account, settle, marks) - of("deposited");
        near(
          total,
          of("realised") + unrealisedIn(account, settle, marks) - of("fees") + of("funding"),
          scale,
        );
        const cost = Object.values(account.holdings).reduce((sum, holding) => sum + holding.cost, 0);
        near(of("cash"), of("deposited") + of("realised") - of("fees") + of("funding") - cost, scale);
      }),
      { numRuns: 500 },
    );
  });

  test("lots stay whole, legs on their side, and a reduce-only fill never opens or turns", () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        play(history, ({ before, after, event }) => {
          for (const { leg, lots } of Object.values(after.holdings)) {
            expect(Number.isSafeInteger(lots) && lots !== 0).toBe(true);
            expect(leg === "net" || lots > 0 === (leg === "long")).toBe(true);
          }
          if (event.kind !== "fill" || !event.fill.reduceOnly) return;
          const { symbol, leg } = event.fill;
          const old = holdingOf(before, symbol, leg).lots;
          const now = holdingOf(after, symbol, leg).lots;
          expect(Math.abs(now)).toBeLessThanOrEqual(Math.abs(old));
          expect(now === 0 || Math.sign(now) === Math.sign(old)).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });

  test("what a reduce-only order may trade brings the position no further than zero", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -50, max: 50 }),
        fc.constantFrom("buy", "sell"),
        fc.integer({ min: 1, max: 99 }),
        (lots, side, wanted) => {
          const holding = { symbol: "X", leg: "net", lots, cost: 0 } as const;
          const got = reducibleLots(holding, { side, lots: wanted });
          const reduces = side === "sell" ? lots > 0 : lots < 0;
          if (reduces) expect(got).toBe(Math.min(wanted, Math.abs(lots)));
          else expect(got).toEqual({ kind: "rejected", rule: "reduce-only", limit: 0, wanted });
        },
      ),
    );
  });

  test("an account given is never changed", () => {
    const before = JSON.stringify(start(linear));
    const account = start(linear);
    applyFill(account, fillOf(linear, { lots: 1, price: 10 }));
    applyFunding(account, linear.symbol, 1, 1);
    expect(JSON.stringify(account)).toBe(before);
    expect(instruments).toHaveLength(5);
  });

  test("cash does not drift over many fills", () => {
    let account = start(spot);
    const buy = fillOf(spot, { lots: 1, price: 0.1, fee: { amount: 0, currency: "USDT" } });
    for (let i = 0; i < 20_000; i++) account = booked(account, i % 2 === 0 ? buy : { ...buy, side: "sell" });
    expect(purseTotal(account, "USDT", "cash")).toBe(10_000);
  });
});
