import { expect, test } from "vitest";
import { verify } from "./indicators.ts";
import { benchBars } from "./market.ts";

test("indicators equal their definitions, their streams and loops written by hand for each alone", () => {
  expect(() => verify(benchBars(20_000))).not.toThrow();
});
