import { refuse } from "../engine/core/errors.ts";
import { printable } from "./csv/printable.ts";

/** Names of the columns of a tape in its file. */
export interface TapeColumns {
  readonly ts: string;
  readonly price: string;
  readonly quantity: string;
  readonly symbol: string | undefined;
}

/** Spellings by column, best first; compared in lower case with everything but letters and digits removed. */
const spellings = {
  ts: [
    "ts",
    "timestamp",
    "transacttime",
    "tradetime",
    "time",
    "datetime",
    "date",
    "timestampms",
    "timems",
    "unixtime",
    "epoch",
    "t",
  ],
  price: ["price", "p", "tradeprice", "px", "rate"],
  quantity: ["quantity", "qty", "q", "size", "amount", "volume", "vol", "baseqty", "sz"],
  symbol: ["symbol", "s", "pair", "instrument", "ticker", "sym"],
} as const;

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/**
 * Finds the columns of a file of trades by their names.
 *
 * @example
 * findTapeColumns(["transact_time", "price", "quantity"], "btc.csv").ts // => "transact_time"
 * findTapeColumns(["ts", "price"], "btc.csv") // => throws 'btc.csv has no column "quantity"'
 */
export function findTapeColumns(names: readonly string[], file: string): TapeColumns {
  const plainNames = names.map(plain);
  const find = (role: keyof typeof spellings): string | undefined => {
    for (const spelling of spellings[role]) {
      const at = plainNames.indexOf(spelling);
      if (at >= 0) return names[at];
    }
    return undefined;
  };
  const needed = (role: "ts" | "price" | "quantity"): string =>
    find(role) ??
    refuse(
      `${file} has no column "${role}"; a tape has ts, price, quantity and, of several symbols, symbol; ` +
        `its columns are ${names.map((name) => `"${printable(name)}"`).join(", ")}`,
    );
  return { ts: needed("ts"), price: needed("price"), quantity: needed("quantity"), symbol: find("symbol") };
}
