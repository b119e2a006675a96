import type { Exchange } from "ccxt";
import { refuse, suggest } from "../../engine/core/errors.ts";

/** How to reach an exchange. */
export interface ClientOptions {
  /** Address to talk to in place of the exchange's own: a proxy or a test server. Paths stay as they are. */
  readonly baseUrl?: string | undefined;
  /** Give up on one request after this long. */
  readonly timeoutMs?: number | undefined;
}

/** A market of an exchange, by its own name and by the one it has in the catalog. */
export interface Market {
  /** As ccxt calls it: `BTC/USDT`, `BTC/USDT:USDT`. */
  readonly name: string;
  /** As the catalog does: `BTCUSDT`, `BTCUSDT-PERP`. */
  readonly symbol: string;
}

/** A client of an exchange that offers bars. Refuses an exchange that ccxt does not know or that has none. */
export async function openExchange(
  name: string,
  symbols: readonly string[],
  options: ClientOptions = {},
): Promise<Exchange> {
  // Loaded on use: it takes a third of a second.
  const { default: ccxt } = await import("ccxt");
  const known = ccxt.exchanges as unknown as string[];
  if (!known.includes(name))
    refuse(`unknown exchange "${name}"${suggest(name, known) || `; ccxt has ${known.length}`}`);
  const make = (ccxt as unknown as Record<string, new (config: object) => Exchange>)[name]!;
  const exchange = new make({ enableRateLimit: true, timeout: options.timeoutMs ?? 20_000 });
  if (!exchange.has.fetchOHLCV) refuse(`${name} offers no bars`);
  // Binance would ask for the markets of all its branches, and for currencies that only key holders may see.
  const swap = symbols.some((symbol) => symbol.includes(":"));
  exchange.options.fetchMarkets = { types: swap ? ["spot", "linear", "inverse"] : ["spot"] };
  exchange.options.fetchMargins = false;
  exchange.has.fetchCurrencies = false;
  exchange.options.fetchCurrencies = false;
  if (options.baseUrl !== undefined)
    exchange.urls.api = redirect(exchange.urls.api, parseBase(options.baseUrl)) as typeof exchange.urls.api;
  return exchange;
}

function parseBase(text: string): URL {
  if (URL.canParse(text) && /^https?:/.test(text)) return new URL(text);
  return refuse(`--base-url must be an http or https address; was "${text}"`);
}

/** Every address within, with its origin replaced. */
function redirect(urls: unknown, base: URL): unknown {
  if (typeof urls === "string") {
    if (!/^https?:/.test(urls)) return urls;
    const url = new URL(urls.replaceAll(/[{}]/g, ""));
    return `${base.origin}${url.pathname}`.replace(/\/$/, "");
  }
  if (typeof urls !== "object" || urls === null) return urls;
  return Object.fromEntries(Object.entries(urls).map(([key, value]) => [key, redirect(value, base)]));
}

interface KnownMarket {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly spot?: boolean;
  readonly swap?: boolean;
}

/** Finds a market by ccxt's name (`BTC/USDT`) or the exchange's own (`BTCUSDT`). */
export function findMarket(exchange: Exchange, word: string): Market {
  const markets = (exchange.markets ?? {}) as Record<string, KnownMarket>;
  const ids = (exchange.markets_by_id ?? {}) as unknown as Record<string, KnownMarket[]>;
  const found = markets[word] ?? ids[word]?.find(({ spot }) => spot) ?? ids[word]?.[0];
  if (!found) {
    const near = suggest(word, [...Object.keys(markets), ...Object.keys(ids)]);
    refuse(
      `${exchange.id} has no market "${word}"${near || "; names are like BTC/USDT, of perpetuals like BTC/USDT:USDT"}`,
    );
  }
  const { symbol: name, base, quote, swap } = found;
  const plain = (text: string) => text.replaceAll(/[^A-Za-z0-9._+-]/g, "");
  return { name, symbol: `${plain(base)}${plain(quote)}${swap ? "-PERP" : ""}` };
}

/** Refuses a timeframe that the exchange does not offer. */
export function checkTimeframe(exchange: Exchange, timeframe: string): void {
  const offered = Object.keys(exchange.timeframes ?? {});
  if (offered.length === 0 || offered.includes(timeframe)) return;
  refuse(`${exchange.id} offers no bars of ${timeframe}; it has ${offered.join(", ")}`);
}
