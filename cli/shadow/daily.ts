import { join } from "node:path";
import { canonicalJson } from "../../data/canonical-json.ts";
import { makeFolder } from "../../data/make-folder.ts";
import { followJournal } from "../../engine/adapters/journal/follow-journal.ts";
import type { JournalRecord } from "../../engine/adapters/journal/line.ts";
import { type FoldMark, foldedAt, markFold } from "../../engine/run/paper/fold-mark.ts";
import {
  createFold,
  type FoldOptions,
  foldedOf,
  type SessionFold,
} from "../../engine/run/paper/fold-session.ts";
import { renderPeriod } from "../../reports/paper/render-period.ts";
import { compareTo, shadowOf } from "../../research/paper/compare.ts";
import { type PeriodModel, periodModel } from "../../research/paper/period-model.ts";
import { shadowAt } from "../../research/paper/shadow.ts";
import { sessionPaths, writeWhole } from "../paper/session-folder.ts";
import { foldOptionsOf, type StoredSession } from "./stored-session.ts";

/** Whole days, UTC: from one midnight up to another, ms since 1970 UTC. */
export interface Days {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Writes the reports of a session's days. */
export interface DailyReports {
  /**
   * Writes `daily/<day>.json` and `.html` of days that follow one another, by one reading of the journal and one shadow for
   * all. Each tells what was known as its day ended, whatever the journal holds by now: it is the same alone and among
   * others, but for the words on a stop order of the shadow that was waiting for its limit. Gives the paths of the
   * pages; none for a day on which no bar closed.
   */
  readonly write: (days: Days) => Promise<readonly string[]>;
}

export const dayMs = 86_400_000;

/** The reports of a session's days. Of days in their order it reads the journal on from where it had stopped. */
export function createDailyReports(session: StoredSession): DailyReports {
  const options = foldOptionsOf(session);
  const paths = sessionPaths(session.folder);
  let reading: Reading | undefined;
  return {
    write: async ({ fromMs, toMs }) => {
      if (!reading || reading.untilMs() > fromMs + dayMs) reading = createReading(paths.journal, options);
      const ends = endsOf(reading, { fromMs, toMs });
      if (ends.length === 0) return [];
      const folded = foldedOf(reading.fold, options);
      const shadow = shadowOf(folded, options);
      await makeFolder(paths.daily);
      return ends.flatMap(({ dayFromMs, mark }) => {
        const then = foldedAt(folded, mark);
        const comparison = compareTo(shadowAt(shadow, then.market.ts.length), then, options);
        const model = periodModel(then, comparison, session.file, {
          fromMs: dayFromMs,
          toMs: dayFromMs + dayMs,
        });
        return model ? [writeDay(paths.daily, model)] : [];
      });
    },
  };
}

/** A journal that is being read, moment by moment. */
interface Reading {
  readonly fold: SessionFold;
  /** The last moment that it was read up to. */
  readonly untilMs: () => number;
  readonly readUntil: (ms: number) => void;
}

function createReading(journal: string, options: FoldOptions): Reading {
  const follower = followJournal(journal);
  const fold = createFold(options);
  let untilMs = Number.NEGATIVE_INFINITY;
  // What it holds of a later time than was asked for.
  let held: JournalRecord | undefined;
  return {
    fold,
    untilMs: () => untilMs,
    readUntil: (ms) => {
      const afterMs = untilMs;
      untilMs = ms;
      if (held && !fold.take(held, ms, afterMs)) return;
      held = undefined;
      for (const record of follower.next()) {
        if (fold.take(record, ms)) continue;
        held = record;
        return;
      }
    },
  };
}

/** How the session stood as each of the days ended on which a bar closed. */
function endsOf(reading: Reading, { fromMs, toMs }: Days) {
  const ends: { readonly dayFromMs: number; readonly mark: FoldMark }[] = [];
  const { fold } = reading;
  const { ts } = fold.rows;
  for (let day = fromMs; day < toMs; day += dayMs) {
    // At midnight itself the last bar of the day still ends.
    reading.readUntil(day + dayMs);
    if (ts.length > 0 && ts.at(-1)! + fold.timeframeMs > day)
      ends.push({ dayFromMs: day, mark: markFold(fold) });
  }
  return ends;
}

/** Writes the two files of a day, each whole or not at all; the path of the page. */
function writeDay(folder: string, model: PeriodModel): string {
  const name = new Date(model.fromMs).toISOString().slice(0, 10);
  const page = join(folder, `${name}.html`);
  writeWhole(join(folder, `${name}.json`), `${canonicalJson(model)}\n`);
  writeWhole(page, renderPeriod(model, false));
  return page;
}
