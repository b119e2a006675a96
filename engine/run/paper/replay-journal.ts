import type { JournalEnd } from "../../adapters/journal/read-journal.ts";
import { readJournal } from "../../adapters/journal/read-journal.ts";
import { createDialogue } from "../live/dialogue.ts";
import { createTrader, type Trader } from "../live/trader.ts";
import type { Held } from "./checkpoints.ts";
import { recordKinds } from "./input-log.ts";
import { type Begin, checkBegin } from "./open-session.ts";
import type { SimulatedOptions } from "./open-simulated.ts";
import { tellAgain } from "./tell-again.ts";

/** What a journal comes to when it is told again. */
export interface ReplayedJournal extends Held {
  readonly trader: Trader;
  readonly end: JournalEnd;
  /** Records that were told, the journal's own marks not counted. */
  readonly records: number;
}

/**
 * Tells a journal again from its first record, to a new trader and a new venue, and changes nothing in it. All that the
 * venue said must come of itself. Throws a UserError for a damaged journal, for one of another session, and where the venue
 * says anything else than it did.
 */
export function replayJournal(
  options: Omit<SimulatedOptions, "journal" | "checkpointRecords">,
): ReplayedJournal {
  const { folder, identity, history, venue, timerMs = 1_000, reconcileMs = 300_000, ...rest } = options;
  const begin: Begin = { schema: "bot4/paper-session@1", run: rest.run, identity };
  const trader = createTrader({ ...rest, venue });
  if (history) trader.warm(history);
  const dialogue = createDialogue(trader, venue, timerMs, reconcileMs);
  const held: Held = { inputs: 0, events: 0, lastMs: Number.NEGATIVE_INFINITY };
  let told = 0;
  const records = readJournal(folder);
  for (;;) {
    const { done, value } = records.next();
    if (done) return { ...held, trader, end: value, records: told };
    if (value.kind === recordKinds.begin) checkBegin(folder, value.data as Begin, begin);
    tellAgain(dialogue, value, held, folder);
    told++;
  }
}
