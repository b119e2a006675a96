import type { SimulatedSession } from "../../engine/run/paper/open-simulated.ts";
import type { Io } from "../io.ts";
import { createDailyReports, type Days, dayMs } from "../shadow/daily.ts";
import { startDailyThread } from "../shadow/daily-thread.ts";
import type { Prepared } from "./prepare.ts";

/** Has the reports of a session's days written. What goes wrong there is said, and does not end what trades. */
export interface DayReporter {
  /** Is told of the midnight at which a day began that is over now. Never waits. */
  readonly over: (fromMs: number) => void;
  /**
   * Writes what is left, that of the day that has only begun as far as it went, as the session ends at a time; once that
   * day is over its report is written anew.
   */
  readonly end: (lastMs: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

type Flushed = Pick<SimulatedSession, "flush" | "lastMs">;

/**
 * The reports of a session. While its time is that of a market or a clock each day's is written beside it, in a thread of
 * its own. A replay that goes as fast as it can has no time to spare: all its days are written at its end, at once.
 */
export function createDayReporter(prepared: Prepared, session: Flushed, io: Io): DayReporter {
  const { feed, plan } = prepared;
  const isPaced = feed.kind !== "replay" || Number.isFinite(feed.speed);
  // Of longer bars a day has no more to tell than the whole.
  if (plan.timeframeMs >= dayMs) return lastDay(prepared, session, io);
  return isPaced ? daysBeside(prepared, session, io) : allDays(prepared, session, io);
}

/** The day to which a moment belongs; midnight belongs to the day before. */
const dayOf = (ms: number): number => Math.floor((ms - 1) / dayMs) * dayMs;

/** The first day on which a bar of a session may close. */
const firstDay = ({ file, plan }: Prepared): number => dayOf(file.history.tradesFromMs + plan.timeframeMs);

const atEnd = (
  prepared: Prepared,
  session: Flushed,
  io: Io,
  daysUntil: (lastMs: number) => Days,
): DayReporter => ({
  over: () => {},
  end: async (lastMs) => {
    const days = daysUntil(lastMs);
    await saying(days, io, async () => {
      session.flush();
      await io.compute(() => createDailyReports(prepared).write(days));
    });
  },
  close: async () => {},
});

const lastDay = (prepared: Prepared, session: Flushed, io: Io): DayReporter =>
  atEnd(prepared, session, io, (lastMs) => ({ fromMs: dayOf(lastMs), toMs: dayOf(lastMs) + dayMs }));

/** From its first on: what was killed before it ended has left none. */
const allDays = (prepared: Prepared, session: Flushed, io: Io): DayReporter =>
  atEnd(prepared, session, io, (lastMs) => ({ fromMs: firstDay(prepared), toMs: dayOf(lastMs) + dayMs }));

/** One writing at a time: days that end meanwhile are written together in the next. */
function daysBeside(prepared: Prepared, session: Flushed, io: Io): DayReporter {
  const { folder } = prepared;
  const thread = startDailyThread({ folder, cwd: io.cwd, env: { ...io.env } });
  let fromMs = Number.isFinite(session.lastMs) ? dayOf(session.lastMs) : firstDay(prepared);
  let toMs = fromMs;
  let writing: Promise<void> | undefined;
  const writeOn = (): void => {
    if (writing || fromMs >= toMs) return;
    const days = { fromMs, toMs };
    fromMs = toMs;
    writing = saying(days, io, () => thread.write(days)).then(() => {
      writing = undefined;
      writeOn();
    });
  };
  const over = (dayFromMs: number): void => {
    session.flush();
    toMs = Math.max(toMs, dayFromMs + dayMs);
    writeOn();
  };
  return {
    over,
    end: async (lastMs) => {
      over(dayOf(lastMs));
      while (writing) await writing;
    },
    close: thread.close,
  };
}

async function saying({ fromMs, toMs }: Days, io: Io, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const [first, last] = [fromMs, toMs - dayMs].map((ms) => new Date(ms).toISOString().slice(0, 10));
    const which = first === last ? `report of ${first}` : `reports of ${first} to ${last}`;
    io.err(`the ${which} could not be written: ${(error as Error).message}\n`);
  }
}
