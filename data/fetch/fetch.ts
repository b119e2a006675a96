import { refuse } from "../../engine/core/errors.ts";
import { formatTimeframe, parseTimeframe } from "../../engine/core/time.ts";
import { datasetFolder, type Manifest, type Origin, readManifest } from "../catalog/manifest.ts";
import { readDataset } from "../catalog/read.ts";
import { type Writer, writeCatalog } from "../catalog/write.ts";
import { type Columns, concatRows } from "../columns.ts";
import { iso } from "../quality/defect.ts";
import { type ClientOptions, checkTimeframe, findMarket, type Market, openExchange } from "./client.ts";
import { fetchPages } from "./pages.ts";
import { type RetryOptions, withRetries } from "./retry.ts";

/** What to download, and how. */
export interface FetchOptions extends ClientOptions {
  readonly exchange: string;
  /** As ccxt calls them (`BTC/USDT`) or the exchange does (`BTCUSDT`). */
  readonly symbols: readonly string[];
  readonly timeframe: string;
  /** Open of the first bar; needed the first time, later the data set's own end is where it goes on. */
  readonly fromMs?: number | undefined;
  /** Bars from here on are left out; all that have closed unless given. */
  readonly toMs?: number | undefined;
  readonly catalog: string;
  /** Start anew, in place of what the catalog has. */
  readonly replace?: boolean | undefined;
  /** Bars between two writes to the catalog: what a kill costs at most. */
  readonly flushBars?: number | undefined;
  readonly attemptsMax?: number | undefined;
  readonly pauseMs?: number | undefined;
  readonly onRetry?: ((message: string) => void) | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** How far a download is. */
export interface Progress {
  readonly symbol: string;
  readonly bars: number;
  readonly fromMs: number;
  readonly atMs: number;
  readonly toMs: number;
}

/** A download that is complete. */
export interface Fetched {
  readonly manifest: Manifest;
  /** Bars that came in this time. */
  readonly added: number;
}

const flushBarsUsual = 20_000;
const partsMax = 16;

/**
 * Downloads bars into the catalog. Bars go in by whole pages and the next request starts where the stored bars end, so
 * that a download which was killed goes on without a lost or doubled bar. The bar that is still open is never stored.
 */
export async function fetchBars(options: FetchOptions): Promise<Fetched[]> {
  const timeframe = formatTimeframe(parseTimeframe(options.timeframe));
  const exchange = await openExchange(options.exchange, options.symbols, options);
  const retry: RetryOptions = {
    attemptsMax: options.attemptsMax ?? 8,
    pauseMs: options.pauseMs ?? 1000,
    pauseMsMax: 60_000,
    sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
    onRetry: options.onRetry,
    retryAfterSeconds: () => retryAfter(exchange.last_response_headers),
  };
  checkTimeframe(exchange, timeframe);
  await withRetries(`${exchange.id} list of markets`, () => exchange.loadMarkets(), retry);
  const markets = options.symbols.map((symbol) => findMarket(exchange, symbol));
  const aheadMs = await clockAhead(exchange, retry);
  const now = () => exchange.milliseconds() + aheadMs;
  return writeCatalog(options.catalog, `fetch of ${options.symbols.join(", ")}`, async (writer) => {
    const fetched: Fetched[] = [];
    for (const market of markets) {
      const pages = (fromMs: number, toMs: number) =>
        fetchPages(
          exchange,
          { market: market.name, timeframe, stepMs: parseTimeframe(timeframe), fromMs, toMs, now },
          retry,
        );
      fetched.push(await fetchMarket(market, timeframe, options, writer, pages, now));
    }
    return fetched;
  });
}

function retryAfter(headers: unknown): number | undefined {
  const seconds = Number((headers as Record<string, string> | undefined)?.["Retry-After"]);
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** How far the exchange's clock is ahead of ours, rounded towards the past: a bar must have closed there. */
async function clockAhead(
  exchange: Awaited<ReturnType<typeof openExchange>>,
  retry: RetryOptions,
): Promise<number> {
  if (!exchange.has.fetchTime) return 0;
  const time = await withRetries(`${exchange.id} time`, () => exchange.fetchTime(), retry);
  return time === undefined ? 0 : time - exchange.milliseconds();
}

async function fetchMarket(
  market: Market,
  timeframe: string,
  options: FetchOptions,
  writer: Writer,
  pages: (fromMs: number, toMs: number) => AsyncIterable<Columns>,
  now: () => number,
): Promise<Fetched> {
  const { symbol } = market;
  const folder = datasetFolder(options.catalog, { exchange: options.exchange, symbol, timeframe });
  const stepMs = parseTimeframe(timeframe);
  let stored = options.replace ? undefined : await readManifest(folder);
  const fromMs = startOf(stored, market, options);
  const origin: Origin = {
    exchange: options.exchange,
    symbol,
    timeframe,
    source: `${options.exchange} through ccxt`,
    market: market.name,
    askedFromMs: stored?.askedFromMs ?? fromMs,
    synthetic: false,
  };
  const toMs = Math.min(options.toMs ?? Number.POSITIVE_INFINITY, now());
  let waiting: Columns[] = [];
  let added = 0;
  const flush = async (replace: boolean) => {
    const columns = concatRows(waiting);
    if (columns.ts.length === 0) return;
    stored =
      replace && added === 0
        ? (await writer.replace([{ origin, columns }]))[0]!
        : await writer.append({ origin, columns });
    added += columns.ts.length;
    waiting = [];
  };
  let count = 0;
  for await (const page of pages(fromMs, toMs)) {
    waiting.push(page);
    count += page.ts.length;
    const atMs = page.ts[page.ts.length - 1]! + stepMs;
    options.onProgress?.({ symbol, bars: added + count, fromMs, atMs, toMs });
    if (count < (options.flushBars ?? flushBarsUsual)) continue;
    await flush(options.replace === true);
    count = 0;
  }
  await flush(options.replace === true);
  if (!stored) refuse(`${options.exchange} gave no closed bars of ${market.name} from ${iso(fromMs)} on`);
  return { manifest: await compact(folder, stored, origin, writer), added };
}

/** Open of the first bar to ask for. */
function startOf(stored: Manifest | undefined, market: Market, options: FetchOptions): number {
  const { fromMs } = options;
  if (!stored) {
    const mend = `--from must say where the bars of ${market.name} shall begin; the catalog has none yet`;
    return fromMs ?? refuse(mend);
  }
  if (stored.market !== market.name) {
    refuse(
      `${stored.name} was not fetched from ${options.exchange} (${stored.source}); take its place with --replace`,
    );
  }
  if (fromMs !== undefined && fromMs < (stored.askedFromMs ?? stored.fromMs)) {
    refuse(
      `${stored.name} begins at ${stored.from} and goes on from its end; for earlier bars fetch it anew with --replace`,
    );
  }
  return stored.toMs;
}

/** Many small files, as a long download leaves them, become one. */
async function compact(folder: string, stored: Manifest, origin: Origin, writer: Writer): Promise<Manifest> {
  if (stored.parts.length <= partsMax) return stored;
  const { columns } = await readDataset(folder);
  return (await writer.replace([{ origin, columns }]))[0]!;
}
