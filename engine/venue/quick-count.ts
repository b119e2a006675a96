import { type Grid, parseGridCount } from "../trade/grid.ts";

/** Places up to which a decimal of 15 digits is exact as a double once the point is taken out. */
const digitsMax = 15;

/**
 * {@link parseGridCount} for the plain decimals in which orders travel, without big integers: digits, one point, no more
 * than 15 digits. Anything else, and whatever lies between two steps, is left to that.
 */
export function quickCount(noun: string, grid: Grid, text: string): number {
  let [units, places, digits, point] = [0, 0, 0, false];
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k);
    if (code === 46 && !point) point = true;
    else if (code >= 48 && code <= 57) {
      units = units * 10 + (code - 48);
      digits++;
      if (point) places++;
    } else return parseGridCount(noun, grid, text);
  }
  const missing = grid.scale - places;
  if (digits === places || digits > digitsMax || digits + Math.max(0, missing) > digitsMax) {
    return parseGridCount(noun, grid, text);
  }
  const scaled = missing >= 0 ? units * 10 ** missing : units / 10 ** -missing;
  const count = scaled / grid.units;
  // A quotient of whole numbers below 2^53 is whole only if the division is exact.
  return Number.isInteger(count) ? count : parseGridCount(noun, grid, text);
}
