import fc from "fast-check";
import { expect, test } from "vitest";
import { parseGridCount } from "../trade/grid.ts";
import type { OrderTerms } from "../trade/order-terms.ts";
import { anyInstrument, inverse, linear } from "../trade/testing/instruments.ts";
import { amendRequest, placeRequest } from "./venue-request.ts";

const limit: OrderTerms = {
  symbol: linear.symbol,
  side: "buy",
  kind: "limit",
  lots: 1_500,
  tif: "gtc",
  limitTicks: 500_005,
};

test("an order travels in decimal strings, without what it does not have", () => {
  expect(placeRequest(linear, "id", limit)).toEqual({
    clientOrderId: "id",
    symbol: linear.symbol,
    side: "buy",
    kind: "limit",
    tif: "gtc",
    quantity: "1.500",
    price: "50000.5",
  });
  const full: OrderTerms = {
    ...limit,
    triggerTicks: 3,
    trailTicks: 7,
    displayLots: 100,
    trailFraction: 0.1,
    untilMs: 9,
    postOnly: true,
    reduceOnly: true,
    leg: "long",
  };
  expect(placeRequest(inverse, "id", full)).toMatchObject({
    quantity: "1500",
    price: "250002.5",
    trigger: "1.5",
    trail: "3.5",
    trailFraction: 0.1,
    display: "100",
    untilMs: 9,
    postOnly: true,
    reduceOnly: true,
    leg: "long",
  });
  expect(placeRequest(linear, "id", { ...limit, postOnly: false, reduceOnly: false })).not.toHaveProperty(
    "postOnly",
  );
});

test("an amend carries what changes", () => {
  expect(amendRequest(linear, "id", { lots: 2 })).toEqual({
    clientOrderId: "id",
    symbol: linear.symbol,
    quantity: "0.002",
  });
  expect(amendRequest(linear, "id", { limitTicks: 5, triggerTicks: 6 })).toMatchObject({
    price: "0.5",
    trigger: "0.6",
  });
});

test("what travels is read back as the same lots and ticks", () => {
  const count = fc.integer({ min: 1, max: 1e9 });
  fc.assert(
    fc.property(anyInstrument, count, count, (instrument, lots, limitTicks) => {
      const { quantity, price } = placeRequest(instrument, "id", { ...limit, lots, limitTicks });
      expect(parseGridCount("quantity", instrument.lot, quantity)).toBe(lots);
      expect(parseGridCount("price", instrument.tick, price!)).toBe(limitTicks);
    }),
  );
});
