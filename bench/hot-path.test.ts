import { expect, test } from "vitest";
import { sessionTick, verify } from "./hot-path.ts";

test("the hot path has eight operators, every rule, orders in decimal strings, and each order fills", () => {
  expect(verify).not.toThrow();
});

test("the tick whose allocation is measured trades nothing", () => {
  const tick = sessionTick();
  expect(() => {
    for (let k = 0; k < 10_000; k++) tick();
  }).not.toThrow();
});
