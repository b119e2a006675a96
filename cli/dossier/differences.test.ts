import { expect, test } from "vitest";
import { differenceLines } from "./differences.ts";

test("parts that follow are told as a whole, numbers and hashes short, and verdicts by name", () => {
  const was = {
    settings: { cash: 1, feeBps: 0.1 },
    run: { hash: "a".repeat(64) },
    statistics: { sharpe: 1.23456789, skew: 1, kurtosis: 2 },
    gate: { policy: { seed: 1 }, checks: [{ name: "trades", verdict: "passed", value: 40 }] },
  };
  const is = {
    settings: { cash: 2, feeBps: 0.1 + 2 ** -56 },
    run: { hash: "b".repeat(64) },
    statistics: { sharpe: 0.98765432, skew: 2, kurtosis: 3 },
    gate: { policy: { seed: 2 }, checks: [{ name: "trades", verdict: "failed", value: 20 }] },
  };
  expect(differenceLines(was, is)).toEqual([
    "gate.checks trades: was passed, is failed",
    "gate.checks: 2 fields differ",
    "gate.policy: 1 field differs",
    "run.hash: was aaaaaaaaaaaa…, is bbbbbbbbbbbb…",
    "settings.cash: was 1, is 2",
    // Too near to be told apart when shortened.
    "settings.feeBps: was 0.1, is 0.10000000000000002",
    "statistics.sharpe: was 1.23457, is 0.987654",
    "statistics: 2 fields differ",
  ]);
  expect(differenceLines(was, was)).toEqual([]);
});
