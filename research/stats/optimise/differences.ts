/** A function of several numbers. */
export type Objective = (x: Float64Array) => number;

/** A function of several numbers that also writes its gradient. */
export type SmoothObjective = (x: Float64Array, gradient: Float64Array) => number;

/**
 * Matrix of second derivatives by central differences of values,
 * (f(x + hi + hj) - f(x + hi - hj) - f(x - hi + hj) + f(x - hi - hj)) / (4 hi hj), row by row.
 * NaN where a value is. Source: Ridout 2009 (eq. 9), Statistical applications of the complex-step method.
 */
export function hessian(f: Objective, x: Float64Array, steps: Float64Array): Float64Array {
  const k = x.length;
  const out = new Float64Array(k * k);
  const at = x.slice();
  const value = (i: number, hi: number, j: number, hj: number) => {
    at.set(x);
    at[i]! += hi;
    at[j]! += hj;
    return f(at);
  };
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      const [a, b] = [steps[i]!, steps[j]!];
      const cross = value(i, a, j, b) - value(i, a, j, -b) - value(i, -a, j, b) + value(i, -a, j, -b);
      out[i * k + j] = cross / (4 * a * b);
      out[j * k + i] = out[i * k + j]!;
    }
  }
  return out;
}

/**
 * Matrix of second derivatives by differences of gradients, made symmetric. Steps are `step` each, turned inwards at
 * the upper end of the box.
 */
export function hessianOfGradient(
  f: SmoothObjective,
  x: Float64Array,
  gradient: Float64Array,
  upper: Float64Array,
  step: number,
): Float64Array {
  const k = x.length;
  const raw = new Float64Array(k * k);
  const at = x.slice();
  const moved = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    const h = x[i]! + step > upper[i]! ? -step : step;
    at[i] = x[i]! + h;
    f(at, moved);
    at[i] = x[i]!;
    for (let j = 0; j < k; j++) raw[i * k + j] = (moved[j]! - gradient[j]!) / h;
  }
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) out[i * k + j] = (raw[i * k + j]! + raw[j * k + i]!) / 2;
  }
  return out;
}

/** A smooth objective from values alone: central differences of `step`, one-sided where the box ends. */
export function withDifferences(
  f: Objective,
  lower: Float64Array,
  upper: Float64Array,
  step: number,
): SmoothObjective {
  return (x, gradient) => {
    const at = x.slice();
    for (let i = 0; i < x.length; i++) {
      const high = Math.min(upper[i]!, x[i]! + step);
      const low = Math.max(lower[i]!, x[i]! - step);
      at[i] = high;
      const above = f(at);
      at[i] = low;
      gradient[i] = (above - f(at)) / (high - low);
      at[i] = x[i]!;
    }
    return f(x);
  };
}
