import { refuse } from "../../core/errors.ts";
import { decimalOf } from "./decimal.ts";
import { levelsMax, scanLevels } from "./scan-levels.ts";

/** Levels as price and quantity in turn. */
interface Levels {
  readonly bids: Float64Array;
  readonly asks: Float64Array;
}

/** One recorded message of Binance's market data, spot or USD-M futures. Times are ms since 1970 UTC. */
export type BinanceMessage =
  /** A REST snapshot; only that of futures says when it was taken. */
  | ({
      readonly kind: "snapshot";
      readonly receivedMs: number;
      readonly ts: number | undefined;
      readonly lastId: number;
    } & Levels)
  /** Changes with the ids of their first and last update; futures name the last one before them too. */
  | ({
      readonly kind: "depth";
      readonly receivedMs: number;
      readonly ts: number;
      readonly firstId: number;
      readonly lastId: number;
      readonly previousId: number | undefined;
    } & Levels)
  | {
      readonly kind: "trade";
      readonly receivedMs: number;
      readonly ts: number;
      readonly id: number;
      readonly price: number;
      readonly quantity: number;
      readonly taker: "buy" | "sell";
    }
  /** Best bid and ask; that of spot does not say when. */
  | {
      readonly kind: "ticker";
      readonly receivedMs: number;
      readonly ts: number | undefined;
      readonly id: number;
      readonly bid: number;
      readonly bidQuantity: number;
      readonly ask: number;
      readonly askQuantity: number;
    };

/** Longest line that is read. */
export const lineMax = 4 << 20;

type Given = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Given =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Reads one line of a recording: the local time of receipt in ns, a space, the JSON of a stream message or of a REST
 * snapshot. Undefined for messages of other kinds. Throws a UserError that names the line for anything else: recordings
 * are files of others.
 */
export function readBinanceLine(line: string, number: number): BinanceMessage | undefined {
  const at = `line ${number} of the recording`;
  if (line.length > lineMax) refuse(`${at} must have at most ${lineMax} characters; has ${line.length}`);
  const space = line.indexOf(" ");
  const receivedMs = Number(line.slice(0, space)) / 1e6;
  if (!(space > 0 && receivedMs > 0)) {
    refuse(`${at} must begin with a time in ns and a space; was "${line.slice(0, 40)}"`);
  }
  const message = quick(line, space + 1) ?? parse(line.slice(space + 1), at);
  if (message.lastUpdateId !== undefined) return readSnapshot(message, receivedMs, at);
  const data = message.data ?? message;
  if (!isRecord(data)) refuse(`${at} must have a record as data; was ${JSON.stringify(data)}`);
  if (data.e === "depthUpdate") return readDepth(data, receivedMs, at);
  if (data.e === "trade") return readTrade(data, receivedMs, at);
  const isTicker =
    data.e === "bookTicker" || (data.e === undefined && data.u !== undefined && data.A !== undefined);
  return isTicker ? readTicker(data, receivedMs, at) : undefined;
}

/** A message whose lists of levels were read before the rest of it; undefined where they are not plainly that. */
function quick(line: string, from: number): Given | undefined {
  const b = line.indexOf('"b":[', from);
  const bids = b < 0 ? undefined : scanLevels(line, b + 4);
  if (!bids || !line.startsWith(',"a":[', bids.end)) return undefined;
  const asks = scanLevels(line, bids.end + 5);
  if (!asks) return undefined;
  // What is left must show both lists as the empty ones that stand for them: a second "b" would win over the first.
  const rest = parseOrNot(`${line.slice(from, b + 4)}[],"a":[]${line.slice(asks.end)}`);
  const data = isRecord(rest) ? (rest.data ?? rest) : undefined;
  if (!isRecord(rest) || !isRecord(data) || !isEmpty(data.b) || !isEmpty(data.a)) return undefined;
  const whole = { ...data, b: bids.pairs, a: asks.pairs };
  return rest.data === undefined ? whole : { ...rest, data: whole };
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

function parseOrNot(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parse(text: string, at: string): Given {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    refuse(`${at} must be JSON after its time: ${(error as Error).message}`);
  }
  return isRecord(value) ? value : refuse(`${at} must be a JSON record; was ${text.slice(0, 40)}`);
}

function whole(data: Given, name: string, at: string): number {
  const value = data[name];
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  return refuse(`${name} in ${at} must be a whole number; was ${JSON.stringify(value)}`);
}

function decimal(data: Given, name: string, at: string): number {
  const value = decimalOf(data[name]);
  return value === value
    ? value
    : refuse(`${name} in ${at} must be a decimal; was ${JSON.stringify(data[name])}`);
}

function levelsOf(value: unknown, name: string, at: string): Float64Array {
  if (value instanceof Float64Array) return value;
  if (!Array.isArray(value) || value.length > levelsMax) {
    refuse(`${name} in ${at} must be a list of at most ${levelsMax} levels`);
  }
  const pairs = new Float64Array(2 * value.length);
  for (let k = 0; k < value.length; k++) {
    const [price, quantity] = [decimalOf(value[k]?.[0]), decimalOf(value[k]?.[1])];
    if (!(price > 0 && quantity >= 0)) {
      refuse(
        `${name}[${k}] in ${at} must be a price above 0 and a quantity; was ${JSON.stringify(value[k])}`,
      );
    }
    pairs[2 * k] = price;
    pairs[2 * k + 1] = quantity;
  }
  return pairs;
}

const readSnapshot = (data: Given, receivedMs: number, at: string): BinanceMessage => ({
  kind: "snapshot",
  receivedMs,
  ts: data.E === undefined ? undefined : whole(data, "E", at),
  lastId: whole(data, "lastUpdateId", at),
  bids: levelsOf(data.bids, "bids", at),
  asks: levelsOf(data.asks, "asks", at),
});

const readDepth = (data: Given, receivedMs: number, at: string): BinanceMessage => ({
  kind: "depth",
  receivedMs,
  ts: whole(data, data.T === undefined ? "E" : "T", at),
  firstId: whole(data, "U", at),
  lastId: whole(data, "u", at),
  previousId: data.pu === undefined ? undefined : whole(data, "pu", at),
  bids: levelsOf(data.b, "b", at),
  asks: levelsOf(data.a, "a", at),
});

function readTrade(data: Given, receivedMs: number, at: string): BinanceMessage | undefined {
  // Futures also report what the insurance fund took over: it met no order of the book.
  if (data.X !== undefined && data.X !== "MARKET") return undefined;
  if (typeof data.m !== "boolean") refuse(`m in ${at} must be true or false; was ${JSON.stringify(data.m)}`);
  return {
    kind: "trade",
    receivedMs,
    ts: whole(data, "T", at),
    id: whole(data, "t", at),
    price: decimal(data, "p", at),
    quantity: decimal(data, "q", at),
    // m: the buyer was the maker.
    taker: data.m ? "sell" : "buy",
  };
}

const readTicker = (data: Given, receivedMs: number, at: string): BinanceMessage => ({
  kind: "ticker",
  receivedMs,
  ts: data.T === undefined ? undefined : whole(data, "T", at),
  id: whole(data, "u", at),
  bid: decimal(data, "b", at),
  bidQuantity: decimal(data, "B", at),
  ask: decimal(data, "a", at),
  askQuantity: decimal(data, "A", at),
});
