import { describe, expect, test } from "vitest";
import { coalesce, ema, gt, highest, sma } from "../ops/index.ts";
import { constantNode, createTable, isNode, reachable, sourceNode } from "./node.ts";
import { number, op } from "./op.ts";

const market = () => {
  const table = createTable();
  return { table, close: sourceNode(table, "A", "close"), open: sourceNode(table, "A", "open") };
};

describe("nodes are interned", () => {
  test("equal expressions are one node", () => {
    const { close, open } = market();
    expect(sma(close, 20)).toBe(sma(close, 20));
    expect(gt(sma(close, 5), open)).toBe(gt(sma(close, 5), open));
    expect(sma(close, 20)).not.toBe(sma(close, 21));
    expect(sma(close, 20)).not.toBe(sma(open, 20));
    expect(sma(close, 20)).not.toBe(highest(close, 20));
  });

  test("two operators of one name are two", () => {
    const { close } = market();
    const one = op({ name: "mine", inputs: [number], step: (_, x) => x });
    const two = op({ name: "mine", inputs: [number], step: (_, x) => -x });
    expect(one(close)).not.toBe(two(close));
  });

  test("constants are told apart by kind and by the sign of zero", () => {
    const { table } = market();
    expect(constantNode(table, 1)).toBe(constantNode(table, 1));
    expect(constantNode(table, 1)).not.toBe(constantNode(table, true));
    expect(constantNode(table, 0)).not.toBe(constantNode(table, -0));
    expect(() => constantNode(table, Number.NaN)).toThrow("a constant must be finite; was NaN");
  });

  test("nodes cannot be changed", () => {
    const { close } = market();
    expect(Object.isFrozen(sma(close, 3))).toBe(true);
  });
});

describe("what a graph knows of itself", () => {
  test("warm-up is derived", () => {
    const { close } = market();
    expect(close.warmup).toBe(0);
    expect(sma(ema(close, 10), 20).warmup).toBe(9 + 19);
    expect(gt(sma(close, 7), sma(close, 30)).warmup).toBe(29);
  });

  test("an operator that needs any of its inputs is known with the first", () => {
    const { close } = market();
    expect(coalesce(sma(close, 20), sma(close, 5)).warmup).toBe(4);
    expect(coalesce(sma(close, 20), 0).warmup).toBe(0);
  });

  test("inputs come before what is made of them, each once", () => {
    const { close, open } = market();
    const root = gt(sma(close, 3), sma(open, 3));
    const nodes = reachable([root, sma(close, 3)]);
    expect(nodes.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4]);
    expect(reachable([open])).toEqual([open]);
  });

  test("isNode knows nodes from what is none", () => {
    expect(isNode(market().close)).toBe(true);
    for (const other of [null, undefined, 1, "close", {}, { body: 1 }]) expect(isNode(other)).toBe(false);
  });
});

describe("a node in JavaScript's own operators", () => {
  const close = sourceNode(createTable(), "A", "close");
  const refusal = "a series has a value at every bar and cannot be used with >, <, + and the like";
  test.each([
    ["compared", () => (close as unknown as number) > 5],
    ["added", () => (close as unknown as number) + 1],
  ])("is refused when %s", (_, use) => {
    expect(use).toThrow(refusal);
  });

  test("prints as what it is", () => {
    expect(`${close}`).toBe("a series");
  });
});
