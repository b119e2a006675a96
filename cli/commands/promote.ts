import { canonicalJson } from "../../data/canonical-json.ts";
import { seal } from "../../data/dossiers/seal.ts";
import { addDossier, dossierFiles, nextLink } from "../../data/dossiers/store.ts";
import { trialStatistics } from "../../data/ledger/statistics.ts";
import { refuse } from "../../engine/core/errors.ts";
import { checkTradable, composeDossier } from "../../research/promotion/compose-dossier.ts";
import type { Dossier, Stage, TrialCounts } from "../../research/promotion/dossier.ts";
import { stages as stageNames } from "../../research/promotion/dossier.ts";
import { failedChecks } from "../../research/promotion/gate-record.ts";
import { verifyDossier } from "../../research/promotion/verify-dossier.ts";
import { isWalkForward, type WalkForwardRun } from "../../research/walkforward/model.ts";
import { codeVersion } from "../code-version.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonFlag, quietFlag, runsFlags } from "../flags.ts";
import type { Io } from "../io.ts";
import { ledgerFolder } from "../ledger.ts";
import { policyOf } from "../policy.ts";
import {
  coveredNow,
  dossiersFlags,
  dossiersFolder,
  type OpenedDossier,
  openChain,
  refuseByEvidence,
} from "../promotion/dossiers.ts";
import { askGate } from "../promotion/gate.ts";
import { noteHead } from "../promotion/heads.ts";
import { signingKey } from "../promotion/keys.ts";
import { judgedPaper } from "../promotion/paper.ts";
import { shortPath } from "../report.ts";
import { stages } from "../stages.ts";
import { type OpenedRun, openRun } from "../store.ts";

export const promoteCommand = command({
  positionals: {
    run: { type: "string", demandOption: true, describe: "Id of a run, the start of one, or its folder" },
  },
  flags: {
    to: {
      type: "string",
      choices: stageNames,
      demandOption: true,
      describe: "Where it may trade from then on",
    },
    policy: { type: "string", describe: "Thresholds of the gate that differ from the default ones: a file" },
    "walk-forward": {
      type: "string",
      describe: "A stored walk-forward of the same strategy, for the record",
    },
    paper: {
      type: "string",
      describe: "--to live: the record of a paper session on a live market (JSON, as bot4 shadow writes it)",
    },
    runs: { type: "string", describe: runsFlags.runs.describe },
    ...dossiersFlags,
    ...quietFlag,
    ...jsonFlag,
  },
  examples: [
    ["bot4 promote sma-cross-1f --to paper", "Ask the gate about a stored run; if it opens, write a dossier"],
    ["bot4 promote sma-cross-1f --to live --paper record.json", "After more than 30 days on a live market"],
  ],
  run: (args, io) => promote(args, io),
});

interface PromoteArgs {
  readonly run: string;
  readonly to: string;
  readonly policy?: string | undefined;
  readonly "walk-forward"?: string | undefined;
  readonly paper?: string | undefined;
  readonly runs?: string | undefined;
  readonly dossiers?: string | undefined;
  readonly quiet?: boolean | undefined;
  readonly json?: boolean | undefined;
}

async function promote(args: PromoteArgs, io: Io): Promise<number> {
  const stage = args.to as Stage;
  const show = stages(args, io);
  if (stage === "paper" && args.paper !== undefined) refuse("--paper belongs to --to live");
  const opened = openRun(args.run, args.runs, io);
  checkTradable(opened.run, stage);
  const chain = openChain(args.dossiers, io);
  const lock = await checkUnchanged(opened, io);
  const walkForward = walkOf(args, io);
  const paper =
    stage === "live"
      ? judgedPaper(args.paper, opened.run, { version: codeVersion(), lock }, chain, io)
      : undefined;
  const gate = await askGate(opened, await policyOf(args.policy, io), args.runs, io, show);
  const failed = [
    ...failedChecks(gate.checks),
    ...(paper?.checks
      .filter(({ passed }) => !passed)
      .map((check) => ({ ...check, name: `paper ${check.name}` })) ?? []),
  ];
  const { id, strategy } = opened.run.identity;
  if (failed.length > 0) {
    if (args.json) io.out(`${canonicalJson({ run: id, promoted: false, failed })}\n`);
    else io.out(refusalText(id, stage, failed));
    return exitCodes.refused;
  }
  const dossier = composeDossier({
    ...nextLink(chain.map(({ file }) => file)),
    supersedes: lastOf(chain, strategy, stage),
    promotedMs: Date.now(),
    stage,
    run: opened.run,
    gate,
    ledger: await countsOf(strategy, args, io),
    lock,
    walkForward,
    paper,
  });
  return write(dossier, args, io);
}

