import { basename } from "node:path";
import { refuse } from "../engine/core/errors.ts";
import { formatTimeframe, parseTimeframe } from "../engine/core/time.ts";

/** Exchange, symbol and timeframe: the three parts of a catalog name. */
export interface NameParts {
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: string;
}

const exchanges =
  /^(binance|binanceus|binanceusdm|bybit|okx|kraken|coinbase|bitfinex|bitstamp|gate|gateio|huobi|htx|kucoin|mexc|bitget|deribit|bitmex|gemini|hyperliquid|composite)$/i;

/**
 * `exchange:symbol:timeframe` as printed and typed.
 *
 * @example
 * formatName({ exchange: "binance", symbol: "BTCUSDT", timeframe: "1h" }) // => "binance:BTCUSDT:1h"
 */
export function formatName({ exchange, symbol, timeframe }: NameParts): string {
  return `${exchange}:${symbol}:${timeframe}`;
}

/**
 * What the name of a file tells: words that are an exchange, a timeframe or `perp`, and the first other word as the symbol.
 *
 * @example
 * guessName("data/btcusdt-binance-1h.parquet") // => { exchange: "binance", symbol: "BTCUSDT", timeframe: "1h" }
 */
export function guessName(path: string): Partial<NameParts> {
  const stem = basename(path).replace(/\.(csv|tsv|txt|parquet|arrow|feather|ipc|gz)/gi, "");
  const guess: { exchange?: string; symbol?: string; timeframe?: string } = {};
  let perpetual = false;
  for (const word of stem.split(/[-_. ]+/)) {
    if (/^\d+[smhdw]$/.test(word)) guess.timeframe ??= formatTimeframe(parseTimeframe(word));
    else if (exchanges.test(word)) guess.exchange ??= word.toLowerCase();
    else if (/^(perp|perpetual|swap)$/i.test(word)) perpetual = true;
    else if (word !== "") guess.symbol ??= word.toUpperCase();
  }
  if (perpetual && guess.symbol !== undefined) guess.symbol += "-PERP";
  return guess;
}

/** Refuses a part that could not stand in a catalog name or a folder's name. */
export function checkPart(what: string, text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(text)) {
    refuse(`${what} must be letters, digits and . _ + - and begin with a letter or digit; was "${text}"`);
  }
  return text;
}

/** The most frequent step between neighbouring timestamps, in ms; undefined where there are fewer than two bars. */
export function inferTimeframe(ts: Float64Array): number | undefined {
  const counts = new Map<number, number>();
  // Equal steps come in long runs; the map is touched once a run.
  let run = 0;
  let last = 0;
  for (let i = 1; i <= ts.length; i++) {
    const step = i < ts.length ? Math.abs(ts[i]! - ts[i - 1]!) : Number.NaN;
    if (step === last) run++;
    else {
      if (last > 0) counts.set(last, (counts.get(last) ?? 0) + run);
      [last, run] = [step, 1];
    }
  }
  let best: number | undefined;
  for (const [step, count] of counts) {
    const most = best === undefined ? 0 : counts.get(best)!;
    if (count > most || (count === most && step < best!)) best = step;
  }
  return best;
}
