import { expect, test } from "vitest";
import { verify } from "./backtest.ts";

test("the backtest equals a loop written by hand for one strategy: equity, return, Sharpe, drawdown", () => {
  expect(() => verify(50_000)).not.toThrow();
});
