import { deserialize, serialize } from "node:v8";
import { expect, test } from "vitest";
import { imageOf, restoreImage } from "../../core/image.ts";
import { keptRandom, type Random, seeded } from "../../core/random.ts";
import { parseFaults } from "../faults/parse-faults.ts";
import { usualLatency } from "../latency/latency.ts";
import { createExchange, type Exchange } from "./exchange.ts";
import { perpetual, spot } from "./testing/desk.ts";

const make = (): Exchange =>
  createExchange([spot, perpetual], {
    seed: 3,
    latency: usualLatency,
    faults: parseFaults({ mode: "hell", seed: 3 }),
    balances: { USDT: 1e7, BTC: 1e4 },
    depth: { touchNotional: 5_000 },
    rates: {
      weightPerMinute: 100,
      ordersPer10s: 12,
      ordersPerDay: 1e6,
      violationsMax: 5,
      banMs: 2_000,
      banMaxMs: 60_000,
    },
    partialFill: { a: 2, b: 2 },
    impact: { [perpetual.symbol]: { kind: "linear", coefficient: 0.1, adv: 1e5, halfLifeMs: 60_000 } },
  });

/** One thing that happens at an exchange, by chance; what it says then. */
function step(exchange: Exchange, random: Random, k: number): unknown[] {
  const now = k * 700;
  const { symbol } = random() < 0.5 ? spot : perpetual;
  const price = 100 + 5 * Math.sin(k / 30) + random();
  const drawn = random();
  if (drawn < 0.2) {
    const bar = { open: price, high: price + 1, low: price - 1, close: price + 0.5, volume: 20 };
    exchange.observe({ kind: "bar", ts: now, symbol, ...bar });
  } else if (drawn < 0.5) exchange.observe({ kind: "trade", ts: now, symbol, price, quantity: random() * 5 });
  else if (drawn < 0.9) {
    const limit = random() < 0.6;
    const level = (Math.round(2 * (price + 4 * random() - 2)) / 2).toFixed(1);
    const request = {
      clientOrderId: `o${k}`,
      symbol,
      side: random() < 0.5 ? "buy" : "sell",
      kind: limit ? "limit" : "stop",
      tif: "gtc",
      quantity: (1 + Math.floor(random() * 30) / 10).toFixed(1),
      ...(limit ? { price: level } : { trigger: level }),
    } as const;
    exchange.send({ kind: "place", request }, now);
  } else exchange.send({ kind: "cancel", id: `o${Math.floor(random() * k)}`, symbol }, now);
  return [...exchange.advance(now), ...exchange.links()];
}

test("an exchange that was kept and made to stand again goes on as the one that it was", () => {
  let said = 0;
  for (const kept of [1, 50, 400, 900]) {
    const first = make();
    const random = seeded(9);
    for (let k = 0; k < kept; k++) step(first, random, k);
    const again = make();
    again.restore!(deserialize(serialize(first.keep!())));
    const [one, other] = [seeded(kept), seeded(kept)];
    for (let k = kept; k < kept + 500; k++) {
      const messages = step(first, one, k);
      expect(step(again, other, k), `kept at ${kept}, step ${k}`).toEqual(messages);
      said += messages.length;
    }
    expect(again.client.account).toEqual(first.client.account);
    expect(again.network.struck).toEqual(first.network.struck);
  }
  expect(said).toBeGreaterThan(500);
});

test("an image keeps shared members, cycles, and what functions hold", () => {
  const build = () => {
    const inner = { value: 1, list: [1, 2] as unknown[] };
    const record = {
      inner,
      same: inner,
      map: new Map<string, unknown>([["inner", inner]]),
      set: new Set<unknown>([inner]),
      random: keptRandom(5),
      numbers: Float64Array.of(1, Number.NaN, -0),
      read: (): number => held.value,
      self: undefined as unknown,
    };
    const held = { value: 0, owner: record };
    record.self = record;
    return { ...record, held };
  };
  const first = build();
  first.held.value = 7;
  first.inner.list.push({ deep: undefined }, Number.POSITIVE_INFINITY);
  first.random();
  const again = build();
  const { held } = again;
  restoreImage([again], structuredClone(imageOf([first])));
  expect(again.held).toBe(held);
  expect(again.read()).toBe(7);
  expect(again.inner).toBe(again.same);
  expect([...again.set][0]).toBe(again.map.get("inner"));
  expect(again.inner.list).toEqual([1, 2, { deep: undefined }, Number.POSITIVE_INFINITY]);
  expect(again.random()).toBe(first.random());
  expect(Object.is(again.numbers[2], -0)).toBe(true);
});
