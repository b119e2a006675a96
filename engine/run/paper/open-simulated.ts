import { type Journal, openJournal } from "../../adapters/journal/open-journal.ts";
import type { FeedEvent, SimulatedVenue } from "../../ports.ts";
import {
  createDialogue,
  type Dialogue,
  dueOf,
  letPass,
  passEvent,
  passOperator,
  timersBefore,
} from "../live/dialogue.ts";
import type { TimerGrid } from "../live/timers.ts";
import { createTrader, type Trader } from "../live/trader.ts";
import type { OperatorInput } from "../live/trader-input.ts";
import { createCheckpoints } from "./checkpoints.ts";
import { createInputLog, type InputLog, recordKinds } from "./input-log.ts";
import { type Begin, checkBegin, type SessionOptions } from "./open-session.ts";
import { tellAgain } from "./tell-again.ts";

/** What a session is made of whose venue lives in its process. */
export interface SimulatedOptions extends Omit<SessionOptions, "venue"> {
  /** As it is made anew: nothing was shown to it, and nothing sent. */
  readonly venue: SimulatedVenue;
  /** Time between two looks at what is overdue, ms, or the grid on which they lie; a second unless told. */
  readonly timerMs?: number | TimerGrid;
  /** Time between two questions how the account stands at the venue, ms; five minutes unless told. */
  readonly reconcileMs?: number;
  /** Records of the journal after which the venue is kept in a checkpoint again; 2,500 unless told. */
  readonly checkpointRecords?: number;
}

/** A trader and its venue in one process, both of which stand as before when it is opened again. */
export interface SimulatedSession {
  readonly trader: Trader;
  readonly venue: SimulatedVenue;
  readonly journal: Journal;
  /** Inputs of the trader that the journal held, and the time of the last of them; -Infinity for none. */
  readonly inputs: number;
  readonly lastMs: number;
  /** Events of the market that it held, seen by the trader or not: a feed that is played again goes on after so many. */
  readonly events: number;
  /** Shows an event to the venue, and to the trader unless it does not see it, after all that comes before. */
  readonly pass: (event: FeedEvent, seen?: boolean) => void;
  /** Tells the trader what an operator wants, after all that comes before. */
  readonly tell: (input: OperatorInput) => void;
  /** Lets time pass up to a moment without any event: timers, and what the venue says. */
  readonly wait: (untilMs: number) => void;
  /** When next something happens without an event of the market, ms since 1970 UTC; Infinity for never. */
  readonly dueMs: () => number;
  /** Writes the timers down that the journal holds back: for who reads it meanwhile. */
  readonly flush: () => void;
  /** Brings all to the disk and lets go of the journal. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a session with its venue: a new one, or the one whose journal is in the folder. Trader and venue are functions of
 * the journal: the market's events in it are shown to both again, what the trader then sends reaches the venue at the same
 * times, and what the venue then says must be what the journal holds. What it had said and the trader had not heard comes
 * next. Checkpoints of the venue spare it what was long ago; the trader is told all. So a session that was killed goes on
 * exactly as one that was not. Throws a UserError for a damaged journal, for one of another run or identity, and where the
 * venue says something else than it did.
 */
export function openSimulated(given: SimulatedOptions): SimulatedSession {
  const { folder, identity, history, timerMs = 1_000, venue, ...options } = given;
  const begin: Begin = { schema: "bot4/paper-session@1", run: options.run, identity };
  const log = createInputLog((kind, data) => journal.append(kind, data));
  let folding = true;
  const trader = createTrader({
    ...options,
    venue: {
      send: (action, nowMs) => {
        if (!folding) log.flush();
        venue.send(action, nowMs);
      },
    },
    note: (input) => {
      if (!folding) log.note(input);
    },
  });
  if (history) trader.warm(history);
  const dialogue = createDialogue(trader, venue, timerMs, given.reconcileMs ?? 300_000);
  const held = { begun: false, inputs: 0, events: 0, lastMs: Number.NEGATIVE_INFINITY };
  const checkpoints = createCheckpoints(folder, dialogue, given.checkpointRecords);
  const journal = openJournal(folder, {
    ...options.journal,
    fold: (record) => {
      if (record.kind === recordKinds.begin) {
        checkBegin(folder, record.data as Begin, begin);
        held.begun = true;
      }
      if (!checkpoints.passes(record, held)) tellAgain(dialogue, record, held, folder);
    },
  });
  folding = false;
  if (!held.begun) journal.append(recordKinds.begin, begin);
  const { inputs, events, lastMs } = held;
  const done = (): void => checkpoints.done(journal, log);
  return { trader, venue, journal, inputs, events, lastMs, ...waysOf(dialogue, journal, log, done) };
}

type Ways = Pick<SimulatedSession, "pass" | "tell" | "wait" | "dueMs" | "flush" | "close">;

/** What a session can be told; `done` is called after each. */
function waysOf(dialogue: Dialogue, journal: Journal, log: InputLog, done: () => void): Ways {
  return {
    pass: (event, seen = true) => {
      if (!seen) {
        letPass(dialogue, event.ts, timersBefore(event));
        log.noteUnseen(event);
      }
      passEvent(dialogue, event, seen);
      done();
    },
    tell: (input) => {
      passOperator(dialogue, input);
      done();
    },
    wait: (untilMs) => {
      letPass(dialogue, untilMs);
      done();
    },
    dueMs: () => dueOf(dialogue),
    flush: log.flush,
    close: () => {
      log.flush();
      return journal.close();
    },
  };
}
