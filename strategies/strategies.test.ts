import { describe, expect, test } from "vitest";
import { createColumns } from "../engine/compile/columns.ts";
import { createStream } from "../engine/compile/stream.ts";
import { normal, seeded } from "../engine/core/random.ts";
import type { Source } from "../engine/graph/node.ts";
import { plan, rootsOf } from "../engine/graph/strategy.ts";
import { strategies } from "./index.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const all = Object.values(strategies);
const symbolsOf = (least: number | undefined) => (least === 2 ? ["A", "B"] : ["A"]);

/** Trends that turn, and for B a price that A's leads back to: cointegrated with it. */
function market(seed: number, length: number, stepMs: number, gaps: number) {
  const random = seeded(seed);
  const columns = new Map<string, Float64Array>();
  const column = (key: string) => {
    const made = new Float64Array(length);
    columns.set(key, made);
    return made;
  };
  const level = { A: 5, B: 4 };
  let spread = 0;
  const written = (["A", "B"] as const).map((symbol) => ({
    symbol,
    ts: column(`ts@${symbol}`),
    open: column(`open@${symbol}`),
    high: column(`high@${symbol}`),
    low: column(`low@${symbol}`),
    close: column(`close@${symbol}`),
    volume: column(`volume@${symbol}`),
  }));
  for (let i = 0; i < length; i++) {
    const before = { ...level };
    level.A += 0.002 * Math.sin(i / 80) + 0.01 * normal(random) * (1 + Math.sin(i / 300));
    spread = 0.9 * spread + 0.01 * normal(random);
    level.B = 0.8 * level.A + spread;
    for (const bar of written) {
      const missing = random() < gaps;
      const [open, close] = [Math.exp(before[bar.symbol]), Math.exp(level[bar.symbol])];
      const wick = 1 + 0.005 * random();
      bar.ts[i] = missing ? Number.NaN : i * stepMs;
      bar.open[i] = missing ? Number.NaN : open;
      bar.high[i] = missing ? Number.NaN : Math.max(open, close) * wick;
      bar.low[i] = missing ? Number.NaN : Math.min(open, close) / wick;
      bar.close[i] = missing ? Number.NaN : close;
      bar.volume[i] = missing ? Number.NaN : 1 + random();
    }
  }
  return ({ symbol, field }: Source) => columns.get(`${field}@${symbol}`)!;
}

const decided = (name: string, timeframeMs: number, params: Readonly<Record<string, unknown>> = {}) => {
  const strategy = strategies[name]!;
  const made = plan(strategy, { symbols: symbolsOf(strategy.symbolsMin), timeframeMs, params });
  return { made, roots: made.decisions.flatMap((decision) => Object.values(rootsOf(decision, true))) };
};

describe.each(all)("$name", (strategy) => {
  const { name } = strategy;

  test("says what it does, and its parameters can be searched", () => {
    expect(strategies[name]).toBe(strategy);
    expect(strategy.about).toMatch(/^[A-Z].*\.$/);
    for (const param of Object.values(strategy.params)) {
      if (param.type === "flag" || param.type === "choice") expect(param.choices!.length).toBeGreaterThan(1);
      else expect(Number.isFinite(param.from! + param.to!)).toBe(true);
      expect(param.fallback).not.toBeUndefined();
    }
  });

  test("traces to this plan", () => {
    const { made } = decided(name, dayMs);
    expect(`${made.text}\nwarm-up: ${made.warmup} bars`).toMatchSnapshot();
  });

  test("the derived warm-up is where all of its decision can first be known", () => {
    const { made, roots } = decided(name, hourMs);
    const length = made.warmup + 2_000;
    const columns = createColumns(length, market(1, length, hourMs, 0));
    const firsts = roots.map((root) => columns.of(root).findIndex((value) => !Number.isNaN(value)));
    // Known at the warm-up at the soonest; later where it waits for an event such as a new month.
    if (name === "dual-momentum") expect(Math.min(...firsts)).toBeGreaterThanOrEqual(made.warmup - 24);
    else expect(Math.max(...firsts)).toBe(made.warmup);
  });

  test.each([0, 0.05])("decides the same as columns and as a stream, %f of the bars missing", (gaps) => {
    const length = 4_000;
    const columnOf = market(2, length, hourMs, gaps);
    const { roots } = decided(name, hourMs);
    const columns = createColumns(length, columnOf);
    const stream = createStream(roots);
    const inputs = stream.sources.map(columnOf);
    for (let i = 0; i < length; i++) {
      for (let k = 0; k < inputs.length; k++) stream.values[k] = inputs[k]![i]!;
      stream.step();
      for (const root of roots) {
        if (!Object.is(stream.read(root), columns.of(root)[i])) {
          throw new Error(`bar ${i}: ${stream.read(root)} as a stream, ${columns.of(root)[i]} as a column`);
        }
      }
    }
  });

  test("trades, and stays within what it says of its size", () => {
    const length = 6_000;
    const { made } = decided(name, dayMs);
    const columns = createColumns(length, market(3, length, dayMs, 0));
    for (const { target } of made.decisions) {
      const column = columns.of(target).filter((value) => !Number.isNaN(value));
      const changes = column.filter((value, i) => i > 0 && value !== column[i - 1]).length;
      expect(changes).toBeGreaterThan(4);
      expect(Math.max(...column.map(Math.abs))).toBeLessThanOrEqual(1);
    }
  });
});

