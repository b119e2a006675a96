import type { Settings } from "../../engine/run/settings.ts";
import type { Bars } from "../../engine/trade/bars.ts";

/** Instruments that settings do not give, and what they were derived from, in words. */
export interface DerivedInstruments {
  readonly instruments: Settings["instruments"];
  readonly words: readonly string[];
}

/** Rows whose decimals are looked at, spread over the data. */
const rowsMax = 2_000;
/** More decimals than venues have are the dust of a computation, not a step of price. */
const decimalsMax = 8;
const quotes = /^(.+?)[-/_]?(USDT|USDC|FDUSD|BUSD|USD|EUR|BTC|ETH)(?:-PERP)?$/;

/**
 * An instrument for each symbol that has none, since a venue trades whole ticks and lots: the tick by the most decimals that
 * its prices have, the lot by the settings or a millionth of a unit, a spot market with the fees of the settings.
 */
export function deriveInstruments(settings: Settings, bars: readonly Bars[]): DerivedInstruments {
  const instruments: Record<string, Readonly<Record<string, unknown>>> = { ...settings.instruments };
  const words: string[] = [];
  for (const each of bars) {
    const { symbol } = each;
    if (Object.hasOwn(instruments, symbol)) {
      // Fees that an instrument does not name are those of the run, at the venue as in the account.
      instruments[symbol] = { fees: settings.fees, ...instruments[symbol] };
      continue;
    }
    const [, base = symbol, quote = "cash"] = quotes.exec(symbol) ?? [];
    const tick = stepOf(decimalsOf(each));
    const lot = settings.lot > 0 ? String(settings.lot) : "0.000001";
    instruments[symbol] = { kind: "spot", base, quote, tick, lot, fees: settings.fees };
    const from = settings.lot > 0 ? "the settings" : "us";
    words.push(
      `${symbol} has no instrument: tick ${tick} by the decimals of its prices, lot ${lot} by ${from}`,
    );
  }
  return { instruments, words };
}

/** Most decimals of the prices of a symbol. */
function decimalsOf({ open, high, low, close }: Bars): number {
  const step = Math.max(1, Math.floor(close.length / rowsMax));
  let most = 0;
  for (const column of [open, high, low, close]) {
    for (let t = 0; t < column.length; t += step) {
      if (column[t] === column[t]) most = Math.max(most, decimalsIn(column[t]!));
    }
  }
  return most;
}

function decimalsIn(value: number): number {
  const text = value.toFixed(decimalsMax).replace(/0+$/, "");
  return text.length - 1 - text.indexOf(".");
}

/** The step of numbers with so many decimals, as a text: 2 gives 0.01. */
const stepOf = (decimals: number): string => (decimals === 0 ? "1" : `0.${"0".repeat(decimals - 1)}1`);
