import { describe, expect, test } from "vitest";
import { add, crossOver, latch, not, or, sma } from "../ops/index.ts";
import { constantNode, createTable, type Node, sourceNode } from "./node.ts";
import { number, op } from "./op.ts";
import { hashGraph, printPlan } from "./print.ts";

const graph = () => {
  const table = createTable();
  const close = sourceNode(table, "A", "close");
  return { table, close, other: sourceNode(table, "B", "close") };
};

describe("a plan reads as steps", () => {
  test("one symbol", () => {
    const { close } = graph();
    const on = crossOver(sma(close, 5), sma(close, 20));
    expect(
      printPlan({ target: latch(on, not(on)), "stop(distance)": add(close, 1.5) }),
    ).toMatchInlineSnapshot(`
      "a = close
      b = sma[5] a
      c = sma[20] a
      d = crossOver b c
      e = not d
      f = latch d e
      g = add a 1.5
      target: f
      stop(distance): g"
    `);
  });

  test("several symbols, constants of both kinds, a constant root", () => {
    const { table, close, other } = graph();
    const root = or(crossOver(close, other), constantNode(table, true) as never);
    expect(printPlan({ "A.target": root, "B.target": constantNode(table, -1) })).toMatchInlineSnapshot(`
      "a = A.close
      b = B.close
      c = crossOver a b
      d = or c true
      A.target: d
      B.target: -1"
    `);
  });

  test("names go on after z", () => {
    let node: Node<"number"> = graph().close;
    for (let i = 0; i < 27; i++) node = add(node, i + 1);
    expect(printPlan({ target: node }).split("\n").slice(-2)).toEqual(["ab = add aa 27", "target: ab"]);
  });
});

describe("a hash is of the content", () => {
  const hash = (build: (close: Node<"number">) => Node) => hashGraph({ target: build(graph().close) });

  test("equal graphs have equal hashes, whatever else was traced beside them", () => {
    const { close, other } = graph();
    sma(other, 99);
    expect(hashGraph({ target: sma(close, 5) })).toBe(hash((x) => sma(x, 5)));
  });

  test("a parameter, an input and a role change it", () => {
    const base = hash((x) => sma(x, 5));
    expect(hash((x) => sma(x, 6))).not.toBe(base);
    expect(hash((x) => sma(add(x, 1), 5))).not.toBe(base);
    expect(hashGraph({ limit: sma(graph().close, 5) })).not.toBe(base);
  });

  test("a user's operator that changes its code changes it, its name alone does not save it", () => {
    const one = op({ name: "mine", inputs: [number], step: (_, x) => x });
    const two = op({ name: "mine", inputs: [number], step: (_, x) => x + 1 });
    const same = op({ name: "mine", inputs: [number], step: (_, x) => x });
    expect(hash((x) => one(x))).not.toBe(hash((x) => two(x)));
    expect(hash((x) => one(x))).toBe(hash((x) => same(x)));
  });
});
