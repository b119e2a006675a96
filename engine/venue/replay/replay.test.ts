import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseInstrument } from "../../trade/parse-instrument.ts";
import { createExchange } from "../exchange/exchange.ts";
import { calibrateImpact } from "../impact/calibrate.ts";
import { binanceFeed } from "./binance-feed.ts";
import { readBinanceLine } from "./binance-message.ts";
import { createSequence, sequence } from "./book-sequence.ts";
import { decimalOf } from "./decimal.ts";
import { replayBook } from "./replay-book.ts";

const folder = `${process.env.BOT4_SHARED ?? fileURLToPath(new URL("../../../../shared", import.meta.url))}/data/l2`;
const absent = !existsSync(folder) && process.env.CI !== "true";

const linesOf = (name: string) =>
  gunzipSync(readFileSync(`${folder}/${name}`))
    .toString("utf8")
    .split("\n");

const spot = parseInstrument({
  symbol: "BTC/USDT",
  kind: "spot",
  base: "BTC",
  quote: "USDT",
  tick: "0.01",
  lot: "0.00001",
});
const usdm = parseInstrument({
  ...spot,
  symbol: "BTC/USDT:USDT",
  kind: "perpetual",
  tick: "0.1",
  lot: "0.001",
});

describe.skipIf(absent)("recorded books (skipped where ../shared/data is not there)", () => {
  test.each([
    ["spot", "btcusdt-binance-raw-20240808.jsonl.gz", spot, 41_250, 100_000, 1_000],
    ["futures", "btcusdt-binanceusdm-raw-20240808.jsonl.gz", usdm, 93_955, 400_000, 3_000],
  ] as const)(
    "%s: no gap, never crossed, best bid and ask as the tickers had them",
    (_, file, instrument, lines, updates, compared) => {
      const count = replayBook(linesOf(file), instrument);
      expect(count).toMatchObject({ messages: lines, gaps: 0, crossed: 0, different: 0 });
      expect(count.updates).toBeGreaterThan(updates);
      expect(count.compared).toBeGreaterThan(compared);
    },
  );

  test("with one change left out, the book is not known from there until the next snapshot", () => {
    const lines = linesOf("btcusdt-binance-raw-20240808.jsonl.gz").slice(0, 4_000);
    const changes = lines.flatMap((line, k) => (line.includes("depthUpdate") ? [k] : []));
    lines.splice(changes[100]!, 1);
    const kinds = [...binanceFeed(lines, "BTC/USDT")].map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "gap").length).toBe(1);
    expect(kinds.lastIndexOf("depth")).toBeLessThan(kinds.indexOf("gap"));
    expect(replayBook(lines, spot)).toMatchObject({ gaps: 1, different: 0 });
  });

  test("a maker in the recorded book fills sooner by trades than where it stands behind all", () => {
    const lines = linesOf("btcusdt-binance-raw-20240808.jsonl.gz");
    const filledAt = (queue: "pessimistic" | "probabilistic" | "trades") => {
      const exchange = createExchange([spot], { queue });
      let [placed, filled] = [false, Number.POSITIVE_INFINITY];
      for (const event of binanceFeed(lines, "BTC/USDT")) {
        exchange.observe(event);
        if (
          !placed &&
          event.kind === "quote" &&
          exchange.core.actors.get("BTC/USDT")!.generated === undefined
        ) {
          placed = true;
          const common = {
            symbol: "BTC/USDT",
            kind: "limit",
            tif: "gtc",
            quantity: "0.5",
            postOnly: true,
          } as const;
          exchange.send(
            {
              kind: "place",
              request: { ...common, clientOrderId: "b", side: "buy", price: event.bid.toFixed(2) },
            },
            event.ts,
          );
        }
        for (const { report, ts } of exchange.advance(event.ts))
          if (report.kind === "fill") filled = Math.min(filled, ts);
        if (filled < Number.POSITIVE_INFINITY) break;
      }
      return filled;
    };
    const [pessimistic, probabilistic, trades] = [
      filledAt("pessimistic"),
      filledAt("probabilistic"),
      filledAt("trades"),
    ];
    expect(trades).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(trades).toBeLessThanOrEqual(pessimistic);
    expect(probabilistic).toBeLessThanOrEqual(trades);
  });

  test("recorded trades have impact: buying raises the price", () => {
    const [ts, price, quantity]: number[][] = [[], [], []];
    for (const event of binanceFeed(linesOf("btcusdt-binance-raw-20240808.jsonl.gz"), "BTC/USDT")) {
      if (event.kind !== "trade") continue;
      ts!.push(event.ts);
      price!.push(event.price);
      quantity!.push(event.taker === "buy" ? event.quantity : -event.quantity);
    }
    const { linear, squareRoot } = calibrateImpact({ ts: ts!, price: price!, quantity: quantity! }, 1_000);
    expect(linear.coefficient).toBeGreaterThan(5 * linear.error);
    expect(squareRoot.coefficient).toBeGreaterThan(5 * squareRoot.error);
  });
});

