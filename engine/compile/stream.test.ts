import { describe, expect, test } from "vitest";
import { constantNode, createTable, sourceNode } from "../graph/node.ts";
import { number, op } from "../graph/op.ts";
import { add, sma } from "../ops/index.ts";
import { createStream } from "./stream.ts";

const table = createTable();
const close = sourceNode(table, "A", "close");

describe("stream", () => {
  test("reads roots and what they are made of, one bar at a time", () => {
    const root = add(sma(close, 2), 10);
    const stream = createStream([root]);
    expect(stream.sources).toEqual([{ type: "source", symbol: "A", field: "close" }]);
    const seen = [1, 3, Number.NaN, 5].map((value) => {
      stream.values[0] = value;
      stream.step();
      return [stream.read(sma(close, 2)), stream.read(root)];
    });
    const no = Number.NaN;
    expect(seen).toEqual([
      [no, no],
      [2, 12],
      [no, no],
      [4, 14],
    ]);
  });

  test("two streams of one graph share no state", () => {
    const node = sma(close, 2);
    const [one, two] = [createStream([node]), createStream([node])];
    for (const value of [1, 2]) {
      one.values[0] = value;
      one.step();
    }
    two.values[0] = 9;
    two.step();
    expect([one.read(node), two.read(node)]).toEqual([1.5, Number.NaN]);
  });

  test("an infinite result is not known", () => {
    const burst = op({ name: "burst", inputs: [number], step: (_, x) => 1 / x });
    const stream = createStream([burst(close)]);
    stream.values[0] = 0;
    stream.step();
    expect(stream.read(burst(close))).toBeNaN();
  });

  test("a constant root reads at once", () => {
    const constant = constantNode(table, 1);
    const stream = createStream([constant]);
    stream.step();
    expect(stream.read(constant)).toBe(1);
  });
});
