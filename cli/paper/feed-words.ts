import { refuse } from "../../engine/core/errors.ts";
import { splitList } from "../arguments.ts";

/** Which feed a session follows. */
export type FeedWords =
  | { readonly kind: "replay"; readonly references: readonly string[]; readonly speed: number }
  | { readonly kind: "ccxt"; readonly exchange: string }
  | { readonly kind: "serve"; readonly url: string };

const forms = "replay:<data set>[@60x|@max], ccxt:<exchange> or serve:<url>";

/**
 * Reads the word of a feed. A replay without a speed is as fast as it happened. Throws a UserError for what is none.
 *
 * @example
 * parseFeed("replay:sample:SP500:1d@60x") // => { kind: "replay", references: ["sample:SP500:1d"], speed: 60 }
 * parseFeed("ccxt:binance") // => { kind: "ccxt", exchange: "binance" }
 * parseFeed("btc.csv") // => throws "--feed must be replay:"
 */
export function parseFeed(word: string): FeedWords {
  const [, kind, rest = ""] = /^(replay|ccxt|serve):(.*)$/s.exec(word) ?? [];
  if (rest === "") refuse(`--feed must be ${forms}; was "${word}"`);
  if (kind === "ccxt") {
    if (!/^[a-z0-9]+$/.test(rest))
      refuse(`--feed ccxt: must name an exchange such as binance; was "${rest}"`);
    return { kind, exchange: rest };
  }
  if (kind === "serve") {
    if (!URL.canParse(rest) || !/^https?:$/.test(new URL(rest).protocol)) {
      refuse(`--feed serve: must give an address such as http://127.0.0.1:8000; was "${rest}"`);
    }
    return { kind, url: rest };
  }
  const [, references = rest, pace] = /^(.*)@([^@/\\]*)$/s.exec(rest) ?? [];
  return { kind: "replay", references: splitList([references]), speed: speedOf(pace) };
}

/** How much faster than it happened. */
function speedOf(pace: string | undefined): number {
  if (pace === undefined) return 1;
  if (pace === "max") return Number.POSITIVE_INFINITY;
  const speed = /^\d+(\.\d+)?x$/.test(pace) ? Number(pace.slice(0, -1)) : Number.NaN;
  if (!(speed > 0 && speed <= 1e6)) {
    refuse(`the speed of --feed must be such as 60x, up to 1000000x, or max; was "${pace}"`);
  }
  return speed;
}

/**
 * A feed without its speed: the same session may be played at another one.
 *
 * @example
 * withoutSpeed("replay:btc.csv@60x") // => "replay:btc.csv"
 */
export const withoutSpeed = (word: string): string =>
  word.startsWith("replay:") ? word.replace(/@[^@/\\]*$/, "") : word;
