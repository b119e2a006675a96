import { blocks, type Check, judged } from "./check.ts";
import { amount, trackRecord } from "./checks/amount.ts";
import { capacity } from "./checks/capacity.ts";
import { deflation } from "./checks/deflation.ts";
import { overfitting } from "./checks/overfitting.ts";
import { paths } from "./checks/paths.ts";
import { regimes } from "./checks/regimes.ts";
import { residuals } from "./checks/residuals.ts";
import { reversion } from "./checks/reversion.ts";
import { stability } from "./checks/stability.ts";
import { stress } from "./checks/stress.ts";
import { superiority } from "./checks/superiority.ts";
import { tradeChance } from "./checks/trade-chance.ts";
import { uncertainty } from "./checks/uncertainty.ts";
import { walk } from "./checks/walk.ts";
import { type Examination, examine } from "./examine.ts";
import type { Figures, Validation } from "./model.ts";
import { type Study, studyOf, type ValidationRequest } from "./study.ts";

/** In the order in which they are made: what is quick first, so that a caller who needs a verdict alone can stop. */
const examinations: readonly Examination[] = [
  amount,
  trackRecord,
  deflation,
  uncertainty,
  tradeChance,
  stress,
  stability,
  overfitting,
  superiority,
  walk,
  paths,
  capacity,
  reversion,
  regimes,
  residuals,
];

/**
 * Judges a strategy with its parameters by the rules of a policy. Yields each check as it is made and gives the whole at
 * the end. Deterministic: equal requests give equal verdicts. Throws a UserError for parameters, data or a space that do
 * not fit; what the data do not let measure is a verdict.
 */
export function* validation(request: ValidationRequest): Generator<Check, Validation> {
  const study = studyOf(request);
  const checks: Check[] = [];
  let figures: Figures = {};
  for (const examination of examinations) {
    const finding = examine(examination, study);
    figures = { ...figures, ...finding.figures };
    for (const measured of finding.checks) {
      const check = judged(measured, request.policy);
      checks.push(check);
      yield check;
    }
  }
  return resultOf(study, checks, figures);
}

function resultOf(study: Study, checks: readonly Check[], figures: Figures): Validation {
  const { request, params, ts, market, returns, metrics, space, policy } = study;
  return {
    schema: "bot4/validation@1",
    passed: !checks.some(blocks),
    strategy: request.strategy.name,
    params,
    fromMs: ts[0] ?? Number.NaN,
    toMs: (ts[ts.length - 1] ?? Number.NaN) + market.timeframeMs,
    bars: returns.length,
    sharpe: metrics.sharpe ?? Number.NaN,
    trials: request.trials,
    space,
    policy,
    checks,
    figures,
  };
}

/** Judges to the end. */
export function validate(request: ValidationRequest): Validation {
  const steps = validation(request);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Whether the gate opens; stops at the first check that keeps it shut, which is named. */
export function passes(request: ValidationRequest): { readonly passed: boolean; readonly shutBy?: string } {
  for (const check of validation(request)) if (blocks(check)) return { passed: false, shutBy: check.name };
  return { passed: true };
}
