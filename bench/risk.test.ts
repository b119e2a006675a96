import { expect, test } from "vitest";
import { verify } from "./risk.ts";

test("the benchmark of risk has every rule on, passes wide limits, and cuts by its tail", () => {
  expect(verify).not.toThrow();
});
