import type { Exchange } from "ccxt";
import { refuse, suggest } from "../../core/errors.ts";

/** What a venue says of an instrument, beside what it quotes. */
export interface Listing {
  readonly symbol: string;
  readonly kind: "spot" | "perpetual";
  readonly base: string;
  readonly quote: string;
  readonly tick: string;
  readonly lot: string;
  readonly notionalMin: number;
}

/** A market of the exchange, as ccxt tells of it. */
export interface Known {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly spot?: boolean;
  readonly swap?: boolean;
  readonly linear?: boolean;
  /** Coins that one contract stands for. */
  readonly contractSize?: number | undefined;
  readonly precision: { readonly price?: number; readonly amount?: number };
  readonly limits: { readonly cost?: { readonly min?: number } };
}

/**
 * Finds a market by ccxt's name (`BTC/USDT`), the exchange's own (`BTCUSDT`), that of a catalog (`BTCUSDT-PERP`), or what is
 * traded (`SP500`) where that is traded for one currency alone.
 */
export function findMarket(exchange: Exchange, word: string): Known {
  const markets = (exchange.markets ?? {}) as unknown as Record<string, Known>;
  const all = Object.values(markets);
  const ids = (exchange.markets_by_id ?? {}) as unknown as Record<string, Known[]>;
  const [plain, perpetual] = word.endsWith("-PERP") ? [word.slice(0, -5), true] : [word, false];
  const fits = ({ base, quote, spot, swap, linear }: Known): boolean =>
    `${base}${quote}` === plain.replaceAll(/[/\-_]/g, "") &&
    (perpetual ? swap === true && linear === true : spot === true);
  const based = all.filter(({ base, spot }) => base === word && spot === true);
  const found =
    markets[word] ??
    all.find(fits) ??
    (perpetual ? undefined : ids[word]?.find(({ spot }) => spot)) ??
    (based.length === 1 ? based[0] : undefined);
  return found ?? refuse(`${exchange.id} has no market "${word}"${suggest(word, Object.keys(markets))}`);
}

/** What a venue says of a market, under the symbol that a session has for it. Throws a UserError where it says no steps. */
export function listingOf(
  { base, quote, swap, contractSize = 1, precision, limits }: Known,
  symbol: string,
): Listing {
  const { price, amount } = precision;
  if (price === undefined || amount === undefined) {
    refuse(`the venue does not say the steps of ${symbol}; promote it with --instruments that do`);
  }
  return {
    symbol,
    kind: swap ? "perpetual" : "spot",
    base,
    quote,
    tick: decimalText(price),
    // A session counts coins, and a venue its contracts.
    lot: decimalText(swap ? amount * contractSize : amount),
    notionalMin: limits.cost?.min ?? 0,
  };
}

/** A step as a decimal: 1e-8 is 0.00000001. */
const decimalText = (step: number): string =>
  step >= 1 ? String(step) : step.toFixed(12).replace(/0+$/, "");
