import { normal, seeded } from "../engine/core/random.ts";
import { ljungBox } from "../research/stats/autocorrelation/ljung-box.ts";
import { engleGranger } from "../research/stats/cointegration/engle-granger.ts";
import { johansen } from "../research/stats/cointegration/johansen.ts";
import { gaussianLoglikelihood, ols } from "../research/stats/ols.ts";
import { adf } from "../research/stats/unit-root/adf.ts";
import { kpss } from "../research/stats/unit-root/kpss.ts";
import { schwertLags } from "../research/stats/unit-root/trend.ts";
import { measure, type Row, type Subject } from "./harness.ts";
import { type Statsmodels, statsmodelsOn } from "./statsmodels.ts";
import { volatilityRows } from "./volatility.ts";

const length = 5_000;

/** Three log prices: random walks, of which the second follows the first. */
export function benchLevels(): readonly [Float64Array, Float64Array, Float64Array] {
  const random = seeded(11);
  const levels = [0, 1, 2].map(() => new Float64Array(length)) as [Float64Array, Float64Array, Float64Array];
  let [first, third] = [5, 3];
  for (let i = 0; i < length; i++) {
    first += 0.01 * normal(random);
    third += 0.02 * normal(random);
    levels[0][i] = first;
    levels[1][i] = 1 + 0.8 * first + 0.02 * normal(random);
    levels[2][i] = third;
  }
  return levels;
}

/** The lag that the criterion of Akaike chooses, from a regression of its own for each candidate. */
export function textbookLag(xs: Float64Array): number {
  const most = schwertLags(xs.length);
  const differences = xs.subarray(1).map((x, i) => x - xs[i]!);
  const rows = differences.length - most;
  const y = differences.subarray(most);
  const one = new Float64Array(rows).fill(1);
  const before = xs.subarray(most, most + rows);
  let best = { lag: 0, aic: Number.POSITIVE_INFINITY };
  for (let lag = 0; lag <= most; lag++) {
    const lagged = Array.from({ length: lag }, (_, k) =>
      differences.subarray(most - 1 - k, most - 1 - k + rows),
    );
    const { ssr } = ols("textbook", y, [one, before, ...lagged]);
    const aic = -2 * gaussianLoglikelihood(ssr, rows) + 2 * (lag + 2);
    if (aic < best.aic) best = { lag, aic };
  }
  return best.lag;
}

/** A test on the common data, held to what statsmodels finds where that is installed. */
function subject(
  name: string,
  key: string,
  run: () => number,
  statsmodels: Statsmodels | undefined,
): Subject {
  const figure = statsmodels?.figures[key];
  return {
    name,
    unit: "value",
    units: length,
    run,
    verify: () => {
      if (figure && !(Math.abs(run() - figure.value) <= 1e-6 * Math.abs(figure.value))) {
        throw new Error(`${name} gives ${run()}, statsmodels ${figure.value}`);
      }
    },
    ...(figure && { peer: { name: `statsmodels ${statsmodels.version}, beside`, ms: figure.ms } }),
    budgetMs: 500,
  };
}

/** Tests of 5,000 values, beside statsmodels on the same data where Python has it; models of volatility. */
export async function statisticsBench(): Promise<Row[]> {
  const [first, second, third] = benchLevels();
  const statsmodels = statsmodelsOn([first, second, third]);
  const changes = first.subarray(1).map((x, i) => x - first[i]!);
  const plain = subject("ADF, lags by AIC", "adf", () => adf(first).statistic, statsmodels);
  const unitRoot: Subject = {
    ...plain,
    targetMs: 50,
    verify: () => {
      void plain.verify();
      const lags = adf(first).lags;
      if (lags !== textbookLag(first)) throw new Error(`ADF takes ${lags} lags, not ${textbookLag(first)}`);
    },
    reference: { name: "a regression for each lag", run: () => textbookLag(first) },
  };
  const rows: Row[] = [await measure(unitRoot)];
  const others: Subject[] = [
    subject("KPSS, automatic lags", "kpss", () => kpss(first).statistic, statsmodels),
    subject(
      "Ljung-Box, 20 lags",
      "ljung-box",
      () => ljungBox(changes, { lags: [20] })[0]!.statistic,
      statsmodels,
    ),
    subject(
      "Engle-Granger, lags by AIC",
      "engle-granger",
      () => engleGranger(first, [second]).statistic,
      statsmodels,
    ),
    subject(
      "Johansen, 3 series, 2 lags",
      "johansen",
      () => johansen([first, second, third], { lags: 2 }).trace[0]!,
      statsmodels,
    ),
  ];
  for (const each of others) rows.push(await measure(each));
  return [...rows, ...(await volatilityRows())];
}
