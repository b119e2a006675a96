import { liveFeed } from "../../engine/adapters/feeds/live-feed.ts";
import type { SessionFeed } from "../../engine/ports.ts";
import { feedSteps } from "../../engine/run/paper/feed-steps.ts";
import type { SimulatedSession } from "../../engine/run/paper/open-simulated.ts";
import { pacedFeed } from "../../engine/run/paper/paced-feed.ts";
import { replayFeed } from "../../engine/run/paper/replay-feed.ts";
import { clock } from "./clock.ts";
import type { Prepared } from "./prepare.ts";

/** A feed that a session follows. */
export interface OpenedFeed {
  readonly feed: SessionFeed;
  /** For how long nothing has come from the market, ms; null where a feed has no time of its own. */
  readonly ageMs: () => number | null;
  readonly close: () => Promise<void>;
}

/** The feed of a session, from where it stands; `say` is told what becomes of its connection. */
export function openFeed(
  prepared: Prepared,
  session: SimulatedSession,
  say: (what: string) => void,
): OpenedFeed {
  const { feed } = prepared;
  return feed.kind === "replay"
    ? openReplay(prepared, session, feed.speed)
    : openLive(prepared, session, say);
}

function openReplay({ market, file }: Prepared, session: SimulatedSession, speed: number): OpenedFeed {
  const events = replayFeed(market, file.history.bars);
  const steps = feedSteps(events, file.faults?.plan, file.symbols, session.events);
  const fromMs = Number.isFinite(session.lastMs) ? session.lastMs : undefined;
  const paced = pacedFeed(steps, speed, clock, fromMs);
  let heardMs: number | undefined;
  const shift = (): void => {
    heardMs = paced.peek()?.event.ts ?? heardMs;
    paced.shift();
  };
  const ageMs = (): number | null => {
    const nowMs = paced.nowMs();
    return heardMs === undefined || !Number.isFinite(nowMs) ? null : Math.max(0, nowMs - heardMs);
  };
  return { feed: { ...paced, shift }, ageMs, close: async () => {} };
}

/** Time between two quotes of a symbol while orders are open, and while none are, ms. */
const [busyQuoteMs, idleQuoteMs] = [1_000, 10_000];

function openLive(
  { live, plan, file }: Prepared,
  session: SimulatedSession,
  say: (what: string) => void,
): OpenedFeed {
  const { timeframeMs, symbols } = plan;
  const { desk } = session.trader;
  const { lastMs } = session;
  const isNew = !Number.isFinite(lastMs);
  const feed = liveFeed({
    market: live!,
    symbols,
    timeframeMs,
    // The bars that close at the last moment that was told may not all have been told.
    fromMs: isNew ? file.history.tradesFromMs : Math.ceil(lastMs / timeframeMs) * timeframeMs - timeframeMs,
    isTold: (symbol, closeMs) =>
      !isNew && (closeMs <= desk.session.ts || (closeMs <= lastMs && desk.posts.get(symbol)!.bar.whole)),
    quoteMs: () => (desk.blotter.orders.open.size > 0 ? busyQuoteMs : idleQuoteMs),
    clock,
    say,
  });
  return { feed, ageMs: feed.ageMs, close: feed.close };
}
