import type { Exchange } from "ccxt";
import { refuse, suggest } from "../../core/errors.ts";
import { backoff, type Pause } from "./backoff.ts";
import { findMarket, type Known, type Listing, listingOf } from "./ccxt-listing.ts";
import type { LiveBar, LiveListener, LiveMarket } from "./live-market.ts";

/** How to reach a venue. */
export interface CcxtOptions {
  /** Name of the exchange, as ccxt has it. */
  readonly exchange: string;
  /** Address of a server that speaks Binance's spot API, in place of the exchange's own. */
  readonly url?: string | undefined;
  readonly symbols: readonly string[];
  readonly timeframe: string;
  readonly clock: Pause & { readonly nowMs: () => number };
}

/** A live market through ccxt, and what it says of its instruments. */
export interface CcxtMarket extends LiveMarket {
  readonly listings: readonly Listing[];
}

/** Bars that are asked for at once. */
const pageBars = 1_000;
/** How often a venue is asked at the beginning, before it counts as out of reach. */
const attemptsMax = 3;
/** How long the first bar of a played market is waited for. */
const [barAttemptsMax, barAttemptMs] = [20, 500];

/** The exchange with its socket methods; ccxt types them by exchange. */
type ProExchange = Exchange & {
  readonly loadHttpProxyAgent: () => Promise<unknown>;
};

/** A live market of an exchange that ccxt knows. Throws a UserError for what it does not know or does not offer. */
export async function openCcxtMarket(options: CcxtOptions): Promise<CcxtMarket> {
  const { symbols, timeframe, clock, url } = options;
  const exchange = await createExchangeClient(options);
  try {
    const reach = reacher(exchange, options);
    await reach(() => exchange.loadMarkets());
    checkOffers(exchange, timeframe);
    const markets = symbols.map((symbol) => findMarket(exchange, symbol));
    const byName = new Map(markets.map(({ symbol: name }, k) => [name, symbols[k]!]));
    // A server that plays history has a time of its own, which its quotes tell; of an exchange it is that of the clocks.
    const aheadMs = url === undefined ? await reach(() => aheadOf(exchange)) : 0;
    let dataMs =
      url === undefined
        ? Number.NEGATIVE_INFINITY
        : await reach(() => lastOpen(exchange, markets, timeframe, clock));
    let closed = false;
    return {
      listings: markets.map((market, k) => listingOf(market, symbols[k]!)),
      nowMs: () => (url === undefined ? clock.nowMs() + aheadMs : dataMs),
      bars: (symbol, fromMs, toMs) =>
        fetchBars(exchange, markets[symbols.indexOf(symbol)]!.symbol, timeframe, fromMs, toMs),
      listen: (listener) => {
        const heard = (ts: number | undefined): void => {
          if (ts !== undefined && ts > dataMs) dataMs = ts;
        };
        void listen(exchange, byName, listener, heard, clock, () => closed);
      },
      close: async () => {
        closed = true;
        await exchange.close();
      },
    };
  } catch (error) {
    await exchange.close();
    throw error;
  }
}

/** Asks a venue as a session begins: a few times, and then refuses in its words. */
function reacher({ id }: Exchange, { url, clock }: CcxtOptions) {
  return async <T>(ask: () => Promise<T>): Promise<T> => {
    const { NetworkError, BaseError } = await import("ccxt");
    try {
      return await backoff(clock, attemptsMax).until(ask, (error) => error instanceof NetworkError);
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      if (url !== undefined && error instanceof NetworkError) {
        refuse(`nothing answers at ${url}; start bot4 exchange serve, or name the address that it prints`);
      }
      const words = error.message.split("\n")[0]!.slice(0, 300);
      return refuse(`${url ?? id} cannot be followed: ${words}; run it again when it can be reached`);
    }
  };
}

/** A client with sockets. ccxt is loaded on use: it takes a third of a second. */
async function createExchangeClient({ exchange: name, url }: CcxtOptions): Promise<ProExchange> {
  const { default: ccxt } = await import("ccxt");
  const known = Object.keys(ccxt.pro).filter((word) => /^[a-z0-9]+$/.test(word));
  if (!known.includes(name)) {
    const near = suggest(name, known) || `; ccxt has sockets of ${known.length}`;
    refuse(`unknown exchange "${name}"${near}`);
  }
  const make = (ccxt.pro as unknown as Record<string, new (config: object) => ProExchange>)[name]!;
  const exchange = new make({
    enableRateLimit: url === undefined,
    timeout: 20_000,
    // Binance would ask for the markets of all its branches, and for currencies that only key holders may see.
    options: {
      fetchMarkets: { types: url === undefined ? ["spot", "linear"] : ["spot"] },
      fetchMargins: false,
      fetchCurrencies: false,
    },
  });
  if (url !== undefined) await redirect(exchange, url);
  return exchange;
}

