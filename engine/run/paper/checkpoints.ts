import { readCheckpoint, writeCheckpoint } from "../../adapters/journal/checkpoint.ts";
import type { JournalRecord } from "../../adapters/journal/line.ts";
import type { Journal } from "../../adapters/journal/open-journal.ts";
import type { Dialogue } from "../live/dialogue.ts";
import { type InputLog, inputsOf, recordKinds } from "./input-log.ts";

/** What was told again so far. */
export interface Held {
  inputs: number;
  events: number;
  lastMs: number;
}

/** What of a session does not follow from its trader's inputs alone. */
interface Kept {
  readonly timer: number;
  readonly nowMs: number;
  readonly said: Dialogue["said"];
  readonly events: number;
  readonly reconciledMs: number;
  readonly venue: unknown;
}

/** Keeps the venue of a session now and then, so that it need not live through all again. */
export interface Checkpoints {
  /**
   * Tells a record that lies before the checkpoint to the trader alone, which sends nothing; after the last of them venue
   * and dialogue stand as they were kept. False for a record that both are to be told.
   */
  readonly passes: (record: JournalRecord, held: Held) => boolean;
  /** Something is done with; it may be time for a checkpoint. */
  readonly done: (journal: Journal, log: InputLog) => void;
}

/** The checkpoints of a session's journal: what was kept is read, and kept anew after so many records. */
export function createCheckpoints(folder: string, dialogue: Dialogue, every = 2_500): Checkpoints {
  const { trader, venue } = dialogue;
  const found = venue.restore && readCheckpoint(folder);
  let last = found?.place.sequence ?? 0;
  return {
    passes: (record, held) => {
      if (!found || record.sequence > found.place.sequence) return false;
      for (const input of inputsOf(record)) {
        trader.replay([input]);
        held.inputs++;
        held.lastMs = input.ts;
      }
      if (isEvent(record)) held.events++;
      if (record.sequence === found.place.sequence) stand(dialogue, found.data as Kept);
      return true;
    },
    done: (journal, log) => {
      if (!venue.keep || journal.last() - last < every) return;
      log.flush();
      const place = journal.place();
      if (!place) return;
      const { timer, nowMs, said, events, reconciledMs } = dialogue;
      const data: Kept = { timer, nowMs, said, events, reconciledMs, venue: venue.keep() };
      writeCheckpoint(folder, { place, data });
      last = place.sequence;
    },
  };
}

function stand(dialogue: Dialogue, { timer, nowMs, said, events, reconciledMs, venue }: Kept): void {
  dialogue.timer = timer;
  dialogue.nowMs = nowMs;
  dialogue.said.push(...said);
  dialogue.events = events;
  dialogue.reconciledMs = reconciledMs;
  dialogue.venue.restore!(venue);
}

const inner: ReadonlySet<string> = new Set([
  "timer",
  "order",
  "connected",
  "disconnected",
  "standing",
  "operator",
]);

/** Whether a record is an event of the market. */
const isEvent = ({ kind, data }: JournalRecord): boolean =>
  kind === recordKinds.unseen ||
  (kind === recordKinds.input && !inner.has((data as { readonly kind: string }).kind));
