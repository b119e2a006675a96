import fc from "fast-check";
import { expect, test } from "vitest";
import { clientOrderId, idOf, idStem } from "./client-id.ts";

const anySource = fc.record(
  {
    run: fc.string(),
    symbol: fc.string(),
    sequence: fc.nat(Number.MAX_SAFE_INTEGER),
    part: fc.integer({ min: 1, max: 1295 }),
  },
  { requiredKeys: ["run", "symbol", "sequence"] },
);

test("an id fits every venue and follows from its source", () => {
  fc.assert(
    fc.property(anySource, (source) => {
      const id = clientOrderId(source);
      expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{0,35}$/);
      expect(clientOrderId({ ...source })).toBe(id);
    }),
  );
});

test("other sources give other ids", () => {
  fc.assert(
    fc.property(anySource, anySource, (a, b) => {
      fc.pre(
        JSON.stringify([a.run, a.symbol, a.sequence, a.part]) !==
          JSON.stringify([b.run, b.symbol, b.sequence, b.part]),
      );
      expect(clientOrderId(a)).not.toBe(clientOrderId(b));
    }),
  );
  const source = { run: "r", symbol: "BTC/USDT", sequence: 1 };
  const ids = [
    source,
    { ...source, symbol: "BTC-USDT" },
    { ...source, run: "s" },
    { ...source, part: 1 },
    { ...source, sequence: 37 },
  ];
  expect(new Set(ids.map(clientOrderId)).size).toBe(5);
});

test("an id stays what it was: orders of an older version are still found", () => {
  expect(clientOrderId({ run: "r1", symbol: "BTC/USDT", sequence: 40 })).toMatchInlineSnapshot(
    `"BTCUSDT-14-hx2y1fDZmSey"`,
  );
  expect(clientOrderId({ run: "r1", symbol: "/", sequence: 0, part: 12 })).toMatchInlineSnapshot(
    `"x-0_c-EDD_lVW-OZ8A"`,
  );
});

test("sequence and part stand in an id in base 36, as they are", () => {
  const stem = idStem("r", "BTC/USDT");
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 1295 }), (sequence, part) => {
      const back = idOf(stem, 0).slice("BTCUSDT-0".length);
      expect(idOf(stem, sequence, part)).toBe(`BTCUSDT-${sequence.toString(36)}_${part.toString(36)}${back}`);
      expect(idOf(stem, sequence)).toBe(`BTCUSDT-${sequence.toString(36)}${back}`);
    }),
  );
  for (const sequence of [1.5, -1, Number.NaN, 2 ** 53]) {
    expect(() => idOf(stem, sequence)).toThrow(
      `sequence of an order must be a whole number of at least 0; was ${sequence}`,
    );
  }
});
