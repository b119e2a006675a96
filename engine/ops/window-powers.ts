/** Sums of squared, cubed and fourth-power deviations from the mean of the last n values. */
export interface WindowPowers {
  readonly n: number;
  readonly ring: Float64Array;
  at: number;
  seen: number;
  squares: number;
  cubes: number;
  fourths: number;
}

export const windowPowers = (n: number): WindowPowers => ({
  n,
  ring: new Float64Array(n),
  at: 0,
  seen: 0,
  squares: 0,
  cubes: 0,
  fourths: 0,
});

/**
 * Takes the next value; true when the window is full, and then the sums hold. Two passes over the window each time:
 * higher powers forgive no shortcut.
 */
export function pushPowers(w: WindowPowers, x: number): boolean {
  const { n, ring } = w;
  ring[w.at] = x;
  w.at = w.at + 1 === n ? 0 : w.at + 1;
  if (w.seen < n) w.seen++;
  if (w.seen < n) return false;
  // Taken from one of the values, so that a flat window deviates by exactly zero.
  let apart = 0;
  for (let k = 0; k < n; k++) apart += ring[k]! - x;
  const mean = x + apart / n;
  w.squares = w.cubes = w.fourths = 0;
  for (let k = 0; k < n; k++) {
    const gap = ring[k]! - mean;
    const square = gap * gap;
    w.squares += square;
    w.cubes += square * gap;
    w.fourths += square * square;
  }
  return true;
}
