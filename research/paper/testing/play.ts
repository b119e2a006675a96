import type { Feed, SimulatedVenue } from "../../../engine/ports.ts";
import { passFeed } from "../../../engine/run/live/run-feed.ts";
import { type Played, paced, tradesOf } from "../../../engine/run/live/testing/play.ts";
import type { TraderInput } from "../../../engine/run/live/trader.ts";
import { createTrader } from "../../../engine/run/live/trader.ts";
import {
  createFold,
  type FoldedSession,
  type FoldOptions,
  foldedOf,
} from "../../../engine/run/paper/fold-session.ts";

export const perYear = 8_760;

export const optionsOf = ({ plan, settings }: Played): FoldOptions => ({
  run: "test",
  plan,
  settings,
  barsPerYear: perYear,
  manager: paced.manager,
});

/** Plays a session at a venue and reads it from what it was told. */
export function playSession(
  given: Played,
  venue: SimulatedVenue,
  feed: Feed = tradesOf(given.market, 1),
  more: Partial<FoldOptions> = {},
): FoldedSession {
  const options = { ...optionsOf(given), ...more };
  const inputs: TraderInput[] = [];
  const trader = createTrader({ ...options, venue, note: (input) => inputs.push(structuredClone(input)) });
  if (options.history) trader.warm(options.history);
  passFeed(trader, venue, feed, given.plan.timeframeMs, paced.timerMs);
  const fold = createFold(options);
  for (const [k, data] of inputs.entries()) fold.take({ sequence: k + 1, kind: "input", data });
  return foldedOf(fold, options);
}
