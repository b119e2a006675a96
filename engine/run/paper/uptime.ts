/** How long a feed was fresh, and between which moments. Changed by {@link hearFeed} alone. */
export interface Uptime {
  /** For how long the market counts as known after it was heard of, ms. */
  readonly freshMs: number;
  /** First and last event of the market, ms since 1970 UTC; NaN before the first. */
  fromMs: number;
  toMs: number;
  upMs: number;
}

const slackMs = 10_000;

/** The uptime of a feed of bars, of which one must come in each timeframe; some seconds late is on time. */
export const createUptime = (timeframeMs: number): Uptime => ({
  freshMs: timeframeMs + slackMs,
  fromMs: Number.NaN,
  toMs: Number.NaN,
  upMs: 0,
});

/** Notes that the market was heard of. Of a silence only so much counts as uptime as one event is good for. */
export function hearFeed(uptime: Uptime, ts: number): void {
  if (uptime.fromMs !== uptime.fromMs) uptime.fromMs = ts;
  else uptime.upMs += Math.min(ts - uptime.toMs, uptime.freshMs);
  uptime.toMs = ts;
}
