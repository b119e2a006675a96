import fc from "fast-check";
import type { Instrument } from "../instrument.ts";
import { parseInstrument } from "../parse-instrument.ts";

const margin = { initial: 0.1, maintenance: 0.05 };
const fees = { taker: 0.0005, maker: -0.0001 };

/** One instrument of each kind and payoff. */
export const spot = parseInstrument({
  symbol: "BTC/USDT",
  kind: "spot",
  base: "BTC",
  quote: "USDT",
  tick: "0.01",
  lot: "0.00001",
  notionalMin: 5,
  fees: { taker: 0.001, maker: 0.001 },
});

export const linear = parseInstrument({
  symbol: "BTC/USDT:USDT",
  kind: "perpetual",
  base: "BTC",
  quote: "USDT",
  tick: "0.1",
  lot: "0.001",
  notionalMin: 5,
  margin,
  fees,
});

export const inverse = parseInstrument({
  symbol: "BTC/USD:BTC",
  kind: "perpetual",
  payoff: "inverse",
  base: "BTC",
  quote: "USD",
  tick: "0.5",
  lot: "1",
  contractSize: 100,
  margin,
  fees,
});

export const future = parseInstrument({
  symbol: "ETH/USD:ETH-261225",
  kind: "future",
  payoff: "inverse",
  base: "ETH",
  quote: "USD",
  tick: "0.05",
  lot: "1",
  contractSize: 10,
  margin,
  fees: { ...fees, fixed: 0.0001 },
  expiryMs: Date.UTC(2026, 11, 25, 8),
});

export const linearFuture = parseInstrument({
  symbol: "ETH/USDT:USDT-261225",
  kind: "future",
  base: "ETH",
  quote: "USDT",
  tick: "0.01",
  lot: "0.01",
  contractSize: 0.1,
  margin,
  fees,
  expiryMs: Date.UTC(2026, 11, 25, 8),
});

export const instruments: readonly Instrument[] = [spot, linear, inverse, future, linearFuture];

/** A random instrument. */
export const anyInstrument = fc.constantFrom(...instruments);

/** A random price from a twentieth to twenty times 1,000, not on the ticks of anything. */
export const anyPrice = fc
  .double({ min: -3, max: 3, noNaN: true })
  .map((exponent) => 1000 * Math.exp(exponent));
