/** log(1 + r) by its series, for |r| < 0.03: the first term left out is r^11 / 11, below 2e-18. */
const logNearOne = (r: number): number => {
  const far = 1 / 6 - r * (1 / 7 - r * (1 / 8 - r * (1 / 9 - r * (1 / 10))));
  return r * (1 - r * (1 / 2 - r * (1 / 3 - r * (1 / 4 - r * (1 / 5 - r * far)))));
};

/** Sums for the line through log equity over time, which may be added to column by column. */
export interface LogLine {
  n: number;
  /** Log equity at the last bar, 0 before the first. */
  log: number;
  sum: number;
  squares: number;
  /** Of log equity times the number of its bar. */
  products: number;
}

/** No bars yet. */
export const logLine = (): LogLine => ({ n: 0, log: 0, sum: 0, squares: 0, products: 0 });

/** Adds the simple returns of a column. */
export function addLogs(line: LogLine, returns: Float64Array): LogLine {
  let { log, sum, squares, products } = line;
  const { n } = line;
  for (let i = 0; i < returns.length; i++) {
    const r = returns[i]!;
    // A run of a million bars asks for a million logarithms.
    // Equity that stands still leaves the logarithm where it is.
    if (r !== 0) log += r > -0.03 && r < 0.03 ? logNearOne(r) : Math.log1p(r);
    sum += log;
    squares += log * log;
    products += (n + i) * log;
  }
  line.n = n + returns.length;
  line.log = log;
  line.sum = sum;
  line.squares = squares;
  line.products = products;
  return line;
}

/**
 * Stability of growth: R squared of the least squares line through log equity over time. A straight line is 1. NaN
 * where equity does not vary, or for fewer than three bars.
 */
export function stabilityOf({ n, sum, squares, products }: LogLine): number {
  if (n < 3) return Number.NaN;
  const vary = squares - (sum * sum) / n;
  if (!(vary > n * 1e-28)) return Number.NaN;
  const along = products - ((n - 1) / 2) * sum;
  return Math.min(1, (along * along) / (((n * (n * n - 1)) / 12) * vary));
}
