import { trialCount } from "../../data/ledger/statistics.ts";
import { removeRun } from "../../data/runs.ts";
import type { Io } from "../io.ts";
import { ledgerFolder, recordTrials, trialOfRun } from "../ledger.ts";
import { openRun } from "../store.ts";

interface ForgetArgs {
  readonly runs?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Deletes a stored run. What was tried stays tried: a tombstone in the ledger comes first. */
export async function forgetRun(reference: string, args: ForgetArgs, io: Io): Promise<void> {
  const { run, folder } = openRun(reference, args.runs, io);
  const ledger = ledgerFolder(args.runs, io);
  await recordTrials(ledger, [trialOfRun(run, "forgotten")], io);
  removeRun(folder);
  const { id, strategy } = run.identity;
  const trials = await trialCount(ledger, { strategy });
  if (args.json) io.out(`${JSON.stringify({ forgotten: id, strategy, trials })}\n`);
  else {
    io.out(
      `${id} is deleted; it still counts as a trial: ${trials.toLocaleString("en-US")} of ${strategy} so far\n`,
    );
  }
}
