import { beforeAll, describe, expect, test } from "vitest";
import { detectBiases, detectors } from "./detect.ts";
import { pairsOf } from "./pairs.ts";
import { parseBiasRecord } from "./parse-record.ts";
import { rankCorrelation, rankSum } from "./ranks.ts";
import type { BiasTrade } from "./record.ts";
import { simulateBook, simulateTrader, type Temper } from "./testing/simulate.ts";

const level = 0.05;

const kinds = [
  ["one position at a time", 1_000, 20_000, simulateTrader],
  ["three positions in one market", 500, 30_000, simulateBook],
] as const;

describe.each(kinds)("on honest records of %s", (kind, records, firstSeed, simulate) => {
  /** How far a rate over so many records strays from its chance, at 3.3 deviations of the binomial law (1 in 1,000). */
  const slack = 3.3 * Math.sqrt((level * (1 - level)) / records);
  const marks = new Map<string, number>();
  let any = 0;

  beforeAll(() => {
    for (let seed = firstSeed; seed < firstSeed + records; seed++) {
      const { findings } = detectBiases(simulate(seed), "person", level);
      for (const { name, p } of findings) if (p <= level) marks.set(name, (marks.get(name) ?? 0) + 1);
      if (findings.some(({ verdict }) => verdict === "marked")) any++;
    }
    const percent = (count: number): string => `${((count / records) * 100).toFixed(1)}%`;
    const rates = detectors.map(({ name }) => `${name} ${percent(marks.get(name) ?? 0)}`);
    console.log(
      `${kind}: false positives at 5%, seeds ${firstSeed} to ${firstSeed + records - 1}: ${rates.join(", ")}; any after Holm ${percent(any)}`,
    );
  }, 120_000);

  test.each(detectors.map(({ name }) => name))("%s has its nominal rate of false positives", (name) => {
    const rate = (marks.get(name) ?? 0) / records;
    expect(rate).toBeLessThan(level + slack);
    // Moves of whole bars are less peaked than the law that the test of anchoring allows for: it errs to the safe side.
    if (name !== "anchoring") expect(rate).toBeGreaterThan(level - slack);
  });

  test("any mark at all is as rare as Holm promises", () =>
    expect(any / records).toBeLessThan(level + slack));
});

const tempers: readonly (readonly [name: string, temper: Temper])[] = [
  ["revenge trading", { revenge: 0.5 }],
  ["loss aversion", { disposition: 1.7 }],
  ["chasing", { chase: 0.3 }],
  ["overtrading", { overtrade: 0.005 }],
  ["martingale sizing", { martingale: 1.3 }],
  ["anchoring", { anchor: 0.4 }],
  ["recency", { recency: 0.3 }],
];

test.each(tempers)("%s is found where it was planted", (name, temper) => {
  const seeds = Array.from({ length: 60 }, (_, k) => 50_000 + k);
  const found = seeds.filter((seed) =>
    detectBiases(simulateTrader(seed, temper), "person").findings.some(
      (finding) => finding.name === name && finding.verdict === "marked",
    ),
  ).length;
  console.log(
    `${name} ${JSON.stringify(temper)}: found in ${found} of ${seeds.length}, seeds from ${seeds[0]}`,
  );
  expect(found / seeds.length).toBeGreaterThanOrEqual(0.8);
});

test("rank tests give what their definitions do", () => {
  // All 20 ways to choose 3 of 6 ranks: the least sum is 1 of 20; the normal law with continuity says 4%.
  expect(rankSum([1, 2, 3], [4, 5, 6])).toMatchObject({ lessShare: 1, p: expect.closeTo(0.0404, 3) });
  expect(rankSum([1, 1], [1, 1]).p).toBeNaN();
  expect(rankSum([1, 2, 2], [2, 3]).lessShare).toBeCloseTo(5 / 6, 12);
  expect(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1]).rho).toBe(-1);
  expect(rankCorrelation([1, 2, 2], [5, 5, 5]).rho).toBeNaN();
});