describe("what is particular", () => {
  test("pairs holds one leg against the other, and nothing of a third symbol", () => {
    const length = 3_000;
    const symbols = ["A", "B", "C"];
    const { decisions } = plan(strategies.pairs!, { symbols, timeframeMs: hourMs });
    const columns = createColumns(length, market(4, length, hourMs, 0));
    const [a, b] = decisions.map(({ target }) => columns.of(target)) as [Float64Array, Float64Array];
    let held = 0;
    for (let i = 0; i < length; i++) {
      if (!(Math.abs(a[i]!) > 0)) continue;
      held++;
      expect(Math.sign(a[i]!)).toBe(-Math.sign(b[i]!));
      expect(Math.abs(a[i]!) + Math.abs(b[i]!)).toBeCloseTo(1, 12);
    }
    expect(held).toBeGreaterThan(100);
    expect(decisions[2]!.target.body).toEqual({ type: "constant", value: 0 });
  });

  test("dual momentum never holds more than it is told, and changes at the turn of a month only", () => {
    const length = 3_000;
    const { made } = decided("dual-momentum", dayMs);
    const columnOf = market(5, length, dayMs, 0);
    const columns = createColumns(length, columnOf);
    const targets = made.decisions.map(({ target }) => columns.of(target));
    const ts = columnOf({ type: "source", symbol: "A", field: "ts" });
    for (let i = made.warmup + 31; i < length; i++) {
      expect(targets[0]![i]! + targets[1]![i]!).toBeLessThanOrEqual(1);
      const turned = new Date(ts[i]!).getUTCMonth() !== new Date(ts[i - 1]!).getUTCMonth();
      if (targets[0]![i] !== targets[0]![i - 1]) expect(turned).toBe(true);
    }
  });

  test("donchian keeps the size of the entry for the whole trade", () => {
    const length = 3_000;
    const { made } = decided("donchian", dayMs);
    const target = createColumns(length, market(6, length, dayMs, 0)).of(made.decisions[0]!.target);
    for (let i = made.warmup + 1; i < length; i++) {
      if (target[i] !== target[i - 1]) expect(Math.sign(target[i]!)).not.toBe(Math.sign(target[i - 1]!));
    }
  });

  test("without shorts nothing is sold short", () => {
    for (const name of ["donchian", "vol-target-trend"]) {
      const { made } = decided(name, dayMs, { short: false });
      const target = createColumns(2_000, market(7, 2_000, dayMs, 0)).of(made.decisions[0]!.target);
      expect(Math.min(...target.filter((value) => !Number.isNaN(value)))).toBe(0);
    }
    const { made } = decided("vol-target-trend", dayMs, { short: true });
    const target = createColumns(2_000, market(7, 2_000, dayMs, 0)).of(made.decisions[0]!.target);
    expect(Math.min(...target.filter((value) => !Number.isNaN(value)))).toBeLessThan(0);
  });
});
