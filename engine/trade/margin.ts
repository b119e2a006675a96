import { type Account, equityIn, holdingsIn, holdingsOf, type Marks, markOf } from "./account.ts";
import { type Instrument, notionalOf, quantityOfLots } from "./instrument.ts";

/** Cross margin of one settlement currency. */
export interface Margin {
  readonly equity: number;
  /** What must back the positions to open them, and to keep them. */
  readonly used: number;
  readonly maintenance: number;
  /** Equity that backs nothing; below 0 nothing can be added. */
  readonly free: number;
}

/** Margin of the positions that settle in a currency, at their marks. Legs of a hedge count both. */
export function marginIn(account: Account, currency: string, marks: Marks): Margin {
  const equity = equityIn(account, currency, marks);
  let used = 0;
  let maintenance = 0;
  for (const [instrument, { symbol, lots }] of holdingsIn(account, currency)) {
    const notional = notionalOf(instrument, quantityOfLots(instrument, lots), markOf(marks, symbol));
    used += notional * instrument.margin.initial;
    maintenance += notional * instrument.margin.maintenance;
  }
  return { equity, used, maintenance, free: equity - used };
}

/**
 * Price of a symbol at which equity in its settlement currency falls to the maintenance margin, all other marks as
 * they are; NaN where no price does that. With E the equity and M the maintenance margin beside the symbol's own
 * positions, Q their net and G their gross quantity, s the contract size and m the maintenance rate:
 *
 * - linear: E + Q s p = M + G s m p, so p = (E - M) / (s (G m - Q));
 * - inverse: E - Q s / p = M + G s m / p, so 1 / p = (E - M) / (s (Q + G m)).
 */
export function liquidationPrice(account: Account, symbol: string, marks: Marks): number {
  const holdings = holdingsOf(account, symbol);
  const instrument = account.instruments[symbol];
  if (!instrument || holdings.length === 0) return Number.NaN;
  const others: Account = {
    ...account,
    holdings: Object.fromEntries(
      Object.entries(account.holdings).filter(([, holding]) => holding.symbol !== symbol),
    ),
  };
  const { equity, maintenance } = marginIn(others, instrument.settle, marks);
  // Lots add up exactly, quantities would not.
  const net = quantityOfLots(
    instrument,
    holdings.reduce((sum, { lots }) => sum + lots, 0),
  );
  const gross = quantityOfLots(
    instrument,
    holdings.reduce((sum, { lots }) => sum + Math.abs(lots), 0),
  );
  const price = solve(instrument, equity - maintenance, net, gross);
  return price > 0 && price < Number.POSITIVE_INFINITY ? price : Number.NaN;
}

function solve(
  { payoff, contractSize, margin }: Instrument,
  spare: number,
  net: number,
  gross: number,
): number {
  return payoff === "linear"
    ? spare / (contractSize * (gross * margin.maintenance - net))
    : (contractSize * (net + gross * margin.maintenance)) / spare;
}
