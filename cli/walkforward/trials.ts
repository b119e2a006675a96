import { appendTrials, closeTrials } from "../../data/ledger/append.ts";
import type { Trial, TrialSubject } from "../../data/ledger/trial.ts";
import { parseSettings } from "../../engine/run/settings.ts";
import { withoutPaths } from "../../engine/training/model-files.ts";
import type { Announcement } from "../../research/walkforward/course.ts";
import type { Period, WalkForwardRun } from "../../research/walkforward/model.ts";
import type { WalkForwardRequest } from "../../research/walkforward/request.ts";
import type { Tried } from "../../research/walkforward/select.ts";
import { resultOf, type SubjectRequest, subjectOf } from "../ledger.ts";

/** The rows of a walk forward in the ledger of trials. */
export interface WalkTrials {
  /** Says what will be tried, before anything is: so the number cannot be talked down by ending early. */
  readonly announce: () => Promise<void>;
  readonly add: (tried: Tried) => Promise<void>;
  /** What the tests gave: they try nothing new, and do not count as variants. */
  readonly finish: (run: WalkForwardRun) => Promise<void>;
  readonly close: () => void;
}

/** Opens the ledger for a walk forward. */
export function walkTrials(ledger: string, request: WalkForwardRequest, announced: Announcement): WalkTrials {
  const { strategy, sourceHash = "", datasets, objective, search } = request;
  const shared: Omit<SubjectRequest, "kind"> = {
    strategy: strategy.name,
    sourceHash,
    data: datasets.map(({ identity }) => identity),
    settings: parseSettings(request.settings),
    seed: search.kind === "grid" ? undefined : search.seed,
  };
  const subjects = new Map<string, TrialSubject>();
  const subject = (
    kind: "fold" | "test",
    group: string,
    period?: Pick<Period, "fromMs" | "toMs">,
  ): TrialSubject => {
    const key = `${kind} ${group} ${period?.fromMs} ${period?.toMs}`;
    const known = subjects.get(key) ?? { ...subjectOf({ ...shared, kind, group }), ...period };
    subjects.set(key, known);
    return known;
  };
  return {
    announce: () =>
      appendTrials(
        ledger,
        announced.groups.map(({ group, variants }): Trial => {
          return { subject: subject("fold", group), status: "planned", timeMs: Date.now(), variants };
        }),
      ),
    add: ({ fold, period: { fromMs, toMs }, variants, barsPerYear }) => {
      const own = subject("fold", announced.groupOf(fold), { fromMs, toMs });
      const timeMs = Date.now();
      return appendTrials(
        ledger,
        variants.map(({ params, metrics }): Trial => {
          const result = resultOf(metrics, barsPerYear, metrics[objective]);
          return { subject: own, status: "done", timeMs, params: withoutPaths(params), result };
        }),
      );
    },
    finish: (run) => appendTrials(ledger, testsOf(run, announced, subject)),
    close: () => closeTrials(ledger),
  };
}

/** A row for the test of each fold, and one for all of them joined. */
function testsOf(
  { identity, outcome, metrics, walkForward: { folds } }: WalkForwardRun,
  { groupOf }: Announcement,
  subject: (kind: "test", group: string, period?: Pick<Period, "fromMs" | "toMs">) => TrialSubject,
): Trial[] {
  const timeMs = Date.now();
  const base = { status: "done", timeMs, runId: identity.id } as const;
  const tests = folds.flatMap(({ test, params, outOfSample }, fold): Trial[] => {
    if (!params) return [];
    const { fromMs } = test[0]!;
    const { toMs } = test.at(-1)!;
    const bars = test.reduce((sum, period) => sum + period.bars, 0);
    const result = resultOf({ ...outOfSample, bars }, outcome.barsPerYear, outOfSample.objective);
    const own = subject("test", groupOf(fold), { fromMs, toMs });
    return [{ ...base, subject: own, params: withoutPaths(params), result }];
  });
  const whole = subject("test", groupOf(0), {
    fromMs: outcome.ts[0]!,
    toMs: outcome.ts[outcome.ts.length - 1]! + outcome.timeframeMs,
  });
  const params = withoutPaths(identity.params);
  return [...tests, { ...base, subject: whole, params, result: resultOf(metrics, outcome.barsPerYear) }];
}
