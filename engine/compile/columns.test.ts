import { describe, expect, test } from "vitest";
import { UserError } from "../core/errors.ts";
import { constantNode, createTable, sourceNode } from "../graph/node.ts";
import { number, op } from "../graph/op.ts";
import { add, gt, sma } from "../ops/index.ts";
import { createColumns } from "./columns.ts";
import { evaluate, evaluateAcross } from "./evaluate.ts";

const table = createTable();
const close = sourceNode(table, "A", "close");

describe("columns", () => {
  test("compute each node once", () => {
    let calls = 0;
    const counted = op({
      name: "counted",
      inputs: [number],
      step: (_, x) => {
        calls++;
        return x;
      },
    });
    const columns = createColumns(3, () => Float64Array.of(1, 2, 3));
    const node = counted(close);
    expect(columns.of(add(node, node))).toEqual(Float64Array.of(2, 4, 6));
    expect(columns.of(node)).toBe(columns.of(node));
    expect(calls).toBe(3);
  });

  test("use a kernel where there is no gap, after a leading warm-up too, and the loop elsewhere", () => {
    const paths: string[] = [];
    const traced = op({
      name: "traced",
      inputs: [number, number],
      step: (_, a, b) => {
        paths.push("step");
        return a + b;
      },
      column: (_, [a, b], out) => {
        paths.push(`column of ${out.length}`);
        for (let i = 0; i < out.length; i++) out[i] = a![i]! + b![i]!;
      },
    });
    const open = sourceNode(table, "A", "open");
    const run = (left: number[], right: number[]) => {
      paths.length = 0;
      const data = new Map([
        ["close", Float64Array.from(left)],
        ["open", Float64Array.from(right)],
      ]);
      const column = createColumns(left.length, ({ field }) => data.get(field)).of(traced(close, open));
      return [[...column], [...new Set(paths)]];
    };
    const _ = Number.NaN;
    expect(run([1, 2], [3, 4])).toEqual([[4, 6], ["column of 2"]]);
    expect(run([_, 2, 3], [3, 4, 5])).toEqual([[_, 6, 8], ["column of 2"]]);
    expect(run([1, _, 3], [3, 4, 5])).toEqual([[4, _, 8], ["step"]]);
    expect(run([_, _], [1, 2])).toEqual([[_, _], []]);
    expect(run([], [])).toEqual([[], []]);
    const constant = createColumns(2, () => Float64Array.of(1, 2)).of(traced(close, 1));
    expect(constant).toEqual(Float64Array.of(2, 3));
  });

  test("constants become columns where they are asked for", () => {
    expect(createColumns(2, () => undefined).of(constantNode(table, 4))).toEqual(Float64Array.of(4, 4));
    expect(createColumns(1, () => Float64Array.of(5)).of(gt(3, close))).toEqual(Float64Array.of(0));
  });

  test("say which column the data lacks", () => {
    const make = () => createColumns(2, () => undefined).of(sma(close, 2));
    expect(make).toThrow(UserError);
    expect(make).toThrow('the data of A has no column "close"');
  });
});

describe("evaluate", () => {
  test("refuses columns of different length, none, and what is no series", () => {
    expect(() => evaluate({ a: [1], b: [1, 2] }, (m) => m.series("a"))).toThrow(
      "columns must be of one length; were 1, 2",
    );
    expect(() => evaluateAcross({ A: {} }, (m) => m.close)).toThrow(
      "columns must be of one length; were none",
    );
    expect(() => evaluate({ a: [1] }, () => 1 as never)).toThrow(
      "an expression must give a series; gave number",
    );
  });

  test("names a missing column in both modes", () => {
    for (const mode of ["column", "stream"] as const) {
      expect(() => evaluate({ a: [1] }, (m) => sma(m.close, 1), { mode })).toThrow(
        'the data of X has no column "close"',
      );
    }
  });
});
