import type { Run } from "../engine/run/result.ts";
import { codeVersion } from "./code-version.ts";
import { finerInCatalog } from "./finer.ts";
import type { Io } from "./io.ts";
import { type LoadedStrategy, loadStrategy } from "./load/strategy.ts";
import { asUserError } from "./load/user-error.ts";
import { catalogOf, type History, loadAll, loadHistory, type RunRequest } from "./request.ts";
import { loadTape } from "./tape.ts";

/** A run with the history that it was made from. */
export interface Performed {
  readonly run: Run;
  readonly history: History;
}

/** Loads strategy and history and runs the backtest that a request describes. */
export async function perform(request: RunRequest, io: Io): Promise<Performed> {
  const loaded = await loadStrategy(request.target, io);
  const history = await loadHistory(request.data, io);
  return { run: await runLoaded(loaded, request, history, io), history };
}

/**
 * Runs a loaded strategy, and where bars reached both stop and target, again with the finer bars that the catalog has.
 * Gives the request that leads to the same run without looking.
 */
export async function runResolved(
  loaded: LoadedStrategy,
  request: RunRequest,
  history: History,
  lookForFiner: boolean,
  io: Io,
): Promise<Performed & { readonly request: RunRequest }> {
  const run = await runLoaded(loaded, request, history, io);
  const resolved =
    run.tape !== undefined ||
    run.exchange !== undefined ||
    run.outcome.ambiguousBars === 0 ||
    history.finer.length > 0;
  if (resolved || !lookForFiner) return { run, history, request };
  const identities = history.datasets.map(({ identity }) => identity);
  const finer = await finerInCatalog(
    identities,
    request.settings.fromMs,
    catalogOf(request.data.catalog, io),
  );
  if (finer.length === 0) return { run, history, request };
  const precise = { ...request, data: { ...request.data, finer } };
  const fuller = { ...history, finer: await loadAll(finer, precise.data, io) };
  return { run: await runLoaded(loaded, precise, fuller, io), history: fuller, request: precise };
}

/** Runs a loaded strategy over loaded history. */
export async function runLoaded(
  { strategy, target, sourceHash }: LoadedStrategy,
  { params, settings, bounds, driver, tape: wish, faults }: RunRequest,
  { datasets, finer }: History,
  io: Io,
): Promise<Run> {
  const tape = await loadTape(wish, datasets, io);
  const { backtest } = await import("../research/backtest.ts");
  const version = codeVersion();
  return guarded(io, () =>
    backtest({
      strategy,
      target,
      sourceHash,
      codeVersion: version,
      params,
      datasets,
      finer,
      settings,
      bounds,
      driver,
      tape,
      faults,
    }),
  );
}

/** Runs a computation that calls a user's code, and says of its errors where in that code they arose. */
export async function guarded<T>(io: Io, work: () => T): Promise<T> {
  try {
    return await io.compute(work);
  } catch (error) {
    throw asUserError(error, io.cwd);
  }
}