const trade = (entryMs: number, exitMs: number, result: number): BiasTrade => ({
  symbol: "A",
  side: "long",
  entryMs,
  exitMs,
  entryPrice: 100,
  exitPrice: 101,
  exposure: 1,
  return: result,
  chosen: true,
  open: false,
});

test("an act is paired with the last result before it, and no result counts twice", () => {
  const [a, b, c, d] = [trade(0, 10, -1), trade(5, 12, 1), trade(15, 20, 1), trade(16, 30, 1)];
  const record = { trades: [a!, b!, c!, d!], series: new Map(), overrides: [13, 22] };
  expect(pairsOf(record)).toEqual([{ before: b, after: c, delayMs: 3 }]);
  expect(pairsOf(record, true)).toEqual([
    { before: b, after: undefined, delayMs: 1 },
    { before: c, after: undefined, delayMs: 2 },
  ]);
});

test("too little to tell is said, and never a number", () => {
  const { findings } = detectBiases({ trades: [], series: new Map(), overrides: [] }, "person");
  for (const { verdict, p, adjusted, reason } of findings) {
    expect(verdict).toBe("not measurable");
    expect([p, adjusted]).toEqual([Number.NaN, Number.NaN]);
    expect(reason).not.toBe("");
  }
});

test("a journal is read by line and field", () => {
  const { kind, ...rest } = { kind: "trade", ...trade(0, 10, 0.01) };
  const line = { kind, ...rest };
  const record = parseBiasRecord([
    { kind: "price", symbol: "A", atMs: 5, close: 2 },
    { kind: "price", symbol: "A", atMs: 1, close: 1 },
    { ...line, entryMs: 3 },
    line,
    { kind: "add", atMs: 7, allowed: false },
    { kind: "halt", atMs: 8 },
    { kind: "heartbeat" },
    { kind: "heartbeat" },
    { at: 1 },
  ]);
  expect(record.trades.map(({ entryMs }) => entryMs)).toEqual([0, 3]);
  expect([...record.series.get("A")!.close]).toEqual([1, 2]);
  expect(record.overrides).toEqual([7]);
  expect(record.passedOver).toEqual({ heartbeat: 2, "": 1 });
  expect(record.understood).toBe(6);
  expect(() => parseBiasRecord([line, { ...line, side: "up" }])).toThrow(
    "line 2: side must be long or short; was up",
  );
  expect(() => parseBiasRecord([{ ...line, exposure: 0 }])).toThrow(
    "line 1: exposure must be above 0; was 0",
  );
  expect(() => parseBiasRecord([{ ...line, exitMs: -1 }])).toThrow("exitMs must be no earlier");
  expect(() => parseBiasRecord([{ ...line, open: 1 }])).toThrow("open must be true or false");
  expect(() => parseBiasRecord([{ kind: "price", symbol: "", atMs: 1, close: 1 }])).toThrow(
    "symbol must be a text",
  );
  expect(() => parseBiasRecord([[1]])).toThrow("line 1 must be a record; was [1]");
  const sold = { ...line, side: "short", entryPrice: 100, exitPrice: 90 };
  expect(() => parseBiasRecord([{ ...sold, return: -0.1 }])).toThrow(
    "line 1: return must be what side and prices come to (short from 100 to 90: 0.1) but for fees and funding, as a fraction; was -0.1",
  );
  expect(() => parseBiasRecord([{ ...sold, return: 10 }])).toThrow("as a fraction; was 10");
  // Fees, settlement in the coin, and the funding of a year are no contradiction.
  for (const [exitMs, result] of [
    [10, 0.06],
    [10, 1 / 0.9 - 1],
    [365 * 86_400_000, 0.5],
  ] as const) {
    expect(parseBiasRecord([{ ...sold, exitMs, return: result }]).trades).toHaveLength(1);
  }
  expect(() => parseBiasRecord([7])).toThrow("line 1 must be a record; was 7");
});
