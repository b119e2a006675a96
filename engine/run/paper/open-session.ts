import type { JournalRecord } from "../../adapters/journal/line.ts";
import { type Journal, type JournalOptions, openJournal } from "../../adapters/journal/open-journal.ts";
import { toText } from "../../adapters/journal/plain.ts";
import { refuse } from "../../core/errors.ts";
import { createTrader, type Trader, type TraderOptions } from "../live/trader.ts";
import type { MarketData } from "../market.ts";
import { createInputLog, inputsOf, recordKinds } from "./input-log.ts";

/** What a session that survives its process is made of. */
export interface SessionOptions extends Omit<TraderOptions, "note"> {
  /** Folder of its journal. */
  readonly folder: string;
  /** What it trades and by what rules, as hashes: a journal goes on only under the same. */
  readonly identity: Readonly<Record<string, string>>;
  /** Bars from before its first event; the same each time. */
  readonly history?: MarketData | undefined;
  readonly journal?: Omit<JournalOptions, "fold">;
}

/** A trader whose inputs are journalled before it acts upon them. */
export interface PaperSession {
  readonly trader: Trader;
  readonly journal: Journal;
  /** Inputs that the journal held, and the time of the last of them; -Infinity for none. */
  readonly inputs: number;
  readonly lastMs: number;
  /** Writes the timers that were noted and nothing followed from: until then they may be lost, and come again. */
  readonly flush: () => void;
  /**
   * Goes on at a moment after the process had ended: the connection counts as lost and there again, so that the trader
   * asks what became of all that was open. Does nothing in a session that is new.
   */
  readonly resume: (nowMs: number) => void;
}

/** What a session begins with in its journal. */
export interface Begin {
  readonly schema: "bot4/paper-session@1";
  readonly run: string;
  readonly identity: Readonly<Record<string, string>>;
}

/**
 * Opens a session with a venue of its own life: a new one, or the one whose journal is in the folder, which then stands as
 * it stood after the last input that was written. Nothing is sent on the way there. Throws a UserError for a damaged
 * journal, and for one of another run or identity.
 */
export function openSession({ folder, identity, history, ...options }: SessionOptions): PaperSession {
  const begin: Begin = { schema: "bot4/paper-session@1", run: options.run, identity };
  const log = createInputLog((kind, data) => journal.append(kind, data));
  const { venue } = options;
  const trader = createTrader({
    ...options,
    note: log.note,
    venue: {
      send: (action, nowMs) => {
        log.flush();
        venue.send(action, nowMs);
      },
    },
  });
  if (history) trader.warm(history);
  let begun = false;
  let [inputs, lastMs] = [0, Number.NEGATIVE_INFINITY];
  const fold = (record: JournalRecord): void => {
    if (record.kind === recordKinds.begin) {
      checkBegin(folder, record.data as Begin, begin);
      begun = true;
    }
    for (const input of inputsOf(record)) {
      trader.replay([input]);
      inputs++;
      lastMs = input.ts;
    }
  };
  const journal = openJournal(folder, { ...options.journal, fold });
  if (!begun) journal.append(recordKinds.begin, begin);
  return {
    trader,
    journal,
    inputs,
    lastMs,
    flush: log.flush,
    resume: (nowMs) => {
      if (inputs === 0) return;
      const ts = Math.max(nowMs, lastMs);
      trader.take({ kind: "disconnected", ts });
      trader.take({ kind: "connected", ts });
    },
  };
}

/** Throws a UserError where a journal is not of this session. */
export function checkBegin(folder: string, was: Begin, is: Begin): void {
  if (toText(was) === toText(is)) return;
  refuse(
    `the journal in ${folder} must be of ${toText(is)}; was of ${toText(was)}; give a folder of its own`,
  );
}
