import { refuse } from "../../engine/core/errors.ts";

/** A period [fromMs, toMs), ms since 1970 UTC. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a day, a month or a year covers: its first millisecond, and that of the next one. */
function calendarSpan(text: string, whole: string): Period {
  const found = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(text);
  const [, year, month, day] = found ?? [];
  const from = Date.UTC(Number(year), month === undefined ? 0 : Number(month) - 1, Number(day ?? 1));
  // What is no date, such as February 30, is another one or none.
  if (!found || !new Date(from || 0).toISOString().startsWith(text)) {
    refuse(
      `--period must be years, months or days, such as 2021, 2021:2022 or 2020-03-01:2020-05-31; was "${whole}"`,
    );
  }
  const next =
    month === undefined
      ? Date.UTC(Number(year) + 1, 0, 1)
      : Date.UTC(Number(year), day === undefined ? Number(month) : Number(month) - 1, Number(day ?? 0) + 1);
  return { fromMs: from, toMs: next };
}

/**
 * A period from words: a year, a month or a day, or two of them with a colon between, both included.
 *
 * @example
 * parsePeriod("2021:2022").toMs === Date.UTC(2023, 0) // => true
 */
export function parsePeriod(text: string): Period {
  const ends = text.split(":");
  const [first, last = first] = ends.slice(0, 2).map((end) => calendarSpan(end.trim(), text));
  if (ends.length > 2 || last!.toMs <= first!.fromMs) {
    refuse(`--period must be one date, or two that rise with a colon between; was "${text}"`);
  }
  return { fromMs: first!.fromMs, toMs: last!.toMs };
}

/** Periods from words. Throws a UserError where two are the same, however they were written. */
export function parsePeriods(texts: readonly string[]): Period[] {
  const seen = new Set<string>();
  return texts.map((text) => {
    const period = parsePeriod(text);
    const key = `${period.fromMs} ${period.toMs}`;
    if (seen.has(key)) refuse(`--period must give each period once; "${text}" comes twice`);
    seen.add(key);
    return period;
  });
}
