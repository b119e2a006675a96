import { refuse } from "../../engine/core/errors.ts";
import type { Run } from "../../engine/run/result.ts";
import { tainted } from "../../engine/training/model-warnings.ts";
import { isWalkForward, type WalkForwardRun } from "../walkforward/model.ts";
import type { Dossier, Stage, TrialCounts } from "./dossier.ts";
import { firstDifference } from "./first-difference.ts";
import type { GateRecord } from "./gate-record.ts";
import type { PaperVerdict } from "./judge-paper.ts";

/** What a dossier is made from. */
export interface DossierRequest extends Pick<Dossier, "serial" | "previous" | "supersedes" | "promotedMs"> {
  readonly stage: Stage;
  readonly run: Run;
  readonly gate: GateRecord;
  readonly ledger: TrialCounts;
  readonly lock: string | null;
  readonly walkForward?: WalkForwardRun | undefined;
  readonly paper?: PaperVerdict | undefined;
}

/**
 * The dossier of a run. Throws a UserError where the parts are not of one strategy: a validation or a walk-forward of
 * another, or a walk-forward in the place of a run, which has no parameters of its own to trade.
 */
export function composeDossier(request: DossierRequest): Dossier {
  const { run, gate, ledger, lock, walkForward, paper, ...place } = request;
  const { identity, metrics } = run;
  checkTradable(run, place.stage);
  checkGate(run, gate);
  if (walkForward) checkWalk(run, walkForward);
  const { id, hash, strategy: name, target, sourceHash, graphHash, params, data, settings } = identity;
  const { seed } = gate.policy;
  return {
    schema: "bot4/dossier@1",
    ...place,
    strategy: { name, target, sourceHash, graphHash, params },
    settings,
    code: { version: identity.codeVersion, lock },
    run: { id, hash },
    data,
    seeds: typeof seed === "number" ? { gate: seed } : {},
    statistics: metrics,
    gate,
    walkForward: walkForward ? { run: walkForward.identity.id, result: walkForward.walkForward } : null,
    ledger,
    paper: paper ?? null,
  };
}

/** Refuses a run whose result nobody could trade, or whose source is not known. */
export function checkTradable(run: Run, stage: Stage): void {
  const { outcome, identity } = run;
  const { id, sourceHash, settings, data, params } = identity;
  if (isWalkForward(run)) {
    refuse(
      `${id} is a walk-forward; promote a backtest of the parameters you chose, and give it by --walk-forward`,
    );
  }
  if (sourceHash === "") refuse(`${id} has no hash of its strategy's source; backtest the strategy's file`);
  if (settings.fill === "close") {
    refuse(
      `${id} fills at the close that decided, which nobody can trade; backtest it with --fill next-open`,
    );
  }
  const why = tainted(params, outcome);
  if (why !== undefined) {
    refuse(`${id} is no evidence: ${why}; train with --scheme walk-forward or anchored, and backtest that`);
  }
  const made = data.find(({ synthetic }) => synthetic);
  if (stage === "live" && made)
    refuse(`${id} rests on ${made.name}, a market that was made up; it cannot go live`);
}

/** The validation must be of this very run: strategy, parameters, period, and the Sharpe ratio to the last digit. */
export function checkGate({ identity, metrics, outcome }: Run, gate: GateRecord): void {
  const { ts, start, timeframeMs } = outcome;
  const [fromMs, toMs] = [ts[start], ts[ts.length - 1]! + timeframeMs];
  const { sharpe = Number.NaN } = metrics;
  const found = firstDifference(
    { strategy: identity.strategy, params: identity.params, fromMs, toMs, bars: ts.length - start, sharpe },
    {
      strategy: gate.strategy,
      params: gate.params,
      fromMs: gate.fromMs,
      toMs: gate.toMs,
      bars: gate.bars,
      sharpe: gate.sharpe,
    },
  );
  if (!found) return;
  const said = (value: unknown): string => JSON.stringify(value) ?? "absent";
  refuse(
    `the validation must be of ${identity.id}; its ${found.field} is ${said(found.is)}, that of the run ${said(found.was)}`,
  );
}

function checkWalk({ identity }: Run, walk: WalkForwardRun): void {
  for (const field of ["strategy", "sourceHash"] as const) {
    if (walk.identity[field] === identity[field]) continue;
    refuse(
      `the walk-forward must be of the same ${field === "strategy" ? "strategy" : "source"} as ${identity.id}; that of ${walk.identity.id} is ${walk.identity[field]}`,
    );
  }
}
