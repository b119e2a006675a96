import { queryTrials } from "../../data/ledger/query.ts";
import { trialStatistics } from "../../data/ledger/statistics.ts";
import { refuse } from "../../engine/core/errors.ts";
import type { Check } from "../../research/validate/check.ts";
import type { Validation } from "../../research/validate/model.ts";
import type { Policy } from "../../research/validate/policy.ts";
import type { ValidationRequest } from "../../research/validate/study.ts";
import type { Io } from "../io.ts";
import { ledgerFolder } from "../ledger.ts";
import { guarded } from "../perform.ts";
import { variantFailure } from "../sweep/messages.ts";
import { type Judged, spaceToVary, type ValidateArgs } from "./prepare.ts";

/** Judges a run by a policy, and tells of each check as it is made. */
export async function performValidation(
  judged: Judged,
  policy: Policy,
  args: Pick<ValidateArgs, "where" | "runs">,
  io: Io,
  onCheck: (check: Check) => void = () => {},
): Promise<Validation> {
  const { run, loaded, history, request, varied } = judged;
  const { params, id } = run.identity;
  const { validation } = await import("../../research/validate/validate.ts");
  const asked: ValidationRequest = {
    strategy: loaded.strategy,
    params,
    datasets: history.datasets,
    finer: history.finer,
    settings: request.settings,
    trials: await trialsOf(run.identity, args.runs, io),
    space: spaceToVary(loaded.strategy, params, varied, args.where, policy),
    policy,
  };
  const steps = validation(asked);
  for (;;) {
    const { done, value } = await guarded(io, () => {
      try {
        return steps.next();
      } catch (error) {
        throw variantFailure(error, io.cwd);
      }
    });
    if (!done) onCheck(value);
    else if (Object.is(value.sharpe, run.metrics.sharpe)) return value;
    else
      refuse(
        `${id} does not reproduce: its Sharpe ratio was ${run.metrics.sharpe}, and is ${value.sharpe}; bot4 reproduce ${id} tells why`,
      );
  }
}

/**
 * All variants of a strategy by that name that the ledger knows, on whatever data and of whatever source: an edit does not
 * undo what was tried. Their spread is that on the same data, since Sharpe ratios of bars of other lengths do not compare.
 */
async function trialsOf(
  { id, strategy }: Judged["run"]["identity"],
  runs: string | undefined,
  io: Io,
): Promise<ValidationRequest["trials"]> {
  const ledger = ledgerFolder(runs, io);
  const [own] = await queryTrials(ledger, { runId: id }, { top: 1 });
  const all = await trialStatistics(ledger, { strategy });
  const alike = await trialStatistics(ledger, { strategy, dataHash: own?.dataHash });
  return { count: Math.max(1, all.trials), variance: alike.varianceSharpe };
}
