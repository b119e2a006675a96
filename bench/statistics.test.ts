import { expect, test } from "vitest";
import { adf } from "../research/stats/unit-root/adf.ts";
import { benchLevels, textbookLag } from "./statistics.ts";

test("the fast choice of lags is that of a regression for each", () => {
  const [first, second] = benchLevels();
  const autocorrelated = first.slice(0, 400).map((x, i) => x - 0.5 * (second[i]! - 1));
  for (const xs of [first.subarray(0, 400), autocorrelated]) expect(adf(xs).lags).toBe(textbookLag(xs));
});
