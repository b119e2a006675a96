import type { Moves } from "./moves.ts";

/** Sums for the line through log equity over time, which may be added to move by move. */
export interface LogLine {
  /** Log equity at the last bar, 0 before the first. */
  log: number;
  sum: number;
  squares: number;
  /** Of log equity times twice the number of its bar and 1. */
  spans: number;
}

/** No bars yet. */
export const logLine = (): LogLine => ({ log: 0, sum: 0, squares: 0, spans: 0 });

/** Beyond this the series for the logarithm of a quotient would lose digits. */
const nearest = 0.0125;

/** Adds the bars of moves `from` to `to`, each move with those after it on which equity stands still. */
export function addLogs(line: LogLine, { equity, before, at }: Moves, from: number, to: number): void {
  let { log, sum, squares, spans } = line;
  let last = from === 0 ? before : equity[from - 1]!;
  let bar = at[from]!;
  for (let j = from; j < to; j++) {
    const value = equity[j]!;
    // A run of a million bars asks for a million logarithms of quotients near 1: log(b / a) = 2 artanh((b - a) / (b + a)),
    // whose first term left out here is s^9 / 9, below 3e-16 of the whole.
    const s = (value - last) / (value + last);
    if (Math.abs(s) < nearest) {
      const ss = s * s;
      log += (s + s) * (1 + ss * (1 / 3 + ss * (1 / 5 + ss * (1 / 7))));
    } else log += Math.log(value / last);
    last = value;
    const next = at[j + 1]!;
    const weighted = log * (next - bar);
    sum += weighted;
    squares += log * weighted;
    spans += weighted * (bar + next);
    bar = next;
  }
  line.log = log;
  line.sum = sum;
  line.squares = squares;
  line.spans = spans;
}

/**
 * Stability of growth: R squared of the least squares line through log equity over time, from its sums over `n` bars. A
 * straight line is 1. NaN where equity does not vary, or for fewer than three bars.
 */
export function stabilityOf({ sum, squares, spans }: LogLine, n: number): number {
  if (n < 3) return Number.NaN;
  const vary = squares - (sum * sum) / n;
  if (!(vary > n * 1e-28)) return Number.NaN;
  const along = (spans - n * sum) / 2;
  return Math.min(1, (along * along) / (((n * (n * n - 1)) / 12) * vary));
}
