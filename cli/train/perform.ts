import { availableParallelism } from "node:os";
import { openTexts } from "../../data/results/texts.ts";
import { refuse } from "../../engine/core/errors.ts";
import type { FoldFit } from "../../research/ml/train/fit-fold.ts";
import { readFit, writeFit } from "../../research/ml/train/fit-text.ts";
import { runFolds } from "../../research/ml/train/run-folds.ts";
import { trialsOfJob } from "../../research/ml/train/search-params.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { ledgerFolder, tidyLedger } from "../ledger.ts";
import { runsFolder } from "../store.ts";
import { ownTrainer, type TrainerPool, trainers } from "./pool.ts";
import type { PreparedTraining, TrainArgs } from "./prepare.ts";
import { trainingTrials } from "./trials.ts";

/** Where fits are kept: beside the stored runs, so that neither is in the way of the other. */
export const trainingsFolder = (flag: string | undefined, io: Io): string =>
  `${runsFolder(flag, io)}.training`;

/** Work, in samples times features times fits, below which further threads take longer to start than to help. */
const worthThreads = 2e6;

/** Fits all folds, from where an earlier process left them, and writes each to the ledger before it counts as done. */
export async function performTraining(
  prepared: PreparedTraining,
  args: TrainArgs,
  io: Io,
  onFold: (fold: number, fit: FoldFit, fresh: boolean) => void,
): Promise<FoldFit[]> {
  const { plan, hash, names } = prepared;
  const pool = poolOf(prepared, args.workers, io);
  const ledger = ledgerFolder(args.runs, io);
  const trials = trainingTrials(ledger, prepared);
  const texts = await openTexts(trainingsFolder(args.runs, io), hash, Date.now());
  return keptOnEnd(io, async () => {
    try {
      await trials.announce(trialsOfJob(prepared.job));
      return await runFolds({
        folds: plan.folds.length,
        workers: pool.workers,
        train: (fold) => pool.train(plan.folds[fold]!),
        store: {
          read: async (fold) => {
            const text = await texts.read(names[fold]!);
            return text === undefined ? undefined : readFit(text);
          },
          write: async (fold, fit) => {
            // In this order: a trial that is written twice counts once, one that is not written would not count.
            await trials.add(fold, fit);
            await texts.write(names[fold]!, writeFit(fit));
          },
        },
        onDone: onFold,
      });
    } finally {
      trials.close();
      await pool.close();
      await texts.close();
      await tidyLedger(ledger, io);
    }
  });
}

function poolOf({ table, job, plan }: PreparedTraining, wanted: number | undefined, io: Io): TrainerPool {
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted >= 1 && wanted <= 1024)) {
    refuse(`--workers must be a whole number from 1 to 1024; was ${wanted}`);
  }
  const rows = plan.folds.reduce((sum, { trainRows }) => sum + trainRows.length, 0);
  const work = rows * table.columns.length * trialsOfJob(job);
  const count = Math.min(plan.folds.length, wanted ?? (work < worthThreads ? 1 : availableParallelism()));
  return count === 1 ? ownTrainer({ table, job }, io) : trainers({ table, job }, count);
}

/** Says of a training that is interrupted that it goes on where it was. */
async function keptOnEnd<T>(io: Io, work: () => Promise<T>): Promise<T> {
  const say = (code: number): void => {
    if (code !== exitCodes.interrupted && code !== exitCodes.terminated) return;
    io.err("bot4: what was trained is kept; the same command goes on from there\n");
  };
  process.once("exit", say);
  try {
    return await work();
  } finally {
    process.off("exit", say);
  }
}
