import type { InferredOptionTypes } from "yargs";
import { refuse } from "../../engine/core/errors.ts";
import { defaultSettings } from "../../engine/run/settings.ts";
import type { SearchKind } from "../../research/sweep/search.ts";
import type { WalkForwardRequest } from "../../research/walkforward/request.ts";
import { codeVersion } from "../code-version.ts";
import { finerInCatalog } from "../finer.ts";
import { instrumentsOf } from "../instruments.ts";
import type { Io } from "../io.ts";
import { limitsOf } from "../limits.ts";
import type { LoadedStrategy } from "../load/strategy.ts";
import {
  catalogOf,
  checkPeriod,
  dataRequest,
  type History,
  loadAll,
  loadHistory,
  type RunRequest,
} from "../request.ts";
import { settingsOf } from "../settings.ts";
import type { walkForwardFlags } from "./flags.ts";
import type { WalkRunRequest } from "./request.ts";
import { windowsFrom } from "./windows.ts";

export type WalkForwardArgs = Partial<InferredOptionTypes<typeof walkForwardFlags>>;

/** Reads the history and turns the flags into a request. */
export async function prepareWalk(
  target: string,
  args: WalkForwardArgs,
  io: Io,
): Promise<{ readonly request: WalkRunRequest; readonly history: History }> {
  const seed = args.seed ?? 1;
  if (!Number.isSafeInteger(seed) || seed < 0)
    refuse(`--seed must be a whole number of at least 0; was ${seed}`);
  const asked = dataRequest(args);
  const own = { ...settingsOf(args, defaultSettings), ...(await limitsOf(args, io)) };
  const loaded = await loadHistory(asked, io);
  const settings = { ...own, ...(await instrumentsOf(args, loaded.datasets, io)) };
  checkPeriod(settings.fromMs, loaded.datasets);
  const { data, history } = await withFiner(asked, loaded, (args.finer as unknown) !== false, io);
  const request: WalkRunRequest = {
    target,
    params: {},
    data,
    settings,
    bounds: false,
    driver: "vector",
    walkForward: {
      space: { params: args.param ?? [], ...(args.where !== undefined && { where: args.where }) },
      search: {
        kind: (args.search ?? "grid") as SearchKind,
        ...(args.trials !== undefined && { trials: args.trials }),
        seed,
      },
      objective: args.objective ?? "sharpe",
      windows: windowsFrom(args, history.datasets[0]!.bars.timeframeMs),
    },
  };
  return { request, history };
}

/** The finer bars that the catalog has, unless the user named some or wants none. */
async function withFiner(data: RunRequest["data"], history: History, wanted: boolean, io: Io) {
  if (!wanted || history.finer.length > 0) return { data, history };
  const identities = history.datasets.map(({ identity }) => identity);
  const finer = await finerInCatalog(identities, data.fromMs, catalogOf(data.catalog, io));
  if (finer.length === 0) return { data, history };
  const fuller = { ...data, finer };
  return { data: fuller, history: { ...history, finer: await loadAll(finer, fuller, io) } };
}

/** What research needs of it. */
export function walkRequestOf(
  { strategy, target, sourceHash }: LoadedStrategy,
  { walkForward, settings }: WalkRunRequest,
  { datasets, finer }: History,
): WalkForwardRequest {
  const version = codeVersion();
  return { strategy, target, sourceHash, codeVersion: version, ...walkForward, datasets, finer, settings };
}
