import { join } from "node:path";
import { canonicalJson } from "../../data/canonical-json.ts";
import { makeFolder } from "../../data/make-folder.ts";
import { followJournal, type JournalFollower } from "../../engine/adapters/journal/follow-journal.ts";
import { createFold, foldedOf, type SessionFold } from "../../engine/run/paper/fold-session.ts";
import { renderPeriod } from "../../reports/paper/render-period.ts";
import { compareToShadow } from "../../research/paper/compare.ts";
import { type PeriodModel, periodModel } from "../../research/paper/period-model.ts";
import { sessionPaths, writeWhole } from "../paper/session-folder.ts";
import { foldOptionsOf, type StoredSession } from "./stored-session.ts";

/** Writes the reports of a session's days as they end, beside the process that trades or within it. */
export interface DailyReports {
  /**
   * Writes `daily/<day>.json` and `.html` of the day (UTC) that begins at a time, in ms since 1970 UTC, from what the
   * journal holds by then. Gives the path of the page; undefined for a day on which no bar closed.
   */
  readonly write: (fromMs: number) => Promise<string | undefined>;
}

const dayMs = 86_400_000;

/** The reports of a session's days. It reads the journal on from where it had stopped, so that each day costs one day. */
export function createDailyReports(session: StoredSession): DailyReports {
  const options = foldOptionsOf(session);
  const paths = sessionPaths(session.folder);
  let reading: { readonly follower: JournalFollower; readonly fold: SessionFold } | undefined;
  return {
    write: async (fromMs) => {
      reading ??= { follower: followJournal(paths.journal), fold: createFold(options) };
      for (const record of reading.follower.next()) reading.fold.take(record);
      const folded = foldedOf(reading.fold, options);
      if (folded.rows.ts.length === 0) return undefined;
      const { run, strategy } = session.file;
      const days = { fromMs, toMs: fromMs + dayMs };
      const model = periodModel(folded, compareToShadow(folded, options), { run, strategy }, days);
      if (!model) return undefined;
      await makeFolder(paths.daily);
      return writeDay(paths.daily, model);
    },
  };
}

/** Writes the two files of a day, each whole or not at all; the path of the page. */
function writeDay(folder: string, model: PeriodModel): string {
  const name = new Date(model.fromMs).toISOString().slice(0, 10);
  const page = join(folder, `${name}.html`);
  writeWhole(join(folder, `${name}.json`), `${canonicalJson(model)}\n`);
  writeWhole(page, renderPeriod(model, false));
  return page;
}
