import { refuse } from "../core/errors.ts";

/**
 * The whole multiples of a decimal step: ticks of a price, lots of a quantity. The step is `units / 10^scale`, both
 * whole, so that every multiple has an exact decimal text and a nearest double.
 */
export interface Grid {
  /** The step as the nearest double, and as the decimal it is. */
  readonly step: number;
  readonly text: string;
  readonly units: number;
  readonly scale: number;
}

export type Rounding = "down" | "up" | "nearest";

interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

const decimalPattern = /^([+-]?)(\d{1,40})(?:\.(\d{0,40}))?(?:e([+-]?\d{1,2}))?$/i;
const powers = Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
const scaleMax = 18;

/** Reads a decimal exactly; undefined where the text is none. */
function readDecimal(text: string): Decimal | undefined {
  const match = decimalPattern.exec(text);
  if (!match) return undefined;
  const [, sign, whole, part = "", exponent = "0"] = match;
  let units = BigInt(`${whole}${part}`);
  let scale = part.length - Number(exponent);
  if (scale < 0) {
    units *= 10n ** BigInt(-scale);
    scale = 0;
  }
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n;
    scale -= 1;
  }
  return { units: sign === "-" ? -units : units, scale };
}

function writeDecimal({ units, scale }: Decimal): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const part = scale === 0 ? "" : `.${digits.slice(-scale)}`;
  return `${units < 0n ? "-" : ""}${whole}${part}`;
}

/**
 * Reads the step of a grid, such as "0.05" or 1e-8. Throws a UserError if it is not a positive decimal of at most 18
 * places; `noun` names it there.
 *
 * @example
 * parseGrid("tick", "0.050").text // => "0.05"
 */
export function parseGrid(noun: string, step: unknown): Grid {
  const decimal =
    typeof step === "string" || typeof step === "number" ? readDecimal(String(step)) : undefined;
  const fits = decimal && decimal.units > 0n && decimal.scale <= scaleMax;
  if (!fits || decimal.units > BigInt(Number.MAX_SAFE_INTEGER)) {
    refuse(
      `${noun} must be a positive decimal of at most ${scaleMax} places, such as "0.01"; was ${JSON.stringify(step)}`,
    );
  }
  const units = Number(decimal.units);
  return { step: units / powers[decimal.scale]!, text: writeDecimal(decimal), units, scale: decimal.scale };
}

/**
 * The value of a whole number of steps: the double nearest to the decimal, which `count * step` often is not.
 *
 * @example
 * gridValue(parseGrid("lot", "0.1"), 3) // => 0.3
 */
export function gridValue(grid: Grid, count: number): number {
  const units = count * grid.units;
  // Both operands are exact, so that the division rounds once; beyond 2^53 the text is the exact way.
  return Math.abs(units) <= Number.MAX_SAFE_INTEGER
    ? units / powers[grid.scale]!
    : Number(gridText(grid, count));
}

/**
 * The exact decimal text of a whole number of steps, with as many places as the step has.
 *
 * @example
 * gridText(parseGrid("tick", "0.05"), 2469) // => "123.45"
 */
export function gridText(grid: Grid, count: number): string {
  const units = count * grid.units;
  // The double nearest to such a decimal lies less than half a place from it, so that to round it gives that decimal.
  return Number.isSafeInteger(count) && Math.abs(units) <= exactMax
    ? (units / powers[grid.scale]!).toFixed(grid.scale)
    : writeDecimal({ units: BigInt(count) * BigInt(grid.units), scale: grid.scale });
}

const exactMax = 2 ** 50;

/** A distance from a whole number that is only the rounding of the quotient and of a sum or two before it. */
const roundingOf = (quotient: number): number => 4 * Number.EPSILON * Math.max(1, Math.abs(quotient));

/**
 * The number of whole steps in a value. What only rounding keeps from a whole number counts as that number. Throws a
 * UserError if the value is not finite or is more than 2^53 steps.
 *
 * @example
 * gridCount(parseGrid("lot", "0.1"), 0.1 + 0.2, "down") // => 3
 */
export function gridCount(grid: Grid, value: number, rounding: Rounding): number {
  const quotient = value / grid.step;
  const nearest = Math.round(quotient);
  const whole = Math.abs(quotient - nearest) <= roundingOf(quotient) || rounding === "nearest";
  const count = whole ? nearest : rounding === "down" ? Math.floor(quotient) : Math.ceil(quotient);
  if (!Number.isSafeInteger(count)) {
    refuse(`a value must be finite and at most 2^53 steps of ${grid.text}; was ${value}`);
  }
  return count + 0;
}

/**
 * The number of steps that a decimal text stands for, exactly. Throws a UserError for what is no decimal and for what
 * lies between two steps; `noun` names it there.
 *
 * @example
 * parseGridCount("price", parseGrid("tick", "0.05"), "123.450") // => 2469
 */
export function parseGridCount(noun: string, grid: Grid, text: string): number {
  const decimal = readDecimal(text);
  if (!decimal) refuse(`${noun} must be a decimal such as "${grid.text}"; was ${JSON.stringify(text)}`);
  const scale = BigInt(Math.max(decimal.scale, grid.scale));
  const value = decimal.units * 10n ** (scale - BigInt(decimal.scale));
  const step = BigInt(grid.units) * 10n ** (scale - BigInt(grid.scale));
  if (value % step !== 0n) {
    const below = Number(value / step);
    refuse(
      `${noun} must be a whole number of steps of ${grid.text}; was ${text}; near it is ${gridText(grid, below)}`,
    );
  }
  const count = Number(value / step);
  if (!Number.isSafeInteger(count)) refuse(`${noun} must be at most 2^53 steps of ${grid.text}; was ${text}`);
  return count;
}
