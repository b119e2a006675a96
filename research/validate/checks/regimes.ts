import { refuse } from "../../../engine/core/errors.ts";
import { countedOf } from "../../metrics/equity.ts";
import { returnsOf } from "../../metrics/returns.ts";
import type { Examination } from "../examine.ts";
import type { Regime, RegimeName } from "../model.ts";
import { annualSharpe, barsIn, type Study } from "../study.ts";
import { percentText, tidy } from "../words.ts";

const names: readonly RegimeName[] = ["bull", "bear", "sideways"];

/** Bars below which a regime has no figures worth a word. */
const barsMin = 30;

/** Bull, bear and sideways, reported apart. Value: the least annual return of the three. */
export const regimes: Examination = {
  questions: () => [
    {
      name: "regimes",
      label: "annual return in the worst of bull, bear and sideways",
      unit: "percent",
      threshold: Number.NaN,
      passes: "at-least",
    },
  ],
  answer: (study) => {
    const found = regimesOf(study);
    const measured = found.filter(({ bars }) => bars >= barsMin);
    if (measured.length === 0)
      refuse("no regime has 30 bars: the history is shorter than the move that tells them");
    const worst = Math.min(...measured.map(({ annualReturn }) => annualReturn));
    const words = measured.map(
      ({ name, annualReturn, sharpe, bars }) =>
        `${name} ${percentText(annualReturn)} (Sharpe ratio ${tidy(sharpe)}, ${percentText(bars / study.returns.length)} of bars)`,
    );
    return { answers: [[worst, `a year: ${words.join(", ")}`]], figures: { regimes: found } };
  },
};

function regimesOf(study: Study): Regime[] {
  const { returns, outcome, barsPerYear, settings } = study;
  const labels = labelsOf(study);
  const { benchmark, benchmarkBefore } = countedOf(outcome, settings.cash);
  const held = returnsOf(benchmark, benchmarkBefore);
  return names.map((name, code) => {
    const inside = (column: Float64Array) => column.filter((_, i) => labels[i] === code);
    const own = inside(returns);
    const meanOf = (column: Float64Array) =>
      (column.reduce((sum, r) => sum + r, 0) / column.length) * barsPerYear;
    return {
      name,
      bars: own.length,
      annualReturn: meanOf(own),
      sharpe: annualSharpe(own, barsPerYear),
      heldReturn: meanOf(inside(held)),
    };
  });
}

/**
 * The regime of each bar that counts, by what was known before it opened: the mean log move of all symbols up to the close
 * before, against as many deviations of a random walk of the same bars. -1 while that is not known.
 */
export function labelsOf({ market, outcome: { start }, policy: { regimes: rule } }: Study): Int8Array {
  const { bars, ts } = market;
  const window = Math.max(2, barsIn(rule.days, market));
  const n = ts.length;
  const steps = new Float64Array(n);
  for (let t = 1; t < n; t++) {
    let [sum, known] = [0, 0];
    for (const { close } of bars) {
      const step = Math.log(close[t]! / close[t - 1]!);
      if (step !== step) continue;
      sum += step;
      known++;
    }
    steps[t] = known > 0 ? sum / known : 0;
  }
  const labels = new Int8Array(n - start).fill(-1);
  let [sum, squares] = [0, 0];
  for (let t = 1; t < n; t++) {
    // Of the steps t - window to t - 1, which the close before bar t ends.
    if (t > window && t >= start) {
      const deviation = Math.sqrt(Math.max(0, squares / window - (sum / window) ** 2) * window);
      const edge = rule.deviations * deviation;
      labels[t - start] = sum > edge ? 0 : sum < -edge ? 1 : 2;
    }
    sum += steps[t]!;
    squares += steps[t]! ** 2;
    if (t > window) {
      const old = steps[t - window]!;
      sum -= old;
      squares -= old ** 2;
    }
  }
  return labels;
}