async function write(dossier: Dossier, args: PromoteArgs, io: Io): Promise<number> {
  const { stage, strategy, run, gate, supersedes } = dossier;
  const sealed = seal(dossier, await signingKey(io));
  const folder = dossiersFolder(args.dossiers, io);
  const file = await addDossier(folder, `${stage}-${strategy.name}`, sealed);
  await noteHead(dossierFiles(folder), io);
  const { id, sha256, path } = file;
  if (args.json)
    io.out(`${canonicalJson({ run: run.id, promoted: true, stage, dossier: id, sha256, path })}\n`);
  else if (args.quiet) io.out(`${id}\n`);
  else {
    const passed = gate.checks.filter(({ verdict }) => verdict === "passed").length;
    io.out(
      `${run.id} is promoted to ${stage}: ${passed} of ${gate.checks.length} checks passed, the others do not bind\n` +
        `dossier  ${id}  (${shortPath(path, io)})\nsha256   ${sha256}\n` +
        (supersedes === null ? "" : `it supersedes ${supersedes}\n`),
    );
  }
  return exitCodes.ok;
}

type Failed = readonly { readonly name: string; readonly reason: string }[];

const refusalText = (id: string, stage: Stage, failed: Failed): string =>
  `${id} is not promoted to ${stage}; ${failed.length} of the checks that bind do not hold:\n` +
  failed.map(({ name, reason }) => `  ${name}: ${reason}\n`).join("");

/** The run must be of what is there now: the same source, graph, parameters and code. Gives the hash of the lock. */
async function checkUnchanged({ run }: OpenedRun, io: Io): Promise<string | null> {
  const {
    id,
    strategy: name,
    target,
    sourceHash,
    graphHash,
    params,
    codeVersion: version,
    data,
  } = run.identity;
  const strategy = { name, target, sourceHash, graphHash, params };
  const now = await coveredNow({ strategy, data }, io);
  const found = verifyDossier({ strategy, code: { version, lock: now.code.lock } }, now);
  if (found) {
    const said = (value: unknown): string => JSON.stringify(value) ?? "absent";
    refuseByEvidence(
      `${id} is not what is there now: ${found.field} was ${said(found.was)}, is ${said(found.is)}; run the backtest again`,
    );
  }
  return now.code.lock;
}

function walkOf(args: PromoteArgs, io: Io): WalkForwardRun | undefined {
  const asked = args["walk-forward"];
  if (asked === undefined) return undefined;
  const { run } = openRun(asked, args.runs, io);
  return isWalkForward(run)
    ? run
    : refuse(`--walk-forward must be a walk-forward; ${run.identity.id} is a backtest`);
}

async function countsOf(strategy: string, args: PromoteArgs, io: Io): Promise<TrialCounts> {
  const counted = await trialStatistics(ledgerFolder(args.runs, io), { strategy });
  const { trials, distinct, unfinished, failed, varianceSharpe } = counted;
  return { trials, distinct, unfinished, failed, varianceSharpe };
}

const lastOf = (chain: readonly OpenedDossier[], name: string, stage: Stage): string | null =>
  chain.findLast(({ dossier }) => dossier.strategy.name === name && dossier.stage === stage)?.file.sha256 ??
  null;
