import { refuse } from "../../core/errors.ts";

/** Trades of one symbol in the order of time, as columns: price, and quantity signed by the side of the taker. */
export interface SignedTrades {
  readonly ts: ArrayLike<number>;
  readonly price: ArrayLike<number>;
  readonly quantity: ArrayLike<number>;
}

/** A coefficient through the origin, with its standard error and the share of variance that it explains. */
export interface Fit {
  readonly coefficient: number;
  readonly error: number;
  readonly r2: number;
}

/** What trades tell about impact; coefficients are of `ImpactSpec`, for flow as a fraction of `adv`. */
export interface Calibration {
  /** Units a day at the rate of the trades given. */
  readonly adv: number;
  readonly intervals: number;
  readonly linear: Fit;
  readonly squareRoot: Fit;
  /** What stays and what is gone an interval later, from the return on this and the last interval's flow. */
  readonly almgrenChriss: { readonly permanent: number; readonly temporary: number };
}

const dayMs = 86_400_000;

/**
 * Impact from trades: the return of each interval of `intervalMs` against the flow within it, by least squares through
 * the origin. Returns are from last price to last price; an interval without trades has none. Permanent and temporary
 * parts follow from r(t) = a x(t) + b x(t-1): what b takes back was temporary, so temporary = -b and permanent = a + b.
 * Throws a UserError for fewer than 30 intervals with trades or flow that does not vary.
 */
export function calibrateImpact(trades: SignedTrades, intervalMs: number): Calibration {
  const { flow, returns, volume, spanMs } = intervalsOf(trades, intervalMs);
  if (flow.length < 30) {
    refuse(`calibration must have at least 30 intervals of ${intervalMs} ms with trades; had ${flow.length}`);
  }
  const adv = (volume / spanMs) * dayMs;
  const x = flow.map((q) => q / adv);
  const root = x.map((q) => Math.sign(q) * Math.sqrt(Math.abs(q)));
  const { a, b } = fitTwo(x.slice(1), x.slice(0, -1), returns.slice(1));
  return {
    adv,
    intervals: x.length,
    linear: fitOne(x, returns),
    squareRoot: fitOne(root, returns),
    almgrenChriss: { permanent: a + b, temporary: -b },
  };
}

function intervalsOf({ ts, price, quantity }: SignedTrades, intervalMs: number) {
  const flow: number[] = [];
  const returns: number[] = [];
  let [volume, sum, before, present] = [0, 0, Number.NaN, Number.NaN];
  const close = () => {
    if (before === before) {
      flow.push(sum);
      returns.push(present / before - 1);
    }
    before = present;
    sum = 0;
  };
  for (let k = 0; k < ts.length; k++) {
    if (k > 0 && Math.floor(ts[k]! / intervalMs) !== Math.floor(ts[k - 1]! / intervalMs)) close();
    sum += quantity[k]!;
    volume += Math.abs(quantity[k]!);
    present = price[k]!;
  }
  if (ts.length > 0) close();
  return { flow, returns, volume, spanMs: Math.max(1, ts[ts.length - 1]! - ts[0]!) };
}

const dot = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, value, k) => sum + value * y[k]!, 0);

function fitOne(x: readonly number[], y: readonly number[]): Fit {
  const xx = dot(x, x);
  if (!(xx > 0)) refuse("calibration needs flow that is not all 0");
  const coefficient = dot(x, y) / xx;
  const yy = dot(y, y);
  const rest = y.reduce((sum, value, k) => sum + (value - coefficient * x[k]!) ** 2, 0);
  return {
    coefficient,
    error: Math.sqrt(rest / (x.length - 1) / xx),
    r2: yy > 0 ? 1 - rest / yy : Number.NaN,
  };
}

/** y = a u + b v by the normal equations of two regressors. */
function fitTwo(u: readonly number[], v: readonly number[], y: readonly number[]) {
  const [uu, vv, uv, uy, vy] = [dot(u, u), dot(v, v), dot(u, v), dot(u, y), dot(v, y)];
  const determinant = uu * vv - uv * uv;
  if (!(determinant > 1e-12 * uu * vv))
    refuse("calibration needs flow that differs from interval to interval");
  return { a: (vv * uy - uv * vy) / determinant, b: (uu * vy - uv * uy) / determinant };
}
