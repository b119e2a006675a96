import type { JournalRecord } from "../../adapters/journal/line.ts";
import { toText } from "../../adapters/journal/plain.ts";
import { refuse } from "../../core/errors.ts";
import type { FeedEvent } from "../../ports.ts";
import {
  type Dialogue,
  giveEvent,
  giveInner,
  giveOperator,
  type InnerInput,
  nextInput,
  timersBefore,
} from "../live/dialogue.ts";
import type { TraderInput } from "../live/trader.ts";
import type { Held } from "./checkpoints.ts";
import { inputsOf, recordKinds } from "./input-log.ts";

/**
 * Tells trader and venue a record again. Throws a UserError where what happens next is not what it says: the venue says
 * something else, or more, or less.
 */
export function tellAgain(dialogue: Dialogue, record: JournalRecord, held: Held, folder: string): void {
  if (record.kind === recordKinds.unseen) {
    const event = record.data as FeedEvent;
    expectNothing(dialogue, event, record, folder);
    giveEvent(dialogue, event, false);
    held.events++;
    return;
  }
  for (const input of inputsOf(record)) {
    if (isInner(input)) expect(dialogue, input, record, folder);
    else {
      expectNothing(dialogue, input, record, folder);
      if (input.kind === "operator") giveOperator(dialogue, input);
      else {
        giveEvent(dialogue, input);
        held.events++;
      }
    }
    held.inputs++;
    held.lastMs = input.ts;
  }
}

type InnerRecord = Extract<
  TraderInput,
  { readonly kind: "order" | "timer" | "connected" | "disconnected" | "standing" }
>;

const isInner = (input: TraderInput): input is InnerRecord =>
  input.kind === "order" ||
  input.kind === "timer" ||
  input.kind === "standing" ||
  input.kind === "connected" ||
  input.kind === "disconnected";

/** What happens next must be what was noted. */
function expect(dialogue: Dialogue, noted: InnerRecord, record: JournalRecord, folder: string): void {
  const next = nextInput(dialogue, noted.ts, noted.ts);
  const same = next && (isTimer(next) ? isTimer(noted) && noted.ts === next.ts : saidSo(noted, next));
  if (!same) refuseOther(folder, record, toText(noted), next);
  giveInner(dialogue, next);
}

const isTimer = (input: InnerInput | TraderInput): boolean => "kind" in input && input.kind === "timer";

const saidSo = (noted: InnerRecord, next: InnerInput): boolean =>
  toText(noted) === toText("report" in next ? { kind: "order", ...next } : next);

/** Before what came from outside nothing may be left to happen. */
function expectNothing(
  dialogue: Dialogue,
  noted: { readonly kind: string; readonly ts: number },
  record: JournalRecord,
  folder: string,
): void {
  const next = nextInput(dialogue, noted.ts, timersBefore(noted));
  if (next) refuseOther(folder, record, toText(noted), next);
}

function refuseOther(
  folder: string,
  { sequence }: JournalRecord,
  noted: string,
  next: InnerInput | undefined,
): never {
  return refuse(
    `the journal in ${folder} must hold what its venue says again; record ${sequence} is ${noted}, and what comes next is ` +
      `${next ? toText(next) : "nothing"}; open it with the bot4, the seed and the faults that wrote it`,
  );
}
