import fc from "fast-check";
import { expect, test } from "vitest";
import { type OrderTerms, orderKinds, timesInForce } from "../trade/order-terms.ts";
import type { SingleCommand } from "./commands.ts";
import { createDigest, digestCommand, digestText } from "./digest.ts";

const few = (...values: readonly number[]) => fc.constantFrom(...values);
const anyTerms: fc.Arbitrary<OrderTerms> = fc.record(
  {
    symbol: fc.constantFrom("A", "B"),
    side: fc.constantFrom("buy", "sell"),
    kind: fc.constantFrom(...orderKinds),
    lots: few(1, 2, 2 ** 40),
    tif: fc.constantFrom(...timesInForce),
    limitTicks: few(1, 2),
    triggerTicks: few(1, 2),
    trailTicks: few(1, 2),
    trailFraction: few(0.1, 0.2, Number.NaN),
    displayLots: few(1, 2),
    untilMs: few(1, 1.7e12),
    postOnly: fc.boolean(),
    reduceOnly: fc.boolean(),
    leg: fc.constantFrom("long", "short"),
  },
  { requiredKeys: ["symbol", "side", "kind", "lots", "tif"] },
) as fc.Arbitrary<OrderTerms>;
const key = { symbol: fc.constant("A"), sequence: fc.constant(1) };
const change = fc.record(
  { lots: few(1, 2), limitTicks: few(1, 2), triggerTicks: few(1, 2) },
  { requiredKeys: [] },
);
const id = fc.constantFrom("", "a", "b", "ab");
const anyCommand = fc.oneof(
  fc.record({ ...key, kind: fc.constant("place"), terms: anyTerms, price: few(1, 0.5, -0, 0) }),
  fc.record({
    ...key,
    kind: fc.constant("group"),
    group: fc.constantFrom("oco", "oto", "bracket"),
    orders: fc.array(anyTerms, { maxLength: 3 }),
    price: few(1, 2),
  }),
  fc.record({ ...key, kind: fc.constant("amend"), id, change }),
  fc.record({ ...key, kind: fc.constant("cancel"), id }),
) as fc.Arbitrary<SingleCommand>;

const digestOf = (command: SingleCommand): string => {
  const digest = createDigest();
  digestCommand(command, digest);
  return digestText(digest[0]!, digest[1]!);
};

/** All that a command asks for, as a text that does not depend on the order of fields. */
const text = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => {
    if (each === null || typeof each !== "object" || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });

test("commands have one digest exactly if they ask for the same", () => {
  fc.assert(
    fc.property(anyCommand, anyCommand, (a, b) => {
      expect(digestOf(a) === digestOf(b)).toBe(text(a) === text(b));
      // As a journal gives it back.
      expect(digestOf(JSON.parse(text(a)) as SingleCommand)).toBe(digestOf(a));
    }),
    { numRuns: 3_000 },
  );
});

test("each field counts, and where it stands", () => {
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(anyCommand, (command) => {
      const [digest, content] = [digestOf(command), text(command)];
      expect(seen.get(digest) ?? content).toBe(content);
      seen.set(digest, content);
    }),
    { numRuns: 10_000 },
  );
  expect(seen.size).toBeGreaterThan(4_000);
});

test("each half of a digest is spread over its 32 bits", () => {
  const counts = [new Int32Array(64), new Int32Array(64)];
  const digest = createDigest();
  const n = 20_000;
  for (let lots = 1; lots <= n; lots++) {
    const terms: OrderTerms = { symbol: "A", side: "buy", kind: "market", lots, tif: "gtc" };
    digestCommand({ kind: "place", symbol: "A", sequence: 1, price: 1, terms }, digest);
    counts.forEach((count, half) => {
      for (let bit = 0; bit < 32; bit++) count[bit]! += (digest[half]! >>> bit) & 1;
    });
  }
  // Half of them, within six standard deviations.
  for (const count of counts) {
    for (let bit = 0; bit < 32; bit++) expect(Math.abs(count[bit]! - n / 2)).toBeLessThan(3 * Math.sqrt(n));
  }
});
