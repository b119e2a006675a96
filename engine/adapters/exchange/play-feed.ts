import type { Feed, FeedEvent } from "../../ports.ts";

/** How a feed is played. */
export interface Playing {
  /** How much faster than in its own time. */
  readonly speed: number;
  readonly wallMs: () => number;
  readonly see: (event: FeedEvent) => void;
  /** Called once the feed has ended. */
  readonly ended: () => void;
  /** Called with what the feed throws. */
  readonly failed: (error: unknown) => void;
}

/** Longest that events are given without a pause, so that requests are answered meanwhile, ms. */
const sliceMs = 20;
const waitMs = 5;

/** Plays a feed on the wall clock from now on. Returns a way to stop it. */
export function playFeed(feed: Feed, { speed, wallMs, see, ended, failed }: Playing): () => void {
  const events = feed[Symbol.iterator]();
  const startMs = wallMs();
  let [firstMs, stopped] = [Number.NaN, false];
  let next = events.next();
  const step = (): void => {
    if (stopped) return;
    try {
      const until = wallMs() + sliceMs;
      while (!next.done) {
        const { ts } = next.value;
        if (firstMs !== firstMs) firstMs = ts;
        const now = wallMs();
        if (startMs + (ts - firstMs) / speed > now || now > until) break;
        see(next.value);
        next = events.next();
      }
    } catch (error) {
      failed(error);
      return;
    }
    if (next.done) ended();
    else setTimeout(step, waitMs);
  };
  step();
  return () => {
    stopped = true;
  };
}
