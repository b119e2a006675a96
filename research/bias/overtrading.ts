import { rankCorrelation } from "./ranks.ts";
import { type BiasTrade, type Detector, ended, tooLittle } from "./record.ts";

/** The window in which entries crowd, in mean distances between entries. */
const window = 5;
const tradesMin = 20;

/** The more is traded, the worse it gets. */
export const overtrading: Detector = {
  name: "overtrading",
  mark: `trades are the worse, the more entries came shortly before them (in ${window} mean distances)`,
  test: "rank correlation of return, after costs, with entries before, over trades that do not overlap (Spearman 1904; Barber and Odean 2000)",
  measure(record) {
    const entries = record.trades.map(({ entryMs }) => entryMs);
    const spanMs = ((entries.at(-1)! - entries[0]!) / Math.max(1, entries.length - 1)) * window;
    const trades = apart(ended(record));
    const n = trades.length;
    if (n < tradesMin) return tooLittle(n, `fewer than ${tradesMin} trades that do not overlap`);
    let from = 0;
    let to = 0;
    const crowd = trades.map(({ entryMs }) => {
      while (entries[from]! < entryMs - spanMs) from++;
      while (to < entries.length && entries[to]! < entryMs) to++;
      return to - from;
    });
    const { rho, pGreater } = rankCorrelation(
      crowd,
      trades.map((trade) => -trade.return),
    );
    if (Number.isNaN(rho)) return tooLittle(n, "entries are evenly spaced");
    return {
      value: -rho,
      p: pGreater,
      n,
      reason: `return goes with the number of entries shortly before at a rank correlation of ${(-rho).toFixed(2)}`,
    };
  },
};

/** Trades one after another, each entered after the last had ended: the market moves that they met are not shared. */
function apart(trades: readonly BiasTrade[]): BiasTrade[] {
  let endMs = Number.NEGATIVE_INFINITY;
  return trades.filter(({ entryMs, exitMs }) => {
    if (entryMs < endMs) return false;
    endMs = exitMs;
    return true;
  });
}
