import { existsSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { CcxtMarket } from "../../engine/adapters/feeds/ccxt-market.ts";
import { barsPerYear } from "../../engine/core/calendar.ts";
import { refuse } from "../../engine/core/errors.ts";
import type { Plan } from "../../engine/graph/strategy.ts";
import { firstFrom } from "../../engine/run/live/tape-feed.ts";
import { alignBars, type MarketData } from "../../engine/run/market.ts";
import { rowsBefore } from "../../engine/run/paper/rows-before.ts";
import type { SessionFile, SessionHistory } from "../../engine/run/paper/session-file.ts";
import type { Settings } from "../../engine/run/settings.ts";
import type { Dataset } from "../../engine/trade/bars.ts";
import { readFaults } from "../faults.ts";
import type { Io } from "../io.ts";
import { tradedOf } from "../promotion/dossiers.ts";
import { fetchHistory, type LiveWords, listedInstruments, openMarket } from "./begin-live.ts";
import { deriveInstruments } from "./derive-instruments.ts";
import { type FeedWords, parseFeed, withoutSpeed } from "./feed-words.ts";
import { openPromoted, type Promoted } from "./promoted.ts";
import { readSessionFile } from "./session-folder.ts";
import { loadBars, storedBars } from "./stored-bars.ts";

/** What was asked for, in the user's own words; all but the dossier may be left out for a session that is there. */
export interface PaperRequest {
  readonly dossier: string;
  readonly dossiers?: string | undefined;
  readonly session?: string | undefined;
  readonly feed?: string | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly seed?: number | undefined;
  readonly faults?: string | undefined;
  readonly attach: readonly string[];
  readonly allow: readonly string[];
  readonly catalog?: string | undefined;
}

/** A session that can be opened: all that it is made of. */
export interface Prepared {
  readonly folder: string;
  readonly file: SessionFile;
  /** Whether it is new: then nothing of it lies there yet. */
  readonly fresh: boolean;
  readonly plan: Plan;
  readonly settings: Settings;
  readonly feed: FeedWords;
  /** The feed as it was given now: a replay may go on at another speed. */
  readonly word: string;
  /** Bars of its history and, of a replay, those that follow. */
  readonly market: MarketData;
  /** The market of a live feed, open; whoever has it closes it. */
  readonly live: CcxtMarket | undefined;
  readonly history: MarketData;
  /** What the user must know of it, in words. */
  readonly notes: readonly string[];
}

/** Prepares the session that a request describes: the one that lies in its folder, or a new one. */
export async function prepareSession(request: PaperRequest, io: Io): Promise<Prepared> {
  const promoted = await openPromoted(request.dossier, request.dossiers, io);
  const { file, dossier } = promoted.opened;
  const folder = resolve(io.cwd, request.session ?? join("paper", `${dossier.strategy.name}-${file.serial}`));
  const found = readSessionFile(folder);
  return found ? reopen(request, promoted, folder, found, io) : begin(request, promoted, folder, io);
}

/** The session of a folder as it was begun. Refuses what would make another one of it. */
async function reopen(
  request: PaperRequest,
  promoted: Promoted,
  folder: string,
  file: SessionFile,
  io: Io,
): Promise<Prepared> {
  const { plan, settings, opened } = promoted;
  const where = relative(io.cwd, folder) || ".";
  const same = (what: string, given: unknown, was: unknown): void => {
    if (given !== undefined && given !== was) {
      refuse(
        `the session in ${where} has ${what} ${String(was)}, and was asked to go on with ${String(given)}; leave that out, ` +
          "or begin a new session (--session)",
      );
    }
  };
  same("dossier", opened.file.sha256, file.dossier.sha256);
  if (request.feed !== undefined) same("feed", withoutSpeed(request.feed), withoutSpeed(file.feed));
  same("seed", request.seed, file.seed);
  same("faults", request.faults, file.faults?.given);
  if (request.fromMs !== undefined) same("first bar", request.fromMs, file.history.tradesFromMs);
  same("end", request.toMs, file.history.toMs);
  const market = await storedBars(file.history, folder, plan, io);
  const word = request.feed ?? file.feed;
  const feed = parseFeed(word);
  return {
    folder,
    file,
    fresh: false,
    plan,
    settings: { ...settings, instruments: file.instruments },
    feed,
    word,
    live: feed.kind === "replay" ? undefined : await openMarket(feed, plan.symbols, file.timeframe),
    market,
    history: rowsBefore(market, file.history.bars),
    notes: [],
  };
}

async function begin(request: PaperRequest, promoted: Promoted, folder: string, io: Io): Promise<Prepared> {
  const word = request.feed ?? refuse("a new session needs --feed, such as --feed replay:BTCUSDT:1m@60x");
  const feed = parseFeed(word);
  // What was fetched for a session that then did not begin is fetched anew.
  if (existsSync(folder) && readdirSync(folder).some((name) => name !== "history")) {
    refuse(
      `${folder} must be empty or the folder of a session; it holds other files; name another (--session)`,
    );
  }
  const faults =
    request.faults === undefined
      ? null
      : { given: request.faults, plan: await readFaults(request.faults, io) };
  return feed.kind === "replay"
    ? beginReplay(request, promoted, folder, { word, feed, faults }, io)
    : beginLive(request, promoted, folder, { word, feed, faults }, io);
}

/** What of a new session was read from its words. */
interface Begun<Words extends FeedWords> {
  readonly word: string;
  readonly feed: Words;
  readonly faults: SessionFile["faults"];
}

type ReplayWords = Extract<FeedWords, { readonly kind: "replay" }>;

async function beginReplay(
  request: PaperRequest,
  promoted: Promoted,
  folder: string,
  begun: Begun<ReplayWords>,
  io: Io,
): Promise<Prepared> {
  const { plan, settings } = promoted;
  const { attach, catalog = null, toMs = null } = request;
  const { allow, accepted } = allowedBy(request, promoted);
  const bars = { references: begun.feed.references, attach, allow, catalog, toMs };
  const datasets = await loadBars({ ...bars, tradesFromMs: request.fromMs }, plan, io);
  const market = alignBars(datasets.map((dataset) => dataset.bars));
  const start = firstTraded(market, plan, request.fromMs);
  const { instruments, words } = deriveInstruments(settings, market.bars);
  const history = historyOf({ ...bars, tradesFromMs: market.ts[start]! }, datasets, market, start);
  const file = fileOf(request, promoted, begun, { instruments, history, market });
  return {
    folder,
    file,
    fresh: true,
    plan,
    settings: { ...settings, instruments },
    feed: begun.feed,
    word: begun.word,
    live: undefined,
    market,
    history: rowsBefore(market, start),
    notes: [...accepted, ...words],
  };
}

/** The defects that are accepted: those that were asked for, and those that the dossier was promoted with, which is said. */
function allowedBy({ allow }: PaperRequest, { opened: { file, dossier } }: Promoted) {
  const known = new Set(tradedOf(dossier).flatMap(({ allowedKinds = [] }) => allowedKinds));
  const more = [...known].filter((kind) => !allow.includes(kind));
  const words = `defects of the data that dossier ${file.id} was promoted with are accepted: ${more.join(", ")}`;
  return { allow: [...allow, ...more], accepted: more.length > 0 ? [words] : [] };
}

async function beginLive(
  request: PaperRequest,
  promoted: Promoted,
  folder: string,
  begun: Begun<LiveWords>,
  io: Io,
): Promise<Prepared> {
  const { plan, settings, timeframe } = promoted;
  for (const name of ["fromMs", "toMs"] as const) {
    if (request[name] !== undefined) refuse(`--${name.slice(0, -2)} is of a replay; a live feed begins now`);
  }
  if (request.attach.length > 0) refuse("--attach is of a replay; a live feed has bars and quotes alone");
  const live = await openMarket(begun.feed, plan.symbols, timeframe);
  try {
    const fetched = await fetchHistory(live, plan, folder);
    const references = fetched.references.map((name) => join(folder, name));
    const datasets = await loadBars({ ...fetched, references }, plan, io);
    const market = alignBars(datasets.map((dataset) => dataset.bars));
    const { instruments, words } = listedInstruments(settings, live.listings);
    const history = historyOf(fetched, datasets, market, market.ts.length);
    const file = fileOf(request, promoted, begun, { instruments, history, market });
    const made = { ...settings, instruments };
    return {
      folder,
      file,
      fresh: true,
      plan,
      settings: made,
      feed: begun.feed,
      word: begun.word,
      live,
      market,
      history: market,
      notes: words,
    };
  } catch (error) {
    await live.close();
    throw error;
  }
}

const historyOf = (
  where: Omit<SessionHistory, "sha256" | "bars" | "fromMs">,
  datasets: readonly Dataset[],
  { ts }: MarketData,
  start: number,
): SessionHistory => ({
  ...where,
  sha256: datasets.map(({ identity }) => identity.sha256),
  bars: start,
  fromMs: start > 0 ? ts[0]! : null,
});

/** What was found out about a new session. */
interface Facts extends Pick<SessionFile, "instruments" | "history"> {
  readonly market: MarketData;
}

function fileOf(
  request: PaperRequest,
  { opened, plan, settings, timeframe }: Promoted,
  { word, faults }: Begun<FeedWords>,
  { instruments, history, market }: Facts,
): SessionFile {
  const { id, sha256, path, serial } = opened.file;
  return {
    schema: "bot4/session@1",
    dossier: { path, id, sha256 },
    run: `paper-${serial}-${sha256.slice(0, 12)}`,
    strategy: plan.strategy,
    symbols: plan.symbols,
    timeframe,
    feed: word,
    seed: request.seed ?? 1,
    faults,
    instruments,
    barsPerYear: settings.barsPerYear ?? barsPerYear(market.ts, market.timeframeMs),
    history,
    startedMs: Date.now(),
  };
}

/** Index of the first bar that is traded: the first after the warm-up unless a time is given. */
function firstTraded({ ts }: MarketData, plan: Plan, fromMs: number | undefined): number {
  const start = fromMs === undefined ? plan.warmup : firstFrom(ts, fromMs);
  if (start < ts.length) return start;
  const end = new Date(ts.at(-1)!).toISOString();
  return refuse(
    fromMs === undefined
      ? `the feed must have more bars than the ${plan.warmup} that warm ${plan.strategy} up; it has ${ts.length}`
      : `--from must be no later than the last bar, which opens ${end}; was ${new Date(fromMs).toISOString()}`,
  );
}
