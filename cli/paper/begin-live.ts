import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../data/make-folder.ts";
import type { Listing } from "../../engine/adapters/feeds/ccxt-listing.ts";
import { type CcxtMarket, openCcxtMarket } from "../../engine/adapters/feeds/ccxt-market.ts";
import type { LiveBar, LiveMarket } from "../../engine/adapters/feeds/live-market.ts";
import { refuse } from "../../engine/core/errors.ts";
import type { Plan } from "../../engine/graph/strategy.ts";
import type { SessionHistory } from "../../engine/run/paper/session-file.ts";
import type { Settings } from "../../engine/run/settings.ts";
import { clock } from "./clock.ts";
import type { FeedWords } from "./feed-words.ts";

/** A feed that is live. */
export type LiveWords = Exclude<FeedWords, { readonly kind: "replay" }>;

/** Opens the market of a live feed. */
export const openMarket = (
  feed: LiveWords,
  symbols: readonly string[],
  timeframe: string,
): Promise<CcxtMarket> =>
  openCcxtMarket({
    exchange: feed.kind === "ccxt" ? feed.exchange : "binance",
    url: feed.kind === "serve" ? feed.url : undefined,
    symbols,
    timeframe,
    clock,
  });

/** Bars that are fetched to warm up: what a moving average forgets takes several times its window. */
const historyBars = (plan: Plan): number => Math.max(500, 4 * plan.warmup);

/** Where the history of a live session is kept, in its folder. */
const historyFile = "history/bars.csv";

/** What was fetched before the first bar that is traded. */
export type FetchedHistory = Pick<
  SessionHistory,
  "references" | "attach" | "allow" | "catalog" | "tradesFromMs" | "toMs"
>;

/** Fetches the bars that warm a live session up, and keeps them in its folder: it is opened with the same ones each time. */
export async function fetchHistory(market: LiveMarket, plan: Plan, folder: string): Promise<FetchedHistory> {
  const { symbols, timeframeMs } = plan;
  const endMs = Math.floor(market.nowMs() / timeframeMs) * timeframeMs;
  const fromMs = Math.max(0, endMs - historyBars(plan) * timeframeMs);
  const rows: [bar: LiveBar, symbol: string][] = [];
  for (const symbol of symbols) {
    const bars = await market.bars(symbol, fromMs, endMs).catch((error: Error) => {
      return refuse(`bars of ${symbol} cannot be fetched: ${error.message.split("\n")[0]}; run it again`);
    });
    if (bars.length < 2)
      refuse(`the feed must have bars of ${symbol} to warm up with; it has ${bars.length}`);
    for (const bar of bars) rows.push([bar, symbol]);
  }
  rows.sort(([a], [b]) => a.ts - b.ts);
  const lines = rows.map(([{ ts, open, high, low, close, volume }, symbol]) =>
    [ts, symbol, open, high, low, close, volume === volume ? volume : ""].join(),
  );
  await makeFolder(join(folder, "history"));
  writeFileSync(
    join(folder, historyFile),
    ["timestamp,symbol,open,high,low,close,volume", ...lines, ""].join("\n"),
  );
  return {
    references: [historyFile],
    attach: [],
    // They are what the venue said, and only warm up.
    allow: ["gaps", "missing", "ticks", "stale"],
    catalog: null,
    tradesFromMs: endMs,
    toMs: null,
  };
}

/** The instruments of a live session: those of its settings, and those that the venue tells, with the fees of the settings. */
export function listedInstruments(
  { instruments, fees }: Settings,
  listings: readonly Listing[],
): { readonly instruments: Settings["instruments"]; readonly words: readonly string[] } {
  const all: Record<string, Readonly<Record<string, unknown>>> = { ...instruments };
  const words: string[] = [];
  for (const { symbol, ...listing } of listings) {
    const known = Object.hasOwn(all, symbol);
    all[symbol] = { fees, ...(known ? all[symbol] : listing) };
    if (!known)
      words.push(`${symbol} has no instrument: tick ${listing.tick} and lot ${listing.lot} by its venue`);
  }
  return { instruments: all, words };
}
