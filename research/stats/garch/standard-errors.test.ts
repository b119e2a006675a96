import { expect, test } from "vitest";
import type { GarchSpec } from "./model.ts";
import { parametersAtBounds } from "./standard-errors.ts";

const spec = (model: GarchSpec["model"], distribution: GarchSpec["distribution"] = "normal"): GarchSpec => ({
  model,
  distribution,
  mean: "constant",
});

test.each([
  ["inside", spec("gjr", "t"), [0, 0.1, 0.05, 0.05, 0.8, 6], []],
  ["no effect of shocks", spec("garch"), [0, 0.1, 0, 0, 0.8, Number.POSITIVE_INFINITY], ["alpha"]],
  ["no memory", spec("garch"), [0, 0.1, 0.3, 0, 0, Number.POSITIVE_INFINITY], ["beta"]],
  ["no return", spec("garch"), [0, 0.1, 0.1, 0, 0.9, Number.POSITIVE_INFINITY], ["beta"]],
  ["rises alone", spec("gjr"), [0, 0.1, 0.1, -0.1, 0.8, Number.POSITIVE_INFINITY], ["gamma"]],
  ["falls alone", spec("gjr"), [0, 0.1, 0, 0.1, 0.8, Number.POSITIVE_INFINITY], ["alpha"]],
  ["EGARCH: alpha and gamma are free", spec("egarch"), [0, 0, 0, -0.1, 0.9, Number.POSITIVE_INFINITY], []],
  ["EGARCH without return", spec("egarch"), [0, 0, 0, -0.1, 0.9999999, Number.POSITIVE_INFINITY], ["beta"]],
  ["nearly normal", spec("garch", "t"), [0, 0.1, 0.05, 0, 0.8, 500], ["nu"]],
  ["tails as heavy as can be", spec("garch", "t"), [0, 0.1, 0.05, 0, 0.8, 2.05], ["nu"]],
])("%s", (_name, model, full, held) => {
  expect(parametersAtBounds(model, Float64Array.from(full))).toEqual(held);
});
