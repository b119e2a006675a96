const powers = Array.from({ length: 23 }, (_, k) => 10 ** k);

/** What a cell that is not a number holds. */
export type CellProblem = "empty" | "infinite" | "text";

/** Words that stand for a value that is not known. */
const unknownWords = /^(|nan|null|none|na|n\/a|nil|-|\.)$/i;

/**
 * The float64 nearest to the decimal number in bytes [start, end), or undefined where the bytes need the slow path.
 * Up to 15 digits with a power of ten of at most 22 need one exactly rounded division (Clinger 1990), nearly every price.
 */
export function quickNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
  point: number,
): number | undefined {
  let i = start;
  const negative = bytes[i] === 45;
  if (negative) i++;
  let mantissa = 0;
  let digits = 0;
  let decimals = -1;
  for (; i < end; i++) {
    const byte = bytes[i]!;
    if (byte >= 48 && byte <= 57) {
      mantissa = mantissa * 10 + (byte - 48);
      digits++;
      if (decimals >= 0) decimals++;
    } else if (byte === point && decimals < 0) decimals = 0;
    else return undefined;
  }
  if (digits === 0 || digits > 15) return undefined;
  const value = decimals > 0 ? mantissa / powers[decimals]! : mantissa;
  return negative ? -value : value;
}

/** The number that a cell's text holds, or what is wrong with it. */
export function slowNumber(text: string, decimalComma: boolean): number | CellProblem {
  const trimmed = text.trim();
  if (unknownWords.test(trimmed)) return "empty";
  if (/^[+-]?inf(inity)?$/i.test(trimmed)) return "infinite";
  const plain = decimalComma ? trimmed.replace(",", ".") : trimmed;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return "text";
  const value = Number(plain);
  return Number.isFinite(value) ? value : "infinite";
}
