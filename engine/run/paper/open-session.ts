import type { JournalRecord } from "../../adapters/journal/line.ts";
import { type Journal, type JournalOptions, openJournal } from "../../adapters/journal/open-journal.ts";
import { toText } from "../../adapters/journal/plain.ts";
import { refuse } from "../../core/errors.ts";
import { createTrader, type Trader, type TraderInput, type TraderOptions } from "../live/trader.ts";
import type { MarketData } from "../market.ts";

/** What a session that survives its process is made of. */
export interface SessionOptions extends Omit<TraderOptions, "note"> {
  /** Folder of its journal. */
  readonly folder: string;
  /** What it trades and by what rules, as hashes: a journal goes on only under the same. */
  readonly identity: Readonly<Record<string, string>>;
  /** Bars from before its first event; the same each time. */
  readonly history?: MarketData;
  readonly journal?: Omit<JournalOptions, "fold">;
}

/** A trader whose inputs are journalled before it acts upon them. */
export interface PaperSession {
  readonly trader: Trader;
  readonly journal: Journal;
  /** Inputs that the journal held, and the time of the last of them; -Infinity for none. */
  readonly inputs: number;
  readonly lastMs: number;
  /**
   * Goes on at a moment after the process had ended: the connection counts as lost and there again, so that the trader
   * asks what became of all that was open. Does nothing in a session that is new.
   */
  readonly resume: (nowMs: number) => void;
}

/** What a session begins with in its journal. */
interface Begin {
  readonly schema: "bot4/paper-session@1";
  readonly run: string;
  readonly identity: Readonly<Record<string, string>>;
}

const kinds = { begin: "session", input: "input" } as const;

/**
 * Opens a session: a new one, or the one whose journal is in the folder, which then stands as it stood after the last
 * input that was written. Nothing is sent on the way there. Throws a UserError for a damaged journal, and for one of another
 * run or identity.
 */
export function openSession({ folder, identity, history, ...options }: SessionOptions): PaperSession {
  const begin: Begin = { schema: "bot4/paper-session@1", run: options.run, identity };
  const note = (input: TraderInput): void => {
    journal.append(kinds.input, input);
  };
  const trader = createTrader({ ...options, note });
  if (history) trader.warm(history);
  let begun = false;
  let [inputs, lastMs] = [0, Number.NEGATIVE_INFINITY];
  const fold = ({ kind, data }: JournalRecord): void => {
    if (kind === kinds.begin) {
      checkBegin(folder, data as Begin, begin);
      begun = true;
    }
    if (kind !== kinds.input) return;
    const input = data as TraderInput;
    trader.replay([input]);
    inputs++;
    lastMs = input.ts;
  };
  const journal = openJournal(folder, { ...options.journal, fold });
  if (!begun) journal.append(kinds.begin, begin);
  return {
    trader,
    journal,
    inputs,
    lastMs,
    resume: (nowMs) => {
      if (inputs === 0) return;
      const ts = Math.max(nowMs, lastMs);
      trader.take({ kind: "disconnected", ts });
      trader.take({ kind: "connected", ts });
    },
  };
}

function checkBegin(folder: string, was: Begin, is: Begin): void {
  if (toText(was) === toText(is)) return;
  refuse(
    `the journal in ${folder} must be of ${toText(is)}; was of ${toText(was)}; give a folder of its own`,
  );
}
