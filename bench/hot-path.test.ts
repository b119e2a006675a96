import { expect, test } from "vitest";
import { holdingTick, sessionTick, verify } from "./hot-path.ts";
import { verifyOrders } from "./order-manager.ts";

test("the hot path has eight operators, every rule, orders in decimal strings, and each order fills", () => {
  expect(verify).not.toThrow();
});

test("orders through the order manager end as the benchmark says", () => {
  expect(verifyOrders).not.toThrow();
});

test.each([
  ["a flat session", sessionTick],
  ["a session with a position", holdingTick],
])("%s, whose allocation is measured, does not trade on", (_, make) => {
  const tick = make();
  expect(() => {
    for (let k = 0; k < 10_000; k++) tick();
  }).not.toThrow();
});
