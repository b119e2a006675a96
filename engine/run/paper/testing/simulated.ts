import type { FeedEvent } from "../../../ports.ts";
import { createExchange } from "../../../venue/exchange/exchange.ts";
import { parseFaults } from "../../../venue/faults/parse-faults.ts";
import { latencySpec } from "../../../venue/latency/latency.ts";
import { caseOf, drawn, hourMs, instrumentsOf, paced, tradesOf } from "../../live/testing/play.ts";
import { openSimulated } from "../open-simulated.ts";

const latency = latencySpec({ out: { medianMs: 200, sigma: 1 }, back: { medianMs: 200, sigma: 1 } });

/** A random session at an exchange under faults: how to open it in a folder, and what its market says. */
export function prepare(seed: number) {
  const made = drawn({ ...caseOf(seed, []), bars: 24 }, { limits: { account: { grossMax: 100 } } });
  const instruments = instrumentsOf(made);
  const faults = parseFaults({ mode: "rough", seed, rates: { "drop-reply": 0.02, "drop-request": 0.02 } });
  const open = (folder: string) => {
    const exchange = createExchange(instruments, {
      seed,
      depth: { touchNotional: 50_000, levels: 5 },
      receiveWindowMs: 60_000,
      latency,
      faults,
      balances: { USD: made.settings.cash },
    });
    const session = openSimulated({
      run: "paper",
      plan: made.plan,
      settings: made.settings,
      barsPerYear: 8_760,
      ...paced,
      folder,
      identity: { seed: String(seed) },
      venue: exchange,
      journal: { segmentBytes: 8_000, syncMs: 1e6 },
      checkpointRecords: 60,
    });
    return { session, exchange };
  };
  const events = [...tradesOf(made.market, seed)];
  return { open, events, end: events.at(-1)!.ts + 24 * hourMs, instruments };
}

export type Opened = ReturnType<ReturnType<typeof prepare>["open"]>;

/** Goes on with a session for so many events; whether an event is seen follows from its number. */
export function play({ session }: Opened, events: readonly FeedEvent[], from: number, to: number): void {
  for (let k = from; k < to; k++) session.pass(events[k]!, k % 17 !== 3);
}
