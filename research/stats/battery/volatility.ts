import { fitGarch } from "../garch/fit.ts";
import { choice, type Outcome, type StatTest } from "./stat-test.ts";

/** Bars after which half of a shock to the variance is left. */
const halfLife = (persistence: number): number => Math.log(0.5) / Math.log(persistence);

/** Above this, what is left of a shock after a thousand bars cannot be told from all of it. */
const lastingFrom = 0.9999;

function words(persistence: number): string {
  const start = `persistence ${persistence.toFixed(4)}`;
  if (persistence >= lastingFrom) return `${start}: shocks to the variance do not fade`;
  if (persistence <= 0) return `${start}: shocks to the variance do not last`;
  return `${start}: half of a shock to the variance is left after ${halfLife(persistence).toFixed(1)} bars`;
}

/** Models of a variance that changes. */
export const volatilityTests: readonly StatTest[] = [
  {
    name: "garch",
    about: "GARCH(1,1) by maximum likelihood, with forecast. --model garch|gjr|egarch, --dist normal|t",
    transform: "log-return",
    takes: "one",
    options: ["model", "dist"],
    run([xs], { model = "garch", dist = "normal" }): readonly Outcome[] {
      const kind = choice("--model", model, ["garch", "gjr", "egarch"]);
      const distribution = choice("--dist", dist, ["normal", "t"]);
      const fit = fitGarch(xs!, { model: kind, distribution, mean: "constant" });
      const named = Object.entries(fit.parameters).flatMap(([name, value]) => [
        [name, value] as const,
        [
          `${name} robust error`,
          fit.errors.robust[name as keyof typeof fit.errors.robust] ?? Number.NaN,
        ] as const,
      ]);
      const verdict = fit.converged
        ? words(fit.persistence)
        : "no maximum was found: the parameters are no estimate";
      return [
        {
          test: `${kind} ${distribution}, loglikelihood`,
          statistic: fit.logLikelihood,
          p: Number.NaN,
          verdict,
          details: {
            ...Object.fromEntries(named),
            aic: fit.aic,
            bic: fit.bic,
            "at a bound": fit.atBounds,
            "volatility of the last bar": Math.sqrt(fit.variances.at(-1)!),
            "volatility forecast": Array.from(fit.forecast, Math.sqrt),
          },
        },
      ];
    },
  },
];
