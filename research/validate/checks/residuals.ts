import { archLm } from "../../stats/autocorrelation/arch-lm.ts";
import { ljungBox } from "../../stats/autocorrelation/ljung-box.ts";
import { jarqueBera } from "../../stats/jarque-bera.ts";
import { demandVariety } from "../../stats/known-series.ts";
import type { Examination } from "../examine.ts";
import { tidy } from "../words.ts";

/** What the returns are like beside independent normal ones; reported, since no statistic of the gate assumes it. */
export const residuals: Examination = {
  questions: ({ policy: { residuals: rule } }) => {
    const asked = { unit: "probability", threshold: rule.p, passes: "at-least" } as const;
    return [
      { name: "normality", label: "p of normal returns (Jarque-Bera)", ...asked },
      { name: "autocorrelation", label: "p of returns without memory (Ljung-Box)", ...asked },
      { name: "volatility-clusters", label: "p of an even volatility (ARCH-LM)", ...asked },
    ];
  },
  answer: ({ returns, metrics, policy: { residuals: rule } }) => {
    demandVariety("residuals", returns);
    const shape = jarqueBera(returns);
    const [memory] = ljungBox(returns, { lags: [rule.lags] });
    const mean = returns.reduce((sum, r) => sum + r, 0) / returns.length;
    const clusters = archLm(
      returns.map((r) => r - mean),
      rule.lags,
    );
    return {
      answers: [
        [
          shape.p,
          `skewness ${tidy(metrics.skew)}, excess kurtosis ${tidy(metrics.kurtosis)} (0 is normal); the error of the Sharpe ratio counts both`,
        ],
        [memory!.p, `over ${rule.lags} lags; the resamples keep blocks, and so what memory there is`],
        [clusters.p, `over ${rule.lags} lags; calm and storm come in turns where this is low`],
      ],
    };
  },
};
