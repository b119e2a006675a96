import { refuse } from "../core/errors.ts";

/**
 * The shard, in [0, shards), that owns a symbol: FNV-1a (32 bit) over its UTF-16 code units, modulo the count. It
 * depends on nothing else, so that every process agrees without being told.
 *
 * @example
 * shardOf("BTC/USDT", 1) // => 0
 */
export function shardOf(symbol: string, shards: number): number {
  if (!(Number.isInteger(shards) && shards >= 1))
    refuse(`shards must be a whole number above 0; was ${shards}`);
  let hash = 0x811c9dc5;
  for (let k = 0; k < symbol.length; k++) hash = Math.imul(hash ^ symbol.charCodeAt(k), 0x01000193);
  return (hash >>> 0) % shards;
}
