import { canonicalJson } from "../../data/canonical-json.ts";
import type { Run } from "../../engine/run/result.ts";
import { trainedIdentity } from "../../research/ml/train/identity.ts";
import { isTrainedRun } from "../../research/ml/train/model.ts";
import { isWalkForward } from "../../research/walkforward/model.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonFlag, runsFlags } from "../flags.ts";
import type { Io } from "../io.ts";
import { loadStrategy } from "../load/strategy.ts";
import { perform } from "../perform.ts";
import { loadHistory, type RunRequest } from "../request.ts";
import { openRun } from "../store.ts";
import { performWalk } from "../walkforward/perform.ts";
import { walkRequestOf } from "../walkforward/prepare.ts";
import { isWalkRequest } from "../walkforward/request.ts";

export const reproduceCommand = command({
  positionals: {
    run: { type: "string", demandOption: true, describe: "Id of a run, the start of one, or its folder" },
  },
  flags: { ...runsFlags, ...jsonFlag },
  examples: [["bot4 reproduce sma-cross-1f", "Run it again and compare every number"]],
  async run(args, io) {
    const stored = openRun(args.run, args.runs, io);
    const again = await runAgain(stored.request, io);
    // What is run again are the predictions of the models; they are trained by the command that made them.
    const run = isTrainedRun(stored.run)
      ? { ...again, identity: trainedIdentity(again.identity, stored.run.training) }
      : again;
    const causes = changedInputs(stored.run, run);
    const numbers = changedNumbers(stored.run, run);
    const identical = causes.length === 0 && numbers.length === 0;
    if (args.json) io.out(`${JSON.stringify({ run: stored.run.identity.id, identical, causes, numbers })}\n`);
    else if (identical) io.out(`${stored.run.identity.id} reproduced: hash and every number are identical\n`);
    else {
      const verdict = numbers.length === 0 ? "every number is identical, but" : "it differs:";
      io.out(`${stored.run.identity.id} not reproduced; ${verdict}\n`);
      for (const line of [...causes, ...numbers]) io.out(`  ${line}\n`);
    }
    return identical ? exitCodes.ok : exitCodes.refused;
  },
});

async function runAgain(request: RunRequest, io: Io): Promise<Run> {
  if (!isWalkRequest(request)) return (await perform(request, io)).run;
  const loaded = await loadStrategy(request.target, io);
  return performWalk(walkRequestOf(loaded, request, await loadHistory(request.data, io)), io);
}

/** Which inputs of the hash are not what they were. */
export function changedInputs(before: Run, after: Run): string[] {
  const a = before.identity;
  const b = after.identity;
  const said = (what: string, was: unknown, is: unknown) =>
    canonicalJson(was) === canonicalJson(is)
      ? []
      : [`${what} changed: was ${canonicalJson(was)}, is ${canonicalJson(is)}`];
  const dataOf = (identity: Run["identity"]) =>
    identity.data.map(({ name, sha256, rows }) => ({ name, sha256: sha256.slice(0, 12), rows }));
  const causes = [
    ...said("code version", a.codeVersion, b.codeVersion),
    ...said("source of the strategy", a.sourceHash, b.sourceHash),
    ...said("graph", a.graphHash, b.graphHash),
    ...said("parameters", a.params, b.params),
    ...said("settings", a.settings, b.settings),
    ...said("data", dataOf(a), dataOf(b)),
  ];
  return causes.length > 0 ? causes : said("hash", a.hash, b.hash);
}

const walkOf = (run: Run): unknown => (isWalkForward(run) ? run.walkForward : {});

/** Which results are not what they were, to the last bit. */
export function changedNumbers(before: Run, after: Run): string[] {
  const metrics = Object.keys({ ...before.metrics, ...after.metrics }).filter(
    (key) => !Object.is(before.metrics[key], after.metrics[key]),
  );
  const lines = metrics.map((key) => `${key}: was ${before.metrics[key]}, is ${after.metrics[key]}`);
  for (const name of ["ts", "equity", "exposure", "net", "benchmark"] as const) {
    const [was, is] = [before.outcome[name], after.outcome[name]];
    if (was.length !== is.length) {
      lines.push(`${name}: was ${was.length} bars, is ${is.length}`);
      continue;
    }
    const at = was.findIndex((value, i) => !Object.is(value, is[i]));
    if (at >= 0) lines.push(`${name} from bar ${at}: was ${was[at]}, is ${is[at]}`);
  }
  for (const name of ["trades", "fills", "costs", "verdicts", "ambiguousBars"] as const) {
    if (canonicalJson(before.outcome[name]) !== canonicalJson(after.outcome[name])) {
      lines.push(`${name} differ`);
    }
  }
  if (canonicalJson(walkOf(before)) !== canonicalJson(walkOf(after))) lines.push("folds differ");
  if (canonicalJson(before.bounds ?? {}) !== canonicalJson(after.bounds ?? {})) lines.push("bounds differ");
  return lines;
}
