import type { SessionFeed } from "../../engine/ports.ts";
import { feedSteps } from "../../engine/run/paper/feed-steps.ts";
import type { SimulatedSession } from "../../engine/run/paper/open-simulated.ts";
import { pacedFeed, type Wall } from "../../engine/run/paper/paced-feed.ts";
import { replayFeed } from "../../engine/run/paper/replay-feed.ts";
import type { Prepared } from "./prepare.ts";

/** A feed that a session follows. */
export interface OpenedFeed {
  readonly feed: SessionFeed;
  /** How long nothing has come from the market, by the feed's own time, ms; null where that cannot be told. */
  readonly ageMs: () => number | null;
}

const wall: Wall = {
  nowMs: () => Date.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** The feed of a replay, from where the session stands. */
export function openReplay(prepared: Prepared, session: SimulatedSession): OpenedFeed {
  const { market, file, feed: words } = prepared;
  const { speed } = words as Extract<Prepared["feed"], { readonly kind: "replay" }>;
  const events = replayFeed(market, file.history.bars);
  const steps = feedSteps(events, file.faults?.plan, file.symbols, session.events);
  const fromMs = Number.isFinite(session.lastMs) ? session.lastMs : undefined;
  const paced = pacedFeed(steps, speed, wall, fromMs);
  let heardMs: number | undefined;
  const shift = (): void => {
    heardMs = paced.peek()?.event.ts ?? heardMs;
    paced.shift();
  };
  const ageMs = (): number | null => {
    const nowMs = paced.nowMs();
    return heardMs === undefined || !Number.isFinite(nowMs) ? null : Math.max(0, nowMs - heardMs);
  };
  return { feed: { ...paced, shift }, ageMs };
}
