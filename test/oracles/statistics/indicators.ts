import { dataOf, indicatorValues } from "../indicator-values.ts";
import { indicators as known } from "../indicators.ts";
import type { Case, Family } from "./case.ts";
import { sampleOf } from "./sample.ts";

/** The indicator that a case is named after, before the name of its data. */
function indicatorOf({ name }: Case): string {
  const found = Object.keys(known).filter((each) => name.startsWith(`${each}_`));
  return found.sort((a, b) => b.length - a.length)[0] ?? name;
}

/** `indicators_*.json`: the operators, as columns and as streams. A member "sma.value" names its own indicator. */
export const indicators: Family = {
  run(subject) {
    const { input, expect } = subject;
    const { ohlcv, columns: names = [] } = input;
    const columns = ohlcv ? [] : sampleOf(input).columns;
    const data = dataOf((field) =>
      ohlcv ? Float64Array.from(ohlcv[field]!) : columns[names.indexOf(field)]!,
    );
    const outputs = Object.keys(expect as object).map((key) => {
      const [indicator, output] = key.includes(".") ? key.split(".") : [indicatorOf(subject), key];
      return [key, indicatorValues(indicator!, output!, input.params, data)];
    });
    return Object.fromEntries(outputs);
  },
};
