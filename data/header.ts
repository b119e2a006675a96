import { refuse, suggest } from "../engine/core/errors.ts";
import { type BarField, barFields } from "../engine/trade/bars.ts";

/** Where the columns of a file are. `time` is set where date and time of day stand in two columns. */
export interface HeaderMap {
  readonly ts: number;
  readonly time: number | undefined;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number | undefined;
  readonly symbol: number | undefined;
  readonly notes: readonly string[];
}

/** Columns by the names that the user says they have: `{ time: "Datum", close: "Kurs" }`. */
export type ColumnWishes = Readonly<Partial<Record<"time" | "symbol" | BarField, string>>>;

/**
 * The wishes in words such as `time=Datum`; refuses others.
 *
 * @example
 * parseColumns(["time=Datum", "close=Kurs"]) // => { time: "Datum", close: "Kurs" }
 */
export function parseColumns(words: readonly string[]): ColumnWishes {
  const roles = ["time", ...barFields, "symbol"];
  const entries = words.map((word) => {
    const [role = "", name = ""] = word.split(/=(.*)/s);
    if (!roles.includes(role) || name === "") {
      refuse(`--columns must be ${roles.join(", ")} with a name, such as time=Datum; was "${word}"`);
    }
    return [role, name];
  });
  return Object.fromEntries(entries);
}

/** Spellings by column, best first; compared in lower case with everything but letters and digits removed. */
const spellings: Readonly<Record<"ts" | "symbol" | BarField, readonly string[]>> = {
  ts: [
    "ts",
    "timestamp",
    "timestamps",
    "opentime",
    "opentimestamp",
    "opentimems",
    "timestampms",
    "unix",
    "unixtime",
    "unixtimestamp",
    "epoch",
    "datetime",
    "dateandtime",
    "starttime",
    "start",
    "timeperiodstart",
    "barstart",
    "gmttime",
    "time",
    "date",
    "day",
    "t",
  ],
  open: ["open", "o", "openprice", "priceopen", "openingprice"],
  high: ["high", "h", "highprice", "pricehigh", "max"],
  low: ["low", "l", "lowprice", "pricelow", "min"],
  close: ["close", "c", "closeprice", "priceclose", "closingprice", "last"],
  volume: [
    "volume",
    "vol",
    "v",
    "basevolume",
    "volumebase",
    "basevol",
    "tickvol",
    "tickvolume",
    "volumetraded",
    "qty",
  ],
  symbol: ["symbol", "ticker", "pair", "instrument", "sym"],
};

/** Columns that need no remark when they are left out. */
const ignored = new Set([
  "closetime",
  "quoteassetvolume",
  "quotevolume",
  "numberoftrades",
  "count",
  "trades",
  "takerbuybaseassetvolume",
  "takerbuyquoteassetvolume",
  "takerbuybasevolume",
  "takerbuyquotevolume",
  "takerbuyvolume",
  "ignore",
]);

const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** Whether a column's name is one of those that hold times. */
export const isTimeName = (name: string): boolean =>
  spellings.ts.includes(plain(name)) || /^(fundingtime|settledat|availableat)$/.test(plain(name));

/** Whether a name is a usual one of a column of bars. */
export const isColumnName = (name: string): boolean =>
  Object.values(spellings).some((known) => known.includes(plain(name)));

/**
 * Finds the columns of a bar file by their names, in any usual spelling, or by those that the user says they have.
 * Throws a UserError that names the column that is missing or misspelt.
 */
export function mapHeader(names: readonly string[], file: string, wishes: ColumnWishes = {}): HeaderMap {
  const plainNames = names.map(plain);
  const find = (role: keyof typeof spellings) => {
    const wish = wishes[role === "ts" ? "time" : role];
    if (wish !== undefined) {
      const at = names.indexOf(wish);
      if (at < 0) {
        const listed = names.map((name) => `"${name}"`).join(", ");
        refuse(`${file} has no column "${wish}"${suggest(wish, names) || `; its columns are ${listed}`}`);
      }
      return at;
    }
    for (const spelling of spellings[role]) {
      const at = plainNames.indexOf(spelling);
      if (at >= 0) return at;
    }
    return -1;
  };
  let ts = find("ts");
  const date = plainNames.indexOf("date");
  const clock = plainNames.indexOf("time");
  const split = wishes.time === undefined && date >= 0 && clock >= 0 && (ts === date || ts === clock);
  if (split) ts = date;
  // pandas writes a frame's index without a name first in CSV, and under a name of its own in Parquet.
  if (ts < 0 && /^(|unnamed0|index)$/.test(plainNames[0] ?? "")) ts = 0;
  if (ts < 0) ts = plainNames.indexOf("indexlevel0");
  const found = { open: find("open"), high: find("high"), low: find("low"), close: find("close") };
  const symbol = find("symbol");
  let volume = find("volume");
  if (volume < 0) volume = plainNames.findIndex((name) => name.startsWith("volume"));
  const used = new Set([ts, clock, volume, symbol, ...Object.values(found)]);
  const unknown = names.filter(
    (_, i) => !used.has(i) && !ignored.has(plainNames[i]!) && names[i]!.trim() !== "",
  );
  for (const [role, at] of Object.entries({ ts, ...found })) if (at < 0) missing(role, unknown, names, file);
  return {
    ts,
    time: split ? clock : undefined,
    ...found,
    volume: volume < 0 ? undefined : volume,
    symbol: symbol < 0 ? undefined : symbol,
    notes: notesOn(unknown, volume, file),
  };
}

function missing(role: string, unknown: readonly string[], names: readonly string[], file: string): never {
  const wanted = role === "ts" ? ["timestamp", "time", "date", "open_time"] : [role];
  for (const name of unknown) {
    const hint = suggest(name, wanted);
    if (hint !== "") refuse(`unknown column "${name}" in ${file}${hint} ${mapped(role, name)}`);
  }
  const what =
    role === "ts" ? 'time column ("timestamp", "time", "date" or "open_time")' : `column "${role}"`;
  refuse(
    `${file} has no ${what}; its columns are ${names.map((name) => `"${name}"`).join(", ")} ${mapped(role, "NAME")}`,
  );
}

const mapped = (role: string, name: string): string =>
  `(bot4 data import --columns ${role === "ts" ? "time" : role}=${name} says which it is)`;

function notesOn(unknown: readonly string[], volume: number, file: string): string[] {
  const notes: string[] = [];
  const adjusted = unknown.filter((name) => plain(name).startsWith("adj"));
  const rest = unknown.filter((name) => !adjusted.includes(name));
  if (adjusted.length > 0) {
    notes.push(
      `${file}: column "${adjusted[0]}" is left out; prices are as traded, not adjusted for dividends or splits`,
    );
  }
  if (rest.length > 0) notes.push(`${file}: left out ${rest.map((name) => `"${name}"`).join(", ")}`);
  if (volume < 0) notes.push(`${file} has no volume column; volume is not known`);
  return notes;
}
