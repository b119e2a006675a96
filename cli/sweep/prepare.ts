import type { InferredOptionTypes } from "yargs";
import { refuse } from "../../engine/core/errors.ts";
import { defaultSettings, parseSettings, type Settings } from "../../engine/run/settings.ts";
import type { Search } from "../../research/sweep/batch.ts";
import { bindEnds } from "../../research/sweep/bind-ends.ts";
import { batchSize, directionOf, type SweepJob, sweepMetrics } from "../../research/sweep/job.ts";
import { type Scenario, type SweepData, scenarioRequest, sweepData } from "../../research/sweep/scenario.ts";
import { type SearchKind, searchFactory } from "../../research/sweep/search.ts";
import { type Space, spaceOf } from "../../research/sweep/space.ts";
import { splitList } from "../arguments.ts";
import { codeVersion } from "../code-version.ts";
import { finerInCatalog } from "../finer.ts";
import { instrumentsOf } from "../instruments.ts";
import type { Io } from "../io.ts";
import { limitsOf } from "../limits.ts";
import { type LoadedStrategy, loadStrategy } from "../load/strategy.ts";
import { guarded } from "../perform.ts";
import {
  catalogOf,
  checkPeriod,
  type DataRequest,
  dataRequest,
  type History,
  loadAll,
  loadHistory,
} from "../request.ts";
import { settingsOf } from "../settings.ts";
import type { sweepFlags } from "./flags.ts";
import { variantFailure } from "./messages.ts";
import { type Period, parsePeriods } from "./period.ts";

export type SweepArgs = Partial<InferredOptionTypes<typeof sweepFlags>>;

/** A sweep that is ready to run. */
export interface PreparedSweep {
  readonly loaded: LoadedStrategy;
  readonly history: History;
  readonly job: SweepJob;
  readonly data: SweepData;
  readonly space: Space;
  readonly searches: readonly Search[];
  /** 1 where more of the objective is better, -1 where less is. */
  readonly direction: 1 | -1;
  /** One a scenario. */
  readonly runs: readonly ScenarioRun[];
}

/** What the runs of a scenario have in common. */
export interface ScenarioRun {
  /** Bars, those that warm up among them. */
  readonly bars: number;
  readonly barsPerYear: number;
  readonly settings: Settings;
}

/** Loads what a sweep needs, and refuses what it cannot do before anything is computed. */
export async function prepareSweep(target: string, args: SweepArgs, io: Io): Promise<PreparedSweep> {
  const loaded = await loadStrategy(target, io);
  const spec = { params: args.param ?? [], where: args.where };
  const space = await guarded(io, () => spaceOf(loaded.strategy, spec));
  const statistics = (args.statistics ?? "all") as SweepJob["statistics"];
  const objective = args.objective ?? "sharpe";
  const direction = directionOf(objective, sweepMetrics(statistics));
  const periods = periodsOf(args);
  const history = await historyOf(periods, args, io);
  checkPeriod(
    args.from === undefined ? undefined : settingsOf(args, defaultSettings).fromMs,
    history.datasets,
  );
  const settings = parseSettings({
    ...settingsOf(args, defaultSettings),
    ...(await limitsOf(args, io)),
    ...(await instrumentsOf(args, history.datasets, io)),
  });
  const scenarios = scenariosOf(history, args.each === true, periods);
  const data = sweepData(history.datasets, history.finer, scenarios);
  const kind = (args.search ?? "grid") as SearchKind;
  const seed = args.seed ?? 1;
  if (!Number.isSafeInteger(seed) || seed < 0)
    refuse(`--seed must be a whole number of at least 0; was ${seed}`);
  const runs = scenarios.map((scenario) => scenarioRun(data, scenario, settings));
  const batch = batchSize(
    Math.max(...runs.map(({ bars }, k) => bars * scenarios[k]!.symbols.length)),
    Math.min(space.size, args.trials ?? space.size, 1e9),
  );
  const search = { kind, trials: args.trials, seed };
  const begin = await guarded(io, () => searchFactory(space, { ...search, batch }));
  await guarded(io, () => {
    try {
      for (const { symbols, timeframeMs } of data.markets) {
        bindEnds(space, begin(), { strategy: loaded.strategy, symbols, timeframeMs });
      }
    } catch (error) {
      throw variantFailure(error, io.cwd);
    }
  });
  const searches = scenarios.map(() => begin());
  const job: SweepJob = {
    schema: "bot4/sweep@1",
    codeVersion: codeVersion(),
    strategy: loaded.strategy.name,
    target,
    sourceHash: loaded.sourceHash,
    space: spec,
    scenarios,
    data: [...history.datasets, ...history.finer].map(({ identity: { name, sha256 } }) => ({ name, sha256 })),
    settings,
    search,
    objective,
    statistics,
    batch,
  };
  return { loaded, history, job, data, space, searches, direction, runs };
}

function periodsOf(args: SweepArgs): Period[] {
  const periods = parsePeriods(splitList(args.period));
  if (periods.length > 0 && (args.from !== undefined || args.to !== undefined)) {
    refuse("--period says from when to when; leave --from and --to out");
  }
  return periods;
}

/** The history of all periods, with the finer bars that a single backtest would look for. */
async function historyOf(periods: readonly Period[], args: SweepArgs, io: Io): Promise<History> {
  const asked = dataRequest(args);
  const request: DataRequest =
    periods.length === 0
      ? asked
      : {
          ...asked,
          fromMs: Math.min(...periods.map(({ fromMs }) => fromMs)),
          toMs: Math.max(...periods.map(({ toMs }) => toMs)),
        };
  const history = await loadHistory(request, io);
  if (history.finer.length > 0 || (args.finer as unknown) === false) return history;
  const identities = history.datasets.map(({ identity }) => identity);
  const finer = await finerInCatalog(identities, request.fromMs, catalogOf(request.catalog, io));
  return { ...history, finer: await loadAll(finer, request, io) };
}

/** Throws a UserError for a scenario without bars. */
function scenarioRun(data: SweepData, scenario: Scenario, given: Settings): ScenarioRun {
  const { market, barsPerYear, settings } = scenarioRequest(data, scenario, given);
  return { bars: market.ts.length, barsPerYear, settings };
}

function scenariosOf({ datasets }: History, each: boolean, periods: readonly Period[]): Scenario[] {
  const symbols = datasets.map(({ bars }) => bars.symbol);
  const sets = each ? symbols.map((symbol) => [symbol]) : [symbols];
  return sets.flatMap((set): Scenario[] =>
    periods.length === 0 ? [{ symbols: set }] : periods.map((period) => ({ symbols: set, ...period })),
  );
}
