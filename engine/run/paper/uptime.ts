/** How long a feed was fresh, and between which moments. Changed by {@link hearFeed} alone. */
export interface Uptime {
  /** For how long the market counts as known after it was heard of, ms. */
  readonly freshMs: number;
  /** First and last event of the market, ms since 1970 UTC; NaN before the first. */
  fromMs: number;
  toMs: number;
  upMs: number;
  /** The same by day: days since 1970 UTC. */
  readonly days: Map<number, number>;
}

const slackMs = 10_000;
const dayMs = 86_400_000;

/** The uptime of a feed of bars, of which one must come in each timeframe; some seconds late is on time. */
export const createUptime = (timeframeMs: number): Uptime => ({
  freshMs: timeframeMs + slackMs,
  fromMs: Number.NaN,
  toMs: Number.NaN,
  upMs: 0,
  days: new Map(),
});

/**
 * Notes that the market was heard of. Of a silence only so much counts as uptime as one event is good for, but all of it
 * where the market had closed: then there was nothing to hear.
 */
export function hearFeed(uptime: Uptime, ts: number, closed = false): void {
  const { toMs, freshMs, days } = uptime;
  uptime.toMs = ts;
  if (toMs !== toMs) uptime.fromMs = ts;
  else if (ts > toMs) {
    const end = closed ? ts : Math.min(ts, toMs + freshMs);
    uptime.upMs += end - toMs;
    for (let from = toMs; from < end; ) {
      const day = Math.floor(from / dayMs);
      const to = Math.min(end, (day + 1) * dayMs);
      days.set(day, (days.get(day) ?? 0) + to - from);
      from = to;
    }
  }
}
