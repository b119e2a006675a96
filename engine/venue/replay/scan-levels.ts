import { powersOfTen } from "./decimal.ts";

/** Most levels of one side that are read. */
export const levelsMax = 20_000;

/** Levels read straight from a text, and where they end. */
interface Scanned {
  readonly pairs: Float64Array;
  readonly end: number;
}

const scratch = new Float64Array(2 * levelsMax);
const [quote, comma, open, close] = [34, 44, 91, 93];

/** Where the last number ended; its value is in {@link scratch}. */
let at = 0;

/** Reads `"digits.digits"` into the scratch; false for anything else, or for what has more than 2^53 units. */
function scanNumber(text: string, place: number): boolean {
  if (text.charCodeAt(at) !== quote) return false;
  let [units, places, digits, k] = [0, -1, 0, at + 1];
  for (; ; k++) {
    const digit = text.charCodeAt(k) - 48;
    if (digit >= 0 && digit <= 9) {
      units = units * 10 + digit;
      digits++;
      if (places >= 0) places++;
    } else if (digit === -2 && places < 0) places = 0;
    else break;
  }
  if (text.charCodeAt(k) !== quote || digits === 0 || units > Number.MAX_SAFE_INTEGER || places > 22)
    return false;
  // Two exact numbers: the division rounds once, to the double that is nearest to the decimal.
  scratch[place] = places > 0 ? units / powersOfTen[places]! : units;
  at = k + 1;
  return true;
}

/**
 * Reads a list of levels `[["price","quantity"],…]` that begins at a place of a text, without making the arrays and
 * strings that a JSON reader makes of it. Undefined for whatever is not just that, to be read by JSON and refused in
 * words.
 */
export function scanLevels(text: string, from: number): Scanned | undefined {
  if (text.charCodeAt(from) !== open) return undefined;
  at = from + 1;
  let count = 0;
  if (text.charCodeAt(at) === close) return { pairs: new Float64Array(), end: at + 1 };
  for (;;) {
    if (count === scratch.length || text.charCodeAt(at) !== open) return undefined;
    at++;
    if (!scanNumber(text, count)) return undefined;
    if (text.charCodeAt(at) !== comma) return undefined;
    at++;
    if (!scanNumber(text, count + 1)) return undefined;
    if (text.charCodeAt(at) !== close || !(scratch[count]! > 0)) return undefined;
    count += 2;
    const next = text.charCodeAt(at + 1);
    at += 2;
    if (next === close) return { pairs: scratch.slice(0, count), end: at };
    if (next !== comma) return undefined;
  }
}
