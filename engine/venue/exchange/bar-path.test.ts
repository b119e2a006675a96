import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../core/random.ts";
import { barPath } from "./bar-path.ts";
import { desk } from "./testing/desk.ts";

const price = fc.double({ min: 1, max: 1_000, noNaN: true });

test("a path begins at the open, ends at the close, touches both extremes and trades the volume", () => {
  fc.assert(
    fc.property(
      fc.array(price, { minLength: 4, maxLength: 4 }),
      fc.nat(),
      fc.integer({ min: 0, max: 50 }),
      (four, seed, mean) => {
        const [open, close] = [four[0]!, four[1]!];
        const [high, low] = [Math.max(...four), Math.min(...four)];
        const path = barPath(seeded(seed), { open, high, low, close, volume: 10 }, mean);
        const prices = path.map((trade) => trade.price);
        expect([prices[0], prices.at(-1)]).toEqual([open, close]);
        expect([Math.max(...prices), Math.min(...prices)]).toEqual([high, low]);
        expect(path.reduce((sum, { quantity }) => sum + quantity, 0)).toBeCloseTo(10, 9);
      },
    ),
  );
});

test("a path comes past each level within it on each of its legs", () => {
  const bar = { open: 100, high: 104, low: 90, close: 101, volume: 1 };
  const prices = (levels: number[]) => barPath(seeded(1), bar, 0, levels).map((trade) => trade.price);
  expect(prices([])).toEqual([100, 104, 90, 101]);
  expect(prices([95, 120, 104])).toEqual([100, 104, 95, 90, 95, 101]);
});

test("trades beside the corners arrive as often as asked", () => {
  const random = seeded(1);
  const bar = { open: 100, high: 110, low: 90, close: 105, volume: 1 };
  const n = 3_000;
  let trades = 0;
  for (let k = 0; k < n; k++) trades += barPath(random, bar, 8).length - 4;
  expect(Math.abs(trades / n - 8)).toBeLessThan(5 * Math.sqrt(8 / n));
});

test("a bar without volume reaches triggers and fills nobody", () => {
  const { place, see } = desk({ depth: { jitter: 0 } });
  see({ kind: "quote", ts: 0, symbol: "BTC/USDT", bid: 99.5, ask: 100.5 });
  place("a", { price: "97", quantity: "0.5" });
  place("b", { kind: "stop", trigger: "103", quantity: "0.5" });
  const bar = {
    kind: "bar",
    ts: 60_000,
    symbol: "BTC/USDT",
    open: 100,
    high: 104,
    low: 98,
    close: 101,
    volume: 0,
  } as const;
  expect(see(bar).map(({ kind }) => kind)).toEqual(["trigger", "fill"]);
});

test("of the trades that come to an order a beta part is its own, in the mean", () => {
  const { place, trade, exchange } = desk({
    partialFill: { a: 2, b: 6 },
    depth: { jitter: 0, touchNotional: 1e-3 },
  });
  trade(100, 1);
  let [sent, filled] = [0, 0];
  for (let k = 0; k < 400; k++) {
    place(`o${k}`, { price: "99", quantity: "1000" });
    trade(98.5, 100, "sell");
    sent += 10_000;
    filled += exchange.client.orders.get(`o${k}`)!.filled;
    exchange.send({ kind: "cancel", id: `o${k}`, symbol: "BTC/USDT" }, 0);
    exchange.advance(0);
    trade(100, 1, "buy");
  }
  // Mean 2 / 8, standard deviation sqrt(2 * 6 / (64 * 9)) = 0.144.
  expect(Math.abs(filled / sent - 0.25)).toBeLessThan((5 * 0.144) / Math.sqrt(400));
});
