import { createHash } from "node:crypto";

/** Where an order comes from: the run, the symbol, and the number of the command for that symbol in that run. */
export interface OrderSource {
  readonly run: string;
  readonly symbol: string;
  readonly sequence: number;
  /** Which order of a command that makes several, from 1. */
  readonly part?: number;
}

/**
 * The client order id of a source: the same source gives the same id on every machine, so that a resend is the same
 * order; different ones differ by 72 bits of their sha256. At most 36 characters of [A-Za-z0-9_-], in front what a
 * person looks for: symbol, sequence, part.
 *
 * @example
 * clientOrderId({ run: "r1", symbol: "BTC/USDT", sequence: 40 }).startsWith("BTCUSDT-14-") // => true
 */
export function clientOrderId({ run, symbol, sequence, part }: OrderSource): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([run, symbol, sequence, part ?? 0]))
    .digest("base64url")
    .slice(0, 12);
  const name = symbol.replace(/[^A-Za-z0-9]/g, "").slice(0, 7) || "x";
  const place = sequence.toString(36) + (part === undefined ? "" : `_${part.toString(36)}`);
  return `${name}-${place}-${hash}`;
}
