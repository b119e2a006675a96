/** Powers of ten that are exact as doubles. */
export const powersOfTen: readonly number[] = Array.from({ length: 23 }, (_, k) => 10 ** k);

/**
 * The double nearest to a plain decimal such as "61837.63000000": digits and at most one point. NaN for any other text.
 * Up to 15 digits without the zeros at the end are read as one division of exact numbers, which rounds once.
 *
 * @example
 * decimalOf("0.10") // => 0.1
 * decimalOf("1e5") // => NaN
 */
export function decimalOf(text: unknown): number {
  if (typeof text !== "string" || text.length === 0 || text.length > 40) return Number.NaN;
  let end = text.length;
  const point = text.indexOf(".");
  if (point >= 0) while (end > point + 1 && text.charCodeAt(end - 1) === 48) end--;
  let [units, places] = [0, 0];
  for (let k = 0; k < end; k++) {
    const digit = text.charCodeAt(k) - 48;
    if (digit >= 0 && digit <= 9) {
      units = units * 10 + digit;
      if (point >= 0 && k > point) places++;
    } else if (k !== point) return Number.NaN;
  }
  if (text.length === 1 && point === 0) return Number.NaN;
  return units <= Number.MAX_SAFE_INTEGER && places < 23 ? units / powersOfTen[places]! : Number(text);
}
