import { appendTrials, closeTrials } from "../../data/ledger/append.ts";
import { type TrialStatistics, trialStatistics } from "../../data/ledger/statistics.ts";
import type { Trial, TrialSubject } from "../../data/ledger/trial.ts";
import { withoutPaths } from "../../engine/training/model-files.ts";
import { eachVariant } from "../../research/sweep/collect.ts";
import type { Unit } from "../../research/sweep/run-sweep.ts";
import type { Io } from "../io.ts";
import { ledgerFolder, resultOf, subjectOf, tidyLedger } from "../ledger.ts";
import type { PreparedSweep } from "./prepare.ts";

/** The rows of a sweep in the ledger of trials. */
export interface SweepTrials {
  /** Says what will be tried, before anything is: so the number cannot be talked down by ending early. */
  readonly announce: () => Promise<void>;
  readonly add: (unit: Unit, rows: Float64Array) => Promise<void>;
  /** Ends this process' part of the ledger. */
  readonly close: () => void;
  readonly tidy: () => Promise<void>;
  /** All variants of the strategy that the ledger knows, this sweep's among them. */
  readonly counted: () => Promise<TrialStatistics>;
}

/** Trials of a segment: what a later command that compacts the ledger reads at a time. */
const segmentRows = 50_000;
const ledgerMetrics = ["sharpe", "bars", "skew", "kurtosis", "totalReturn", "maxDrawdown", "trades"];

/** Opens the ledger for a sweep of this hash. */
export function trialsOf(
  prepared: PreparedSweep,
  hash: string,
  metrics: readonly string[],
  runs: string | undefined,
  io: Io,
): SweepTrials {
  const { job, space, searches } = prepared;
  const ledger = ledgerFolder(runs, io);
  const at = metrics.indexOf(job.objective);
  // What the ledger keeps of a variant: a record of all metrics for each would take as long as some variants do.
  const kept = ledgerMetrics.flatMap((key) =>
    metrics.includes(key) ? [[key, metrics.indexOf(key)] as const] : [],
  );
  const named: Record<string, number> = {};
  const subjects = subjectsOf(prepared, hash);
  let written = 0;
  return {
    announce: () =>
      appendTrials(
        ledger,
        subjects.map((subject, k): Trial => {
          return { subject, status: "planned", timeMs: Date.now(), variants: searches[k]!.trials };
        }),
      ),
    add: async (unit, rows) => {
      const trials: Trial[] = [];
      const subject = subjects[unit.scenario]!;
      const { barsPerYear } = prepared.runs[unit.scenario]!;
      const timeMs = Date.now();
      eachVariant(space, unit, rows, ({ point, metrics: values }) => {
        for (const [key, k] of kept) named[key] = values[k]!;
        const result = resultOf(named, barsPerYear, values[at]);
        const params = withoutPaths(space.paramsAt(point));
        trials.push({ subject, status: "done", timeMs, params, result });
      });
      await appendTrials(ledger, trials);
      written += trials.length;
      if (written < segmentRows) return;
      // The next trials begin another one.
      closeTrials(ledger);
      written = 0;
    },
    close: () => closeTrials(ledger),
    tidy: () => tidyLedger(ledger, io),
    counted: () => trialStatistics(ledger, { sourceHash: job.sourceHash }),
  };
}

/** What the trials of each scenario share. */
function subjectsOf({ job, history, runs }: PreparedSweep, hash: string): TrialSubject[] {
  const { strategy, sourceHash, search, scenarios } = job;
  return scenarios.map(({ symbols, toMs }, k) => {
    const data = history.datasets
      .filter(({ bars }) => symbols.includes(bars.symbol))
      .map(({ identity }) => ({ ...identity, toMs: Math.min(identity.toMs, toMs ?? identity.toMs) }));
    return subjectOf({
      kind: "sweep",
      strategy,
      sourceHash,
      data,
      settings: runs[k]!.settings,
      group: scenarios.length === 1 ? hash : `${hash}-${k}`,
      seed: search.kind === "grid" ? undefined : search.seed,
    });
  });
}
