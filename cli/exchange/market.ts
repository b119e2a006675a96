import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { refuse } from "../../engine/core/errors.ts";
import type { Feed, FeedEvent } from "../../engine/ports.ts";
import { firstFrom } from "../../engine/run/live/tape-feed.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import type { Instrument } from "../../engine/trade/instrument.ts";
import { parseInstrument } from "../../engine/trade/parse-instrument.ts";
import { binanceFeed } from "../../engine/venue/replay/binance-feed.ts";
import type { Io } from "../io.ts";
import { checkPeriod, loadAll } from "../request.ts";

/** What an exchange shows: what is traded, and what happens. */
export interface Market {
  readonly instruments: readonly Instrument[];
  readonly feed: Feed;
  /** Bars that had closed before that, which its clients may ask for. */
  readonly history: Feed;
  /** Length of its bars, ms; undefined of a recording. */
  readonly barMs: number | undefined;
}

/** How symbols are traded, where the data does not say. */
export interface Steps {
  readonly tick: string;
  readonly lot: string;
  readonly takerBps: number;
  readonly makerBps: number;
  readonly notionalMin: number;
}

/** Most bytes of a recording once it is unpacked. */
const recordingMax = 1 << 30;

const isRecording = (word: string): boolean => /\.jsonl(\.gz)?$/.test(word);

/** Which data is played, and what of it. */
export interface MarketRequest {
  readonly references: readonly string[];
  readonly symbols: readonly string[];
  readonly catalog: string | undefined;
  /** First bar that is played, ms since 1970 UTC: those before it are its history. */
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  /** Defects of the data to accept. */
  readonly allow: readonly string[];
}

/** The market of one recording of Binance's depth, or of the bars of data sets. */
export async function openMarket(asked: MarketRequest, steps: Steps, io: Io): Promise<Market> {
  const { references, symbols, fromMs } = asked;
  const [first = ""] = references;
  if (references.some(isRecording)) {
    if (references.length > 1) refuse(`a recording is served alone; --data was ${references.join(", ")}`);
    if (fromMs !== undefined || asked.toMs !== undefined || asked.allow.length > 0)
      refuse("--from, --to and --allow are of bars; a recording is served whole");
    const symbol = symbols[0] ?? "BTC/USDT";
    const feed = binanceFeed(linesOf(readRecording(resolve(io.cwd, first), first)), symbol);
    return { instruments: [instrumentOf(symbol, steps)], feed, history: [], barMs: undefined };
  }
  const datasets = await loadAll(references, { ...asked, finer: [], attach: [] }, io);
  checkPeriod(fromMs, datasets);
  const bars = datasets.map((dataset) => dataset.bars);
  return {
    instruments: bars.map(({ symbol }) => instrumentOf(slashed(symbol), steps)),
    feed: barFeed(bars, fromMs),
    history: fromMs === undefined ? [] : barFeed(bars, undefined, fromMs),
    barMs: Math.min(...bars.map(({ timeframeMs }) => timeframeMs)),
  };
}

/** A recording, unpacked. */
function readRecording(path: string, word: string): Buffer {
  if (!existsSync(path)) refuse(`${word} does not exist`);
  const packed = readFileSync(path);
  if (!word.endsWith(".gz")) return packed;
  try {
    return gunzipSync(packed, { maxOutputLength: recordingMax });
  } catch (error) {
    return refuse(`${word} cannot be unpacked: ${(error as Error).message}`);
  }
}

function* linesOf(whole: Buffer): Generator<string> {
  for (let at = 0; at < whole.length; ) {
    const end = whole.indexOf(10, at);
    yield whole.toString("utf8", at, end < 0 ? whole.length : end);
    if (end < 0) return;
    at = end + 1;
  }
}

/** Base and quote of a symbol as it is spelt in a catalog: BTCUSDT, BTC-USDT, BTC/USDT. */
function slashed(symbol: string): string {
  const [plain] = symbol.split(":");
  const parts = plain!.split(/[/\-_]/);
  if (parts.length === 2) return `${parts[0]}/${parts[1]}`;
  const match = /^(.+?)(USDT|USDC|FDUSD|BUSD|USD|EUR|BTC|ETH|BNB)$/.exec(plain!);
  return match ? `${match[1]}/${match[2]}` : `${plain}/USD`;
}

function instrumentOf(symbol: string, { tick, lot, takerBps, makerBps, notionalMin }: Steps): Instrument {
  const [base, quote] = symbol.split("/");
  const fees = { taker: takerBps / 1e4, maker: makerBps / 1e4 };
  return parseInstrument({ symbol, kind: "spot", base, quote, tick, lot, notionalMin, fees });
}

/** The bars of all data sets that open in [fromMs, toMs), in the order in which they close. */
function* barFeed(
  bars: readonly Bars[],
  fromMs = Number.NEGATIVE_INFINITY,
  toMs = Number.POSITIVE_INFINITY,
): Generator<FeedEvent> {
  const next = bars.map(({ ts }) => firstFrom(ts, fromMs));
  const closeOf = (k: number): number => {
    const { ts, timeframeMs } = bars[k]!;
    const at = next[k]!;
    return at < ts.length && ts[at]! < toMs ? ts[at]! + timeframeMs : Number.POSITIVE_INFINITY;
  };
  for (;;) {
    let first = 0;
    for (let k = 1; k < bars.length; k++) if (closeOf(k) < closeOf(first)) first = k;
    const ts = closeOf(first);
    if (ts === Number.POSITIVE_INFINITY) return;
    const { symbol, open, high, low, close, volume } = bars[first]!;
    const at = next[first]!++;
    if (!(open[at]! > 0)) continue;
    const prices = { open: open[at]!, high: high[at]!, low: low[at]!, close: close[at]! };
    yield { kind: "bar", ts, symbol: slashed(symbol), ...prices, volume: volume[at]! };
  }
}
