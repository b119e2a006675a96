import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Catalog name of the bundled sample, which needs no import. */
export const sampleName = "sample:SP500:1d";

export const sampleParts = { exchange: "sample", symbol: "SP500", timeframe: "1d" } as const;

/** Where the sample comes from, as every report prints it. */
export const sampleSource =
  "S&P 500 price index without dividends, daily, 2000-2020: sp500-2000.csv of the npm package vega-datasets";

/** Path of the sample's CSV file in the installed package. */
export function samplePath(): string {
  const main = createRequire(import.meta.url).resolve("vega-datasets");
  return join(dirname(main), "..", "data", "sp500-2000.csv");
}
