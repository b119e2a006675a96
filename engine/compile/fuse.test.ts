import { describe, expect, test } from "vitest";
import { createTable, type Node } from "../graph/node.ts";
import { traceMarket } from "../graph/strategy.ts";
import { add, and, crossOver, crossUnder, gt, hold, latch, mul, sma, sub, where } from "../ops/index.ts";
import { createBuffers } from "./buffers.ts";
import { createColumns } from "./columns.ts";
import { groupOf } from "./fuse.ts";
import { cleanColumn } from "./testing/series.ts";

const market = traceMarket(createTable(), ["X"], 3_600_000, "X");
const { open, high, close } = market;
const quick = sma(close, 3);
const calm = sma(close, 8);
const gappy = Float64Array.from(cleanColumn("close", 300), (value, i) => (i % 7 === 3 ? Number.NaN : value));

const graphs: Record<string, readonly Node[]> = {
  "a chain that only its end reads": [latch(crossOver(quick, calm), crossUnder(quick, calm))],
  "a node that two read": [add(sub(high, open), 1), mul(sub(high, open), -0)],
  "a node that one reads twice": [mul(add(close, 1), add(close, 1))],
  "a root that another reads": [gt(close, open), and(gt(close, open), gt(high, close))],
  "operators that see gaps": [where(gt(close, hold(market.series("gappy"))), close, -5)],
  "a constant": [where(gt(close, open), 1, 0)],
};

const columnOf = ({ field }: { field: string }) => (field === "gappy" ? gappy : cleanColumn(field, 300));

describe("columns that are computed together", () => {
  test.each(Object.entries(graphs))("%s: equal those computed one by one", (_, roots) => {
    const alone = createColumns(300, columnOf);
    const buffers = createBuffers(2 ** 20);
    for (let round = 0; round < 3; round++) {
      const together = createColumns(300, columnOf, { roots, buffers });
      for (const root of roots) {
        const [want, got] = [alone.of(root), together.of(root)];
        expect([...got].findIndex((value, i) => !Object.is(value, want[i]))).toBe(-1);
      }
      // What the next round takes is full of this one's values.
      for (const root of roots) if (root.body.type === "call") buffers.give(together.of(root));
    }
  });

  test("a long chain is cut into several loops", () => {
    let node = add(close, 0);
    for (let k = 1; k < 40; k++) node = add(node, k);
    expect(groupOf(node, () => true).calls.length).toBe(17);
    const column = createColumns(300, columnOf, { roots: [node], buffers: createBuffers(2 ** 20) }).of(node);
    expect(column).toEqual(createColumns(300, columnOf).of(node));
  });
});

describe("buffers", () => {
  test("give back what was given, of one length, up to a bound", () => {
    const buffers = createBuffers(2 * 8 * 4);
    const [a, b, c] = [new Float64Array(4), new Float64Array(4), new Float64Array(4)];
    for (const column of [a, b, c]) buffers.give(column!);
    expect(buffers.take(4)).toBe(b);
    expect(buffers.take(4)).toBe(a);
    expect([a, b, c]).not.toContain(buffers.take(4));
    buffers.give(a!);
    expect(buffers.take(5)).toHaveLength(5);
    buffers.give(new Float64Array(6));
    buffers.give(new Float64Array(3));
    expect(buffers.take(6)).toHaveLength(6);
  });
});
