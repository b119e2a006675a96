import { userInfo } from "node:os";
import { dirname, relative } from "node:path";
import { canonicalJson } from "../../data/canonical-json.ts";
import { findDossier } from "../../data/dossiers/store.ts";
import { askControl } from "../../engine/adapters/control/ask-control.ts";
import { refuse } from "../../engine/core/errors.ts";
import { checkOverride, type Override, type OverrideRecord } from "../../research/promotion/override.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonFlag } from "../flags.ts";
import { formatTime } from "../format.ts";
import { type Io, programName } from "../io.ts";
import { dossiersFlags, unseal } from "../promotion/dossiers.ts";
import { journalOverride, judgeAndJournal, whyRefused } from "../promotion/overrides.ts";
import { controlPath } from "./control-path.ts";
import type { ControlRequest } from "./control-request.ts";
import { type FoundSession, findSession, sessionFlags } from "./find-session.ts";

/** Who asks a session for something, and why. */
export const operatorFlags = {
  ...sessionFlags,
  operator: { type: "string", describe: "Who asks [the name of the login]" },
  reason: { type: "string", describe: "Why; journalled" },
  ...jsonFlag,
} as const;

/** Flags of what the rules of overrides judge. */
export const overrideFlags = { ...operatorFlags, ...dossiersFlags } as const;

/** What was asked for on the command line. */
export interface OperatorArgs {
  readonly session?: string | undefined;
  readonly operator?: string | undefined;
  readonly reason?: string | undefined;
  readonly evidence?: string | undefined;
  readonly runs?: string | undefined;
  readonly dossiers?: string | undefined;
  readonly json?: boolean | undefined;
}

/** What becomes of a session that does what it was asked for, in words. */
export const done: Readonly<Record<"halt" | "flatten" | "resume", string>> = {
  halt: "is halted: what is held stays, protected; nothing is added",
  flatten: "is flattened and halted: everything is left at the market",
  resume: "trades again",
};

/**
 * Asks a running session to halt or to flatten. That is always allowed, so that nothing stands before it: neither a dossier
 * that cannot be read any more nor a journal of overrides that cannot be written.
 */
export async function ease(kind: "halt" | "flatten", args: OperatorArgs, io: Io): Promise<number> {
  const found = await findSession(args.session, io);
  const { sha256, path } = found.file.dossier;
  const asked = askedFor(kind, args);
  checkOverride(asked);
  const record: OverrideRecord = {
    schema: "bot4/override@1",
    ...asked,
    dossier: sha256,
    evidence: null,
    allowed: true,
    rule: null,
  };
  const code = await carryOut(kind, record, found, args, io);
  await journalOverride(record, args.dossiers ?? dirname(path), io);
  return code;
}

/** Asks a halted session to trade again, where the rules of overrides allow it. */
export async function resume(args: OperatorArgs, io: Io): Promise<number> {
  const found = await findSession(args.session, io);
  // First: what is asked of a session that does not run is not journalled as if it had been done.
  await checkRuns(found, io);
  const { path, id } = found.file.dossier;
  const opened = unseal(findDossier(dirname(path), id, path), io);
  const places = { ...args, dossiers: args.dossiers ?? dirname(path) };
  const record = await judgeAndJournal(askedFor("resume", args), opened, places, io);
  if (record.rule !== null) return tellRefused(record, args, io);
  return carryOut("resume", record, found, args, io);
}

const askedFor = (kind: Override["kind"], { operator, reason }: OperatorArgs): Override => ({
  kind,
  symbol: null,
  amount: null,
  author: operator ?? userInfo().username,
  reason: reason ?? "",
  atMs: Date.now(),
});

async function carryOut(
  kind: keyof typeof done,
  record: OverrideRecord,
  found: FoundSession,
  { json }: OperatorArgs,
  io: Io,
): Promise<number> {
  const { author: operator, reason } = record;
  const answer = await ask(found, { command: kind, operator, reason, override: record }, io);
  const { atMs } = answer as { readonly atMs: number };
  if (json) io.out(`${canonicalJson({ session: found.folder, kind, atMs, allowed: true })}\n`);
  else {
    const when = `${formatTime(atMs)} by its feed`;
    io.out(`session ${nameOf(found, io)} ${done[kind]} (${when}), journalled as by ${operator}\n`);
  }
  return exitCodes.ok;
}

function tellRefused({ kind, rule }: OverrideRecord, { json }: OperatorArgs, io: Io): number {
  if (json) io.out(`${canonicalJson({ kind, allowed: false, rule })}\n`);
  else io.out(`${kind} is refused and journalled: ${rule}: ${whyRefused[rule!]}\n`);
  return exitCodes.refused;
}

/** Asks a running session to end. */
export async function stop(args: OperatorArgs, io: Io): Promise<number> {
  const found = await findSession(args.session, io);
  const operator = args.operator ?? userInfo().username;
  await ask(found, { command: "stop", operator, reason: args.reason ?? "" }, io);
  if (args.json) io.out(`${canonicalJson({ session: found.folder, stopped: true })}\n`);
  else io.out(`session ${nameOf(found, io)} ends; what is open stays as it is until it goes on\n`);
  return exitCodes.ok;
}

export const nameOf = ({ folder }: FoundSession, io: Io): string => relative(io.cwd, folder) || ".";

async function checkRuns(found: FoundSession, io: Io): Promise<void> {
  const reply = await askControl(controlPath(found.folder, io), { command: "status" });
  if (reply === undefined) refuseIdle(found, io);
}

/** Asks a session for something, and gives its answer. Throws a UserError for one that does not run, and for a refusal. */
async function ask(found: FoundSession, request: ControlRequest, io: Io): Promise<unknown> {
  const reply = await askControl(controlPath(found.folder, io), request);
  if (reply === undefined) return refuseIdle(found, io);
  return reply.ok ? reply.result : refuse(`session ${nameOf(found, io)}: ${reply.error}`);
}

function refuseIdle(found: FoundSession, io: Io): never {
  const serial = Number(found.file.dossier.id.slice(0, 6));
  const name = nameOf(found, io);
  return refuse(
    `session ${name} does not run, and does nothing until it does; ${programName(io)} paper ${serial} --session ${name} goes on with it`,
  );
}
