import { refuse } from "../../engine/core/errors.ts";

/** Milliseconds since 1970 UTC from an epoch in s, ms, µs or ns, told apart by magnitude; 1973 to 5138 are unambiguous. */
export function epochToMs(value: number): number {
  const size = Math.abs(value);
  if (size < 1e11) return Math.round(value * 1e3);
  if (size < 1e14) return Math.round(value);
  if (size < 1e17) return Math.round(value / 1e3);
  return Math.round(value / 1e6);
}

const yearFirst =
  /^(\d{4})([-/.]?)(\d{2})\2(\d{2})(?:[T ]?\s*(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;
const dayFirst =
  /^(\d{2})\.(\d{2})\.(\d{4})(?:\s+(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(Z|UTC|GMT)?([+-]\d{2}:?\d{2})?$/i;

/** A time in text: ms since 1970, and whether the text named its zone. */
export interface TextTime {
  readonly ms: number;
  readonly zoned: boolean;
}

/**
 * Parses ISO 8601 dates and times (also `2024/01/31`, `2024.01.31 12:00`, `20240131`, `20240131 120000` and the
 * day-first `31.01.2024`); undefined for anything else. Text without a zone is read as UTC.
 *
 * @example
 * parseTimeText("2024-01-31T12:00+02:00") // => { ms: 1706695200000, zoned: true }
 */
export function parseTimeText(text: string): TextTime | undefined {
  const iso = yearFirst.exec(text);
  if (iso) {
    const [, year, , month, day, hour, minute, second, fraction, zone] = iso;
    return assemble([year, month, day, hour, minute, second], fraction, zone);
  }
  const european = dayFirst.exec(text);
  if (!european) return undefined;
  const [, day, month, year, hour, minute, second, fraction, name, offset] = european;
  return assemble([year, month, day, hour, minute, second], fraction, offset ?? name);
}

function assemble(parts: (string | undefined)[], fraction: string | undefined, zone: string | undefined) {
  const [year, month, day, hour, minute, second] = parts.map((part) => Number(part ?? 0));
  const millis = Math.floor(Number(`0.${fraction ?? "0"}`) * 1000 + 1e-9);
  const ms = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!, millis);
  const date = new Date(ms);
  // Date.UTC rolls 31 February over into March; such a date is a mistake of the file.
  if (
    date.getUTCMonth() !== month! - 1 ||
    date.getUTCDate() !== day! ||
    hour! > 23 ||
    minute! > 59 ||
    second! > 59
  ) {
    return undefined;
  }
  return { ms: ms - offsetOf(zone), zoned: zone !== undefined };
}

function offsetOf(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? "");
  if (!match) return 0;
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0)) * 60_000;
}

/** Turns a local time, given as if it were UTC, into UTC. */
export type Zone = (localMs: number) => number;

/**
 * A zone from `UTC`, an offset such as `+02:00`, or a name such as `America/New_York`.
 * A local time that a clock change repeats is read as its first occurrence.
 */
export function parseZone(text: string): Zone {
  if (/^(utc|gmt|z)$/i.test(text)) return (ms) => ms;
  if (/^[+-]\d{2}:?\d{2}$/.test(text)) return (ms) => ms - offsetOf(text);
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: text,
      hourCycle: "h23",
      dateStyle: "short",
      timeStyle: "medium",
    });
  } catch {
    return refuse(
      `time zone must be UTC, an offset such as +02:00 or a name such as America/New_York; was "${text}"`,
    );
  }
  const localOf = (utc: number) => {
    const part = Object.fromEntries(
      longFormat(format)
        .formatToParts(utc)
        .map(({ type, value }) => [type, Number(value)]),
    );
    return Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
  };
  return (local) => {
    const wholeSecond = Math.floor(local / 1000) * 1000;
    const before = localOf(wholeSecond - 86_400_000) - (wholeSecond - 86_400_000);
    const first = wholeSecond - before;
    const utc = localOf(first) === wholeSecond ? first : wholeSecond - (localOf(first) - first);
    return utc + (local - wholeSecond);
  };
}

const longFormats = new WeakMap<Intl.DateTimeFormat, Intl.DateTimeFormat>();

function longFormat(format: Intl.DateTimeFormat): Intl.DateTimeFormat {
  let long = longFormats.get(format);
  if (!long) {
    const numeric = "numeric";
    const fields = {
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    } as const;
    long = new Intl.DateTimeFormat("en-US", {
      timeZone: format.resolvedOptions().timeZone,
      hourCycle: "h23",
      ...fields,
    });
    longFormats.set(format, long);
  }
  return long;
}
