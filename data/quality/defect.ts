import { refuse, suggest } from "../../engine/core/errors.ts";

/**
 * Every kind of defect, with what a backtest does about it. `refuse` must be mended or allowed by name;
 * `note` is told and does no harm by itself.
 */
export const defectKinds = {
  gaps: { severity: "refuse", about: "bars are missing where the market's calendar expects them" },
  duplicates: { severity: "refuse", about: "two bars have one timestamp" },
  disorder: { severity: "refuse", about: "a bar stands before an earlier one" },
  missing: { severity: "refuse", about: "a cell is empty or NaN" },
  ohlc: { severity: "refuse", about: "high or low does not bound open and close" },
  prices: { severity: "refuse", about: "a price is zero or negative" },
  ticks: { severity: "refuse", about: "a price leaps away and back at once, as a bad tick does" },
  stale: {
    severity: "refuse",
    about: "a bar was captured before its close: low volume, and the next open is elsewhere",
  },
  grid: { severity: "refuse", about: "a timestamp lies off the grid of the timeframe" },
  volume: { severity: "refuse", about: "a volume is negative" },
  flat: { severity: "note", about: "ten or more bars in a row repeat one price" },
  "zero-volume": { severity: "note", about: "nothing was traded in a bar" },
  "no-volume": { severity: "note", about: "the source gives no volume" },
} as const satisfies Record<string, { severity: "refuse" | "note"; about: string }>;

export type DefectKind = keyof typeof defectKinds;

/** Some defects of one kind in one data set. */
export interface Defect {
  readonly kind: DefectKind;
  readonly severity: "refuse" | "note";
  /** Number of bars concerned (for gaps: of gaps). */
  readonly count: number;
  /** The first few places: row (0 is the first) and its timestamp in ms. */
  readonly where: readonly { readonly index: number; readonly ts: number }[];
  /** What, how many and where, in words. */
  readonly text: string;
}

const placesMax = 5;

/** Counts places of one kind and keeps the first few. */
export class Tally {
  count = 0;
  readonly indices: number[] = [];

  add(index: number) {
    if (this.count++ < placesMax) this.indices.push(index);
  }

  /** The defect of these places, or nothing if there are none; `lead` goes before the timestamps. */
  defect(kind: DefectKind, ts: Float64Array, words: (count: number) => string, lead = ""): Defect[] {
    if (this.count === 0) return [];
    const where = this.indices.map((index) => ({ index, ts: ts[index]! }));
    const shown = where.slice(0, 3).map((place) => iso(place.ts));
    const more = this.count > shown.length ? ", …" : "";
    const text = `${words(this.count)} (${lead}${shown.join(", ")}${more})`;
    return [{ kind, severity: defectKinds[kind].severity, count: this.count, where, text }];
  }
}

/**
 * A timestamp as people read it, UTC: the date alone at midnight, with seconds only where there are some.
 *
 * @example
 * iso(1704150000000) // => "2024-01-01 23:00"
 */
export function iso(ms: number): string {
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return String(ms);
  const text = new Date(ms).toISOString();
  if (text.endsWith("T00:00:00.000Z")) return text.slice(0, 10);
  if (text.endsWith(":00.000Z")) return text.slice(0, 16).replace("T", " ");
  return text.slice(0, text.endsWith(".000Z") ? 19 : 23).replace("T", " ");
}

/** `1 bar`, `2,000 bars`. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

/** The kinds that a user's `--allow gaps,stale` names; refuses a name that is none. */
export function parseAllow(words: readonly string[]): DefectKind[] {
  const kinds = Object.keys(defectKinds) as DefectKind[];
  const given = words.flatMap((word) => word.split(",")).map((word) => word.trim());
  return given
    .filter((word) => word !== "")
    .map((word) => {
      const kind = kinds.find((known) => known === word);
      return (
        kind ?? refuse(`"${word}" is no kind of defect${suggest(word, kinds)}; kinds are ${kinds.join(", ")}`)
      );
    });
}
