import type { FeedEvent } from "../../ports.ts";

/** An event of a feed, and whether the trader sees it as it comes: under a stale feed the venue alone does. */
export interface FeedStep {
  readonly event: FeedEvent;
  readonly seen: boolean;
}

/** A feed as a session follows it: what comes next, and how far its time is. */
export interface SessionFeed {
  /** The next event, in the order of time; undefined where none is known yet, or none is left. */
  readonly peek: () => FeedStep | undefined;
  /** Goes on to the one after it. */
  readonly shift: () => void;
  /** Whether nothing comes any more. */
  readonly ended: () => boolean;
  /** Up to when all that happened is known, ms since 1970 UTC: nothing comes that is earlier. */
  readonly nowMs: () => number;
  /** Settles once its time has reached a moment, or something new has come; or `wake` was called. */
  readonly wait: (untilMs: number) => Promise<void>;
  readonly wake: () => void;
}
