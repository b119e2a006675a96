import { createHash } from "node:crypto";
import type { InferredOptionTypes } from "yargs";
import { refuse } from "../../engine/core/errors.ts";
import { defaultSettings, parseSettings, type Settings } from "../../engine/run/settings.ts";
import { isTrained, type TrainedStrategy } from "../../engine/training/training.ts";
import type { SampleTable } from "../../research/ml/dataset.ts";
import type { FoldPlan } from "../../research/ml/train/folds.ts";
import { hashOfJob, type TrainingJob } from "../../research/ml/train/job.ts";
import type { SearchKind } from "../../research/sweep/search.ts";
import { codeVersion } from "../code-version.ts";
import { instrumentsOf } from "../instruments.ts";
import type { Io } from "../io.ts";
import { limitsOf } from "../limits.ts";
import { type LoadedStrategy, loadStrategy } from "../load/strategy.ts";
import { guarded } from "../perform.ts";
import {
  checkPeriod,
  type DataRequest,
  dataRequest,
  type History,
  loadHistory,
  parseParams,
} from "../request.ts";
import { settingsOf } from "../settings.ts";
import type { trainFlags } from "./flags.ts";
import { trainWindows } from "./windows.ts";

export type TrainArgs = Partial<InferredOptionTypes<typeof trainFlags>>;

/** A training that is ready to run. */
export interface PreparedTraining {
  readonly loaded: LoadedStrategy & { readonly strategy: TrainedStrategy };
  readonly data: DataRequest;
  readonly history: History;
  readonly settings: Partial<Settings>;
  /** Parameters of the rule by which it trades, without the model. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly table: SampleTable;
  readonly job: TrainingJob;
  readonly plan: FoldPlan;
  /** Hash of the job: the same when it is repeated or resumed. */
  readonly hash: string;
  /** By fold, the name under which its fit is kept: a hash of its rows. */
  readonly names: readonly string[];
}

/** Loads what a training needs, and refuses what it cannot do before anything is learned. */
export async function prepareTraining(target: string, args: TrainArgs, io: Io): Promise<PreparedTraining> {
  const folds = trainWindows(args);
  const loaded = await loadStrategy(target, io);
  const { strategy } = loaded;
  if (!isTrained(strategy)) {
    refuse(
      `${target} must be made by training({ … }) of bot4/training to be trained; it is a plain strategy`,
    );
  }
  const seed = args.seed ?? 1;
  if (!Number.isSafeInteger(seed) || seed < 0)
    refuse(`--seed must be a whole number of at least 0; was ${seed}`);
  const tailShare = args.tail ?? 0.2;
  if (!(tailShare > 0 && tailShare <= 0.5)) refuse(`--tail must be a share in (0, 0.5]; was ${tailShare}`);
  if ((args.param ?? []).some((word) => word.startsWith("model="))) {
    refuse("--param must not name a model: training makes it; --model names its file");
  }
  const params = parseParams(strategy, args.param ?? []);
  const data = dataRequest(args);
  const own = { ...settingsOf(args, defaultSettings), ...(await limitsOf(args, io)) };
  const history = await loadHistory(data, io);
  const settings = parseSettings({ ...own, ...(await instrumentsOf(args, history.datasets, io)) });
  checkPeriod(settings.fromMs, history.datasets);
  const { sampleTable, fingerprintOf } = await import("../../research/ml/train/table.ts");
  const { jobOf } = await import("../../research/ml/train/job.ts");
  const { foldPlan } = await import("../../research/ml/train/folds.ts");
  const { alignBars } = await import("../../engine/run/market.ts");
  return guarded(io, () => {
    const bars = history.datasets.map((dataset) => dataset.bars);
    const table = sampleTable(strategy.training, bars, settings.fromMs);
    const job = jobOf(strategy.training, {
      tailShare,
      search: { params: args.tune ?? [], kind: (args.search ?? "grid") as SearchKind, trials: args.trials },
      folds,
      seed,
      fingerprint: fingerprintOf(table),
      codeVersion: codeVersion(),
    });
    const { ts, timeframeMs } = alignBars(bars);
    const plan = foldPlan(ts, timeframeMs, table, folds);
    const names = plan.folds.map(
      ({ trainRows, testRows }, k) => `${String(k).padStart(4, "0")}-${hashOf(trainRows, testRows)}`,
    );
    return {
      loaded: { ...loaded, strategy },
      data,
      history,
      settings,
      params,
      table,
      job,
      plan,
      hash: hashOfJob(job),
      names,
    };
  });
}

function hashOf(...rows: readonly Int32Array[]): string {
  const hash = createHash("sha256");
  for (const { buffer, byteOffset, byteLength, length } of rows) {
    hash.update(`${length} `).update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}