/** Has a client of Binance talk to a server that speaks its spot API. */
async function redirect(exchange: ProExchange, url: string): Promise<void> {
  const { host, protocol } = new URL(url);
  const rest = `${protocol}//${host}/api/v3`;
  const streams = `${protocol === "https:" ? "wss" : "ws"}://${host}/ws`;
  const api = exchange.urls.api as Record<string, unknown>;
  Object.assign(api, { public: rest, private: rest, v1: rest, ws: { ...(api.ws as object), spot: streams } });
  // It asks for a proxy agent before it opens a socket that is not encrypted.
  await exchange.loadHttpProxyAgent();
}

function checkOffers(exchange: Exchange, timeframe: string): void {
  if (!exchange.has.fetchOHLCV) refuse(`${exchange.id} offers no bars`);
  if (!exchange.has.watchBidsAsks && !exchange.has.watchTickers) {
    refuse(`${exchange.id} offers no stream of quotes, without which nobody could tell whether it is there`);
  }
  const offered = Object.keys(exchange.timeframes ?? {});
  if (offered.length > 0 && !offered.includes(timeframe)) {
    refuse(`${exchange.id} offers no bars of ${timeframe}; it has ${offered.join(", ")}`);
  }
}

/** How far the exchange's clock is ahead of ours. */
async function aheadOf(exchange: Exchange): Promise<number> {
  if (!exchange.has.fetchTime) return 0;
  const time = await exchange.fetchTime();
  return time === undefined ? 0 : time - exchange.milliseconds();
}

/** Open of the latest bar of any market: its venue's time has come that far. Throws a UserError where there is none for a while. */
async function lastOpen(
  exchange: Exchange,
  markets: readonly Known[],
  timeframe: string,
  clock: Pause,
): Promise<number> {
  for (let attempt = 0; attempt < barAttemptsMax; attempt++) {
    let last = Number.NEGATIVE_INFINITY;
    for (const { symbol } of markets) {
      const rows = (await exchange.fetchOHLCV(symbol, timeframe)) as readonly (readonly number[])[];
      for (const row of rows) last = Math.max(last, barOf(row).ts);
    }
    if (last > Number.NEGATIVE_INFINITY) return last;
    await new Promise<void>((resolve) => {
      clock.after(barAttemptMs, resolve);
    });
  }
  return refuse("the feed must have shown a bar; its server has none yet; play it faster, or wait for one");
}

/** Bars that open in [fromMs, toMs), page by page. */
async function fetchBars(
  exchange: Exchange,
  market: string,
  timeframe: string,
  fromMs: number,
  toMs: number,
): Promise<LiveBar[]> {
  const bars: LiveBar[] = [];
  for (let since = fromMs; since < toMs; ) {
    const rows = (await exchange.fetchOHLCV(
      market,
      timeframe,
      since,
      pageBars,
    )) as readonly (readonly number[])[];
    const page = rows
      .map(barOf)
      .filter(({ ts }) => ts >= since && ts < toMs)
      .sort((a, b) => a.ts - b.ts);
    if (page.length === 0) break;
    bars.push(...page);
    since = page.at(-1)!.ts + 1;
    if (rows.length < pageBars) break;
  }
  return bars;
}

function barOf([ts, open, high, low, close, volume]: readonly number[]): LiveBar {
  const numbers = [ts, open, high, low, close];
  if (!numbers.every(Number.isFinite))
    throw new Error(`a bar holds what is no number: ${numbers.join(", ")}`);
  return { ts: ts!, open: open!, high: high!, low: low!, close: close!, volume: volume ?? Number.NaN };
}

/** Hands quotes on as they come, and connects again, later each time, whenever the connection is lost. */
async function listen(
  exchange: Exchange,
  byName: ReadonlyMap<string, string>,
  listener: LiveListener,
  heard: (ts: number | undefined) => void,
  clock: Pause,
  isClosed: () => boolean,
): Promise<void> {
  const names = [...byName.keys()];
  const bidsAsks = exchange.has.watchBidsAsks;
  const pauses = backoff(clock);
  while (!isClosed()) {
    try {
      const tickers = bidsAsks ? await exchange.watchBidsAsks(names) : await exchange.watchTickers(names);
      if (pauses.failures() > 0) listener.back();
      pauses.succeeded();
      for (const { symbol, bid, ask, timestamp } of Object.values(tickers)) {
        const own = byName.get(symbol ?? "");
        heard(timestamp ?? undefined);
        if (own !== undefined && bid! > 0 && ask! >= bid!)
          listener.quote({ symbol: own, bid: bid!, ask: ask! });
      }
    } catch (error) {
      if (isClosed()) return;
      if (pauses.failures() === 0) listener.lost((error as Error).message.split("\n")[0]!.slice(0, 200));
      await pauses.failed();
    }
  }
}
