import { expect, test } from "vitest";
import type { Bars, Dataset } from "../engine/trade/bars.ts";
import { admit } from "./admit.ts";
import { takeRows } from "./columns.ts";
import { regularBars } from "./testing/bars.ts";

const all = regularBars(300);

/** Bars without the rows of the given indices. */
const without = (...left: readonly number[]): Dataset => {
  const index = Array.from({ length: 300 }, (_, i) => i).filter((i) => !left.includes(i));
  const bars: Bars = { symbol: "TEST", timeframeMs: all.timeframeMs, ...takeRows(all, index) };
  const identity = {
    name: "file:TEST:1h",
    symbol: "TEST",
    exchange: "file",
    timeframe: "1h",
    source: "made by hand",
    sha256: "0".repeat(64),
    rows: bars.ts.length,
    fromMs: bars.ts[0]!,
    toMs: all.ts[299]! + all.timeframeMs,
    synthetic: false,
    allowed: [],
  };
  return { bars, identity };
};

test("defects of the bars that only warm up are noted, not refused", () => {
  const dirty = without(50, 51);
  expect(() => admit(dirty)).toThrow("has defects: 1 gap, 2 bars missing (after 2024-01-03 01:00)");
  expect(() => admit(dirty, [], all.ts[40])).toThrow("1 gap, 2 bars missing");
  const { identity, bars } = admit(dirty, [], all.ts[100]);
  expect(identity.allowed).toEqual([]);
  expect(identity.notes).toEqual([
    "before 2024-01-05 04:00, where bars only warm up: 1 gap, 2 bars missing (after 2024-01-03 01:00)",
  ]);
  expect(bars.ts).toHaveLength(298);
});

test("only what lies within the period is counted and named", () => {
  const dirty = without(50, 150);
  expect(() => admit(dirty, [], all.ts[100])).toThrow(/1 gap, 1 bar missing \(after 2024-01-07 05:00\)/);
  const { identity } = admit(dirty, ["gaps"], all.ts[100]);
  expect(identity.allowed).toEqual(["1 gap, 1 bar missing (after 2024-01-07 05:00)"]);
  expect(identity.allowedKinds).toEqual(["gaps"]);
  expect(identity.notes).toHaveLength(1);
});

test("a gap that reaches into the period counts", () => {
  expect(() => admit(without(99, 100, 101), [], all.ts[100])).toThrow("1 gap, 3 bars missing");
});

test("disorder is refused wherever it is, since time must rise", () => {
  const index = Array.from({ length: 300 }, (_, i) => (i === 5 ? 6 : i === 6 ? 5 : i));
  const { bars, identity } = without();
  const mixed = { bars: { ...bars, ...takeRows(bars, index) }, identity };
  expect(() => admit(mixed, [], all.ts[100])).toThrow("1 bar before an earlier one");
  expect(admit(mixed, ["disorder"], all.ts[100]).bars.ts).toEqual(all.ts);
});