const levels = { b: [["1", "1"]], a: [] };
const line = (data: object) => `1723161253937085768 ${JSON.stringify({ stream: "s", data })}`;

describe("sequence", () => {
  const depth = (firstId: number, lastId: number, previousId?: number) =>
    ({
      kind: "depth",
      receivedMs: 0,
      ts: 0,
      firstId,
      lastId,
      previousId,
      bids: new Float64Array(),
      asks: new Float64Array(),
    }) as const;
  const snapshot = (lastId: number) =>
    ({
      kind: "snapshot",
      receivedMs: 0,
      ts: undefined,
      lastId,
      bids: new Float64Array(),
      asks: new Float64Array(),
    }) as const;
  const run = (messages: Parameters<typeof sequence>[1][]) => {
    const state = createSequence();
    return messages.flatMap((message) => sequence(state, message).map(({ kind }) => kind));
  };

  test.each([
    [
      "spot, changes held until the snapshot",
      [depth(1, 3), depth(4, 9), snapshot(5), depth(10, 11)],
      ["snapshot", "change", "change"],
    ],
    [
      "spot, one missing",
      [snapshot(5), depth(6, 7), depth(9, 9), depth(10, 10)],
      ["snapshot", "change", "gap"],
    ],
    ["spot, a snapshot too old for what follows", [snapshot(5), depth(8, 9)], ["snapshot", "gap"]],
    [
      "spot, whole again after a gap",
      [snapshot(5), depth(8, 9), snapshot(8), depth(10, 10)],
      ["snapshot", "gap", "snapshot", "change", "change"],
    ],
    [
      "futures by the id before",
      [snapshot(5), depth(1, 4, 0), depth(3, 8, 2), depth(20, 30, 8)],
      ["snapshot", "change", "change"],
    ],
    ["futures, one missing", [snapshot(5), depth(3, 8, 2), depth(9, 10, 7)], ["snapshot", "change", "gap"]],
  ] as const)("%s", (_, messages, steps) => {
    expect(run([...messages])).toEqual(steps);
  });
});

describe("files of others", () => {
  test.each([
    ["no time", "{}", 'line 7 of the recording must begin with a time in ns and a space; was "{}"'],
    ["no JSON", "1 {", "line 7 of the recording must be JSON after its time"],
    ["no record", "1 []", "line 7 of the recording must be a JSON record"],
    ["a price of 0", line({ e: "depthUpdate", E: 1, U: 1, u: 1, b: [["0", "1"]], a: [] }), "b[0] in line 7"],
    [
      "a quantity below 0",
      line({ e: "depthUpdate", E: 1, U: 1, u: 1, b: [["1", "-1"]], a: [] }),
      "b[0] in line 7",
    ],
    ["levels that are none", line({ e: "depthUpdate", E: 1, U: 1, u: 1, ...levels, a: "x" }), "a in line 7"],
    [
      "an id that is none",
      line({ e: "depthUpdate", E: 1, U: 1.5, u: 1, ...levels }),
      "U in line 7 of the recording must be a whole number; was 1.5",
    ],
    [
      "a trade without a price",
      line({ e: "trade", T: 1, t: 1, p: "x", q: "1", m: true }),
      'p in line 7 of the recording must be a decimal; was "x"',
    ],
  ])("%s is refused", (_, text, message) => {
    expect(() => readBinanceLine(text, 7)).toThrow(message);
  });

  test("whatever a line holds, it is read or refused in words", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => `1 ${text}`),
        ),
        (text) => {
          try {
            readBinanceLine(text, 1);
          } catch (error) {
            expect((error as Error).name).toBe("UserError");
          }
        },
      ),
    );
  });

  test("messages of other kinds are passed over", () => {
    expect(readBinanceLine(line({ e: "kline" }), 1)).toBeUndefined();
    expect(readBinanceLine(line({ e: "trade", X: "INSURANCE_FUND" }), 1)).toBeUndefined();
  });
});

test("decimals are read as the nearest double", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{1,12}(\.\d{1,12})?$/), (text) => {
      expect(decimalOf(text)).toBe(Number(text));
    }),
  );
  for (const text of ["", ".", "1.2.3", "0x10", "-1", "1e5", " 1", 5, null])
    expect(decimalOf(text)).toBeNaN();
});
