import { expect, test } from "vitest";
import { fitGarch } from "../research/stats/garch/fit.ts";
import { benchReturns, textbookGarch } from "./volatility.ts";

test("a fit and a simplex on the textbook's recursion reach one likelihood", () => {
  const ys = benchReturns()[0]!;
  const fit = fitGarch(ys, { model: "garch", distribution: "normal", mean: "constant" });
  expect(fit.logLikelihood - textbookGarch(ys, fit.initial)).toBeGreaterThanOrEqual(-1e-6);
  expect(fit.logLikelihood - textbookGarch(ys, fit.initial)).toBeLessThan(0.01);
});
