import { existsSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { barsPerYear } from "../../engine/core/calendar.ts";
import { refuse } from "../../engine/core/errors.ts";
import type { Plan } from "../../engine/graph/strategy.ts";
import { firstFrom } from "../../engine/run/live/tape-feed.ts";
import { alignBars, type MarketData } from "../../engine/run/market.ts";
import type { SessionFile } from "../../engine/run/paper/session-file.ts";
import type { Settings } from "../../engine/run/settings.ts";
import { readFaults } from "../faults.ts";
import type { Io } from "../io.ts";
import { deriveInstruments } from "./derive-instruments.ts";
import { type FeedWords, parseFeed, withoutSpeed } from "./feed-words.ts";
import { openPromoted, type Promoted } from "./promoted.ts";
import { readSessionFile } from "./session-folder.ts";
import { loadBars, rowsBefore, storedBars } from "./stored-bars.ts";

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
  /** Bars of its history and, of a replay, those that follow. */
  readonly market: MarketData;
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
  return {
    folder,
    file,
    fresh: false,
    plan,
    settings: { ...settings, instruments: file.instruments },
    feed: parseFeed(request.feed ?? file.feed),
    market,
    history: rowsBefore(market, file.history.bars),
    notes: [],
  };
}

async function begin(request: PaperRequest, promoted: Promoted, folder: string, io: Io): Promise<Prepared> {
  const word = request.feed ?? refuse("a new session needs --feed, such as --feed replay:BTCUSDT:1m@60x");
  const feed = parseFeed(word);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    refuse(
      `${folder} must be empty or the folder of a session; it holds other files; name another (--session)`,
    );
  }
  const faults =
    request.faults === undefined
      ? null
      : { given: request.faults, plan: await readFaults(request.faults, io) };
  if (feed.kind !== "replay") return refuse(`--feed ${feed.kind}: is not known`);
  return beginReplay(request, promoted, folder, { word, feed, faults }, io);
}

/** What of a new session was read from its words. */
interface Begun {
  readonly word: string;
  readonly feed: FeedWords;
  readonly faults: SessionFile["faults"];
}

async function beginReplay(
  request: PaperRequest,
  { opened, plan, settings, timeframe }: Promoted,
  folder: string,
  { word, feed, faults }: Begun,
  io: Io,
): Promise<Prepared> {
  const { attach, allow, catalog = null, toMs = null } = request;
  const references = feed.kind === "replay" ? feed.references : [];
  const datasets = await loadBars({ references, attach, allow, catalog, toMs }, plan, io);
  const market = alignBars(datasets.map(({ bars }) => bars));
  const start = firstTraded(market, plan, request.fromMs);
  const { instruments, words } = deriveInstruments(settings, market.bars);
  const { id, sha256, path, serial } = opened.file;
  const file: SessionFile = {
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
    history: {
      references,
      attach,
      allow,
      catalog,
      sha256: datasets.map(({ identity }) => identity.sha256),
      bars: start,
      fromMs: start > 0 ? market.ts[0]! : null,
      tradesFromMs: market.ts[start]!,
      toMs,
    },
    startedMs: Date.now(),
  };
  return {
    folder,
    file,
    fresh: true,
    plan,
    settings: { ...settings, instruments },
    feed,
    market,
    history: rowsBefore(market, start),
    notes: words,
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
