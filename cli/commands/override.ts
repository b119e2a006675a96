import { userInfo } from "node:os";
import { canonicalJson } from "../../data/canonical-json.ts";
import { overrideJournal, readJournal } from "../../data/dossiers/override-journal.ts";
import { dossierFiles } from "../../data/dossiers/store.ts";
import { refuse } from "../../engine/core/errors.ts";
import { type Override, type OverrideRecord, overrideKinds } from "../../research/promotion/override.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonFlag, runsFlags } from "../flags.ts";
import { formatTime } from "../format.ts";
import type { Io } from "../io.ts";
import { type Acted, actOnSessions } from "../paper/act-on-sessions.ts";
import { dossiersFlags, dossiersFolder, openDossier } from "../promotion/dossiers.ts";
import { journalOverride, judgeAsked, whyRefused } from "../promotion/overrides.ts";
import { tableText } from "../table.ts";

export const overrideCommand = command({
  positionals: {
    kind: {
      type: "string",
      choices: ["list", ...overrideKinds],
      demandOption: true,
      describe: "halt, reduce and flatten are always allowed; resume, add and target need evidence",
    },
    dossier: { type: "string", describe: "Number, id, start of its sha256, or path" },
  },
  flags: {
    symbol: { type: "string", describe: "This symbol alone [all]" },
    amount: {
      type: "number",
      describe: "reduce: the share to leave; add, target: a fraction of equity",
    },
    author: { type: "string", describe: "Who asks [the name of the login]" },
    reason: { type: "string", describe: "Why" },
    evidence: {
      type: "string",
      describe:
        "A stored run of the strategy on newer data, of which the gate is asked by the dossier's own policy",
    },
    runs: { type: "string", describe: runsFlags.runs.describe },
    ...dossiersFlags,
    ...jsonFlag,
  },
  examples: [
    [
      "bot4 override halt 1 --reason 'the exchange is down'",
      "Always allowed; the sessions of it that run do it",
    ],
    ["bot4 override resume 1 --reason 'it is back' --evidence sma-cross-1f", "Allowed if the gate opens"],
    ["bot4 override list", "Everything that was asked, allowed or refused"],
  ],
  run: (args, io) => (args.kind === "list" ? list(args, io) : ask(args, io)),
});

interface OverrideArgs {
  readonly kind: string;
  readonly dossier?: string | undefined;
  readonly symbol?: string | undefined;
  readonly amount?: number | undefined;
  readonly author?: string | undefined;
  readonly reason?: string | undefined;
  readonly evidence?: string | undefined;
  readonly runs?: string | undefined;
  readonly dossiers?: string | undefined;
  readonly json?: boolean | undefined;
}

async function ask(args: OverrideArgs, io: Io): Promise<number> {
  const named =
    args.dossier ?? refuse(`override ${args.kind} needs a dossier (bot4 dossier list shows them)`);
  const { file, dossier } = openDossier(named, args.dossiers, io);
  const override: Override = {
    kind: args.kind as Override["kind"],
    symbol: args.symbol ?? null,
    amount: args.amount ?? null,
    author: args.author ?? userInfo().username,
    reason: args.reason ?? "",
    atMs: Date.now(),
  };
  const record = await judgeAsked(override, { file, dossier }, args, io);
  const { allowed, rule } = record;
  // First what it is for: a journal that cannot be written must not keep a session from halting.
  const sessions = allowed ? await actOnSessions(record, io) : [];
  await journalOverride(record, args.dossiers, io);
  if (args.json) io.out(`${canonicalJson({ ...record, sessions })}\n`);
  else if (rule === null) io.out(allowedText(`${args.kind} of ${file.id}`, sessions));
  else io.out(`${args.kind} of ${file.id} is refused and journalled: ${rule}: ${whyRefused[rule]}\n`);
  return allowed ? exitCodes.ok : exitCodes.refused;
}

function allowedText(what: string, sessions: readonly Acted[]): string {
  const lines = sessions.map(({ session, words }) => `session ${session} ${words}\n`);
  const none =
    "no session of it runs under paper; one in another folder is named: bot4 halt --session <folder>\n";
  return `${what} is allowed and journalled\n${lines.join("") || none}`;
}

async function list(args: OverrideArgs, io: Io): Promise<number> {
  const { records } = readJournal<OverrideRecord>(overrideJournal(dossiersFolder(args.dossiers, io)));
  if (args.json) io.out(`${canonicalJson(records)}\n`);
  else if (records.length === 0) io.out("no overrides\n");
  else {
    const files = dossierFiles(dossiersFolder(args.dossiers, io));
    const ids = new Map(files.map(({ sha256, id }) => [sha256, id]));
    const rows = records.map(({ atMs, kind, symbol, amount, author, reason, rule, dossier }) => [
      formatTime(atMs),
      ids.get(dossier) ?? dossier.slice(0, 12),
      [kind, symbol, amount].filter((word) => word !== null).join(" "),
      author,
      rule ?? "allowed",
      reason,
    ]);
    io.out(`${tableText(rows, { head: ["time", "dossier", "override", "author", "verdict", "reason"] })}\n`);
  }
  return exitCodes.ok;
}
