import type { JournalRecord } from "../../adapters/journal/line.ts";
import type { FeedEvent } from "../../ports.ts";
import type { TraderInput } from "../live/trader-input.ts";

/** Kinds of records in a session's journal. */
export const recordKinds = {
  /** What session it is, once. */
  begin: "session",
  /** What its trader was told. */
  input: "input",
  /** Timers that it was told of, without anything between them: first, step and count of each run in turn. */
  timers: "timers",
  /** What its market said and its trader did not see: its feed stood still. */
  unseen: "unseen",
} as const;

/** Writes what a trader is told to a journal, timers in runs: there are many, and most of them change nothing. */
export interface InputLog {
  /** Notes an input before it is acted upon; of timers see {@link flush}. */
  readonly note: (input: TraderInput) => void;
  readonly noteUnseen: (event: FeedEvent) => void;
  /** Writes the timers that were noted since the last record. Called before anything is sent that follows from them. */
  readonly flush: () => void;
}

/** Runs of numbers: first, step and count in turn. */
type Runs = number[];

function addTo(runs: Runs, ts: number): void {
  const at = runs.length - 3;
  if (at >= 0) {
    const [first, step, count] = [runs[at]!, runs[at + 1]!, runs[at + 2]!];
    if (count === 1 || ts === first + step * count) {
      runs[at + 1] = count === 1 ? ts - first : step;
      runs[at + 2] = count + 1;
      return;
    }
  }
  runs.push(ts, 0, 1);
}

/** Timers are written with the next record at the latest, or when there are this many runs of them. */
const runsMax = 1_000;

/** A log of inputs that appends to a journal. */
export function createInputLog(append: (kind: string, data: unknown) => void): InputLog {
  let runs: Runs = [];
  const flush = (): void => {
    if (runs.length === 0) return;
    append(recordKinds.timers, runs);
    runs = [];
  };
  return {
    note: (input) => {
      if (input.kind === "timer") {
        addTo(runs, input.ts);
        if (runs.length >= 3 * runsMax) flush();
        return;
      }
      flush();
      append(recordKinds.input, input);
    },
    noteUnseen: (event) => {
      flush();
      append(recordKinds.unseen, event);
    },
    flush,
  };
}

/** What a record of a session's journal says that its trader was told; nothing of other records. */
export function* inputsOf({ kind, data }: JournalRecord): Generator<TraderInput> {
  if (kind === recordKinds.input) yield data as TraderInput;
  if (kind !== recordKinds.timers) return;
  const runs = data as Runs;
  for (let at = 0; at < runs.length; at += 3) {
    for (let k = 0; k < runs[at + 2]!; k++) yield { kind: "timer", ts: runs[at]! + k * runs[at + 1]! };
  }
}
