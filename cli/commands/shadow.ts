import { resolve } from "node:path";
import { canonicalJson } from "../../data/canonical-json.ts";
import { hashJournal } from "../../engine/adapters/journal/hash-journal.ts";
import { refuse } from "../../engine/core/errors.ts";
import { foldSession } from "../../engine/run/paper/fold-session.ts";
import { compareToShadow } from "../../research/paper/compare.ts";
import { composePaperRecord } from "../../research/paper/compose-record.ts";
import { periodModel } from "../../research/paper/period-model.ts";
import { judgePaper } from "../../research/promotion/judge-paper.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonFlag, openFlag } from "../flags.ts";
import type { Io } from "../io.ts";
import { sessionPaths, writeWhole } from "../paper/session-folder.ts";
import { dossiersFlags } from "../promotion/dossiers.ts";
import { checkReport, openInBrowser, shortPath, writeWhole as writeReport } from "../report.ts";
import { foldOptionsOf, openStoredSession, sessionPositional } from "../shadow/stored-session.ts";
import { type Judged, shadowText } from "../shadow/text.ts";

export const shadowCommand = command({
  positionals: sessionPositional,
  flags: {
    day: { type: "string", describe: "Only this day, UTC: 2026-01-31" },
    report: { type: "string", describe: "Write it as a page here" },
    ...dossiersFlags,
    ...openFlag,
    ...jsonFlag,
  },
  examples: [
    [
      "bot4 shadow paper/sma-cross-1",
      "What the session did otherwise than the backtest of its bars, and why",
    ],
    ["bot4 shadow paper/sma-cross-1 --report shadow.html", "The same as a page"],
  ],
  async run(args, io) {
    checkReport(args.report, io);
    const session = await openStoredSession(args.session, args.dossiers, io);
    const judged = await io.compute(() => judge(session, dayOf(args.day)));
    const path = sessionPaths(session.folder).record;
    writeWhole(path, `${canonicalJson(judged.record)}\n`);
    if (args.json) io.out(`${canonicalJson(judged)}\n`);
    else io.out(shadowText(judged, shortPath(path, io)));
    if (args.report !== undefined) await report(judged, args.report, args, io);
    return exitCodes.ok;
  },
});

interface ReportArgs {
  readonly json?: boolean | undefined;
  readonly open?: boolean | undefined;
  readonly day?: string | undefined;
}

async function report({ period }: Judged, name: string, args: ReportArgs, io: Io): Promise<void> {
  const { renderPeriod } = await import("../../reports/paper/render-period.ts");
  const path = resolve(io.cwd, name);
  await writeReport(path, renderPeriod(period, args.day === undefined));
  if (!args.json) io.out(`report  ${shortPath(path, io)}\n`);
  if (args.open) openInBrowser(path);
}

type Session = Awaited<ReturnType<typeof openStoredSession>>;
type Days = Parameters<typeof periodModel>[3];

function judge(session: Session, days: Days): Judged {
  const options = foldOptionsOf(session);
  const { file } = session;
  const folded = foldSession(sessionPaths(session.folder).journal, options);
  if (folded.rows.ts.length === 0) refuse(`the session in ${session.folder} has not seen a whole bar yet`);
  const comparison = compareToShadow(folded, options);
  const journal = hashJournal(folded.end);
  const origin = { dossier: file.dossier.sha256, journal, feed: file.feed };
  const record = composePaperRecord(folded, comparison, origin);
  const period =
    periodModel(folded, comparison, file, days) ??
    refuse(`--day must be a day of the session; none of its bars closed on it`);
  return { period, record, verdict: judgePaper(record) };
}

const dayMs = 86_400_000;

function dayOf(day: string | undefined): Days {
  if (day === undefined) return undefined;
  const fromMs = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : Number.NaN;
  if (Number.isNaN(fromMs)) refuse(`--day must be a day such as 2026-01-31; was ${day}`);
  return { fromMs, toMs: fromMs + dayMs };
}
