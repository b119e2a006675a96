import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { withDuckdb } from "../../data/duckdb.ts";
import { generateMarket } from "../../data/synth/generate.ts";
import { type MadeTrade, tradesOfBars } from "../../data/synth/trades.ts";
import { hasSharedData, onRealData, sharedData } from "../../data/testing/shared-data.ts";
import type { Bars } from "../../engine/trade/bars.ts";
import { bot4, type Finished, workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

const words = (line: string): string[] => line.split(" ").filter(Boolean);
const hourMs = 3_600_000;

const barsCsv = (bars: Bars): string => {
  const rows = Array.from(bars.ts, (ts, i) =>
    [ts, bars.open[i], bars.high[i], bars.low[i], bars.close[i], bars.volume[i]].join(","),
  );
  return `ts,open,high,low,close,volume\n${rows.join("\n")}\n`;
};

const tapeCsv = (trades: readonly MadeTrade[], unit = 1): string =>
  `time,price,qty,symbol\n${trades.map(({ ts, price, quantity, symbol }) => [ts * unit, price, quantity, symbol].join(",")).join("\n")}\n`;

/** A folder with a strategy, 300 hourly bars, and the trades of the last 200 of them. */
function folder(): { readonly cwd: string; readonly trades: readonly MadeTrade[]; readonly bars: Bars } {
  const cwd = workshop();
  const [bars] = generateMarket({ symbols: ["BTCUSDT"], bars: 300, timeframeMs: hourMs, seed: 4 }) as [Bars];
  const all = tradesOfBars([bars], { perBar: 20, seed: 4, tick: 0.001 });
  const trades = all.filter(({ ts }) => ts >= bars.ts[100]!);
  writeFileSync(join(cwd, "btcusdt-1h.csv"), barsCsv(bars));
  writeFileSync(join(cwd, "tape.csv"), tapeCsv(trades));
  return { cwd, trades, bars };
}

const run = (rest: string, cwd: string): Promise<Finished> =>
  bot4(words(`backtest cross.ts --data btcusdt-1h.csv ${rest}`), cwd);

async function json(rest: string, cwd: string) {
  const { code, out, err } = await run(`${rest} --json=full`, cwd);
  expect(err).toBe("");
  expect(code).toBe(exitCodes.ok);
  return JSON.parse(out);
}

describe("a backtest over trades", () => {
  test("lies on the bars within the tape, says what filled it, and runs again to the same numbers", async () => {
    const { cwd, trades, bars } = folder();
    const { code, out, err } = await run("--trades tape.csv", cwd);
    expect(err).toBe("");
    expect(code).toBe(exitCodes.ok);
    expect(out).toContain(`trades      tape.csv, `);
    expect(out).toContain(`${trades.length.toLocaleString("en-US")} trades; latency 50 ms each way`);
    expect(out).toContain("derived     BTCUSDT: tick 0.001, lot 0.001, from the decimals of its trades");
    expect(out).toMatch(/orders {6}\d+ placed, \d+ filled, .* reports$/m);
    const result = await json("--trades tape.csv", cwd);
    expect(result.run.driver).toBe("event");
    // The first trade comes after the open of its bar, and the last before the close of its own.
    expect(result.run.start).toBe(101);
    expect(result.ts.at(-1)).toBe(bars.ts[298]);
    expect(result.run.data.at(-1)).toMatchObject({ role: "tape", rows: trades.length, name: "tape.csv" });
    expect(result.tape.unknownOrders).toEqual([]);
    expect(result.fills.length).toBeGreaterThan(5);
    const again = await bot4(words(`reproduce ${result.run.id}`), cwd);
    expect(again.out).toContain("hash and every number are identical");
    const report = await bot4(words(`report ${result.run.id}`), cwd);
    expect(report.code).toBe(exitCodes.ok);
    const html = readFileSync(join(cwd, "runs", result.run.id, "report.html"), "utf8");
    expect(html).toContain("tape.csv");
  });

  test("fills at prices that traded after the decision, later where messages take longer", async () => {
    const { cwd, trades } = folder();
    for (const latencyMs of [0, 600_000]) {
      const { fills } = await json(`--trades tape.csv --latency-ms ${latencyMs} --fee-bps 0`, cwd);
      for (const { price, ts } of fills) {
        const met = trades.find((trade) => trade.ts >= ts + latencyMs)!;
        expect(price, `latency ${latencyMs}, ${ts}`).toBe(met.price);
      }
    }
  });

  test("gives one result for one tape, whatever file it is in and whatever its times are counted in", async () => {
    const { cwd, trades } = folder();
    const plain = await json("--trades tape.csv", cwd);
    writeFileSync(join(cwd, "us.csv"), tapeCsv(trades, 1_000));
    writeFileSync(join(cwd, "tape.csv.gz"), gzipSync(tapeCsv(trades)));
    const iso = trades.map(({ ts, price, quantity }) =>
      [new Date(ts).toISOString(), price, quantity].join(","),
    );
    writeFileSync(join(cwd, "iso.csv"), `timestamp,price,amount\n${iso.join("\n")}\n`);
    await withDuckdb(async (connection) => {
      const at = (name: string) => `'${join(cwd, name)}'`;
      await connection.run(`COPY (SELECT * FROM read_csv(${at("tape.csv")})) TO ${at("tape.parquet")}`);
    });
    for (const rest of ["us.csv", "us.csv --trades-unit us", "tape.csv.gz", "iso.csv", "tape.parquet"]) {
      const other = await json(`--trades ${rest}`, cwd);
      expect(other.run.hash, rest).toBe(plain.run.hash);
      expect(other.equity, rest).toEqual(plain.equity);
    }
    const slower = await json("--trades tape.csv --latency-ms 51", cwd);
    expect(slower.run.hash).not.toBe(plain.run.hash);
  });

  test("of several symbols takes each one's trades, and leaves others out", async () => {
    const cwd = workshop();
    const symbols = ["BTCUSDT", "ETHUSDT", "XRPUSDT"];
    const markets = generateMarket({ symbols, bars: 120, timeframeMs: hourMs, seed: 9 });
    const trades = tradesOfBars(markets, { perBar: 12, seed: 9, tick: 0.001 });
    writeFileSync(join(cwd, "tape.csv"), tapeCsv(trades));
    for (const bars of markets) writeFileSync(join(cwd, `${bars.symbol}-1h.csv`), barsCsv(bars));
    const data = "--data BTCUSDT-1h.csv --data ETHUSDT-1h.csv --size 0.5";
    const { code, out, err } = await bot4(
      words(`backtest cross.ts ${data} --trades tape.csv --json=full`),
      cwd,
    );
    expect(err).toBe("");
    expect(code).toBe(exitCodes.ok);
    const { fills, run: identity, tape } = JSON.parse(out);
    expect(Object.keys(identity.settings.instruments)).toEqual(["BTCUSDT", "ETHUSDT"]);
    expect(tape.derived).toHaveLength(2);
    expect(new Set(fills.map(({ symbol }: { symbol: string }) => symbol)).size).toBe(2);
    const plain = tapeCsv(trades)
      .replaceAll(/,[A-Z]+$/gm, "")
      .replace(",symbol", "");
    writeFileSync(join(cwd, "plain.csv"), plain);
    const refused = await bot4(words(`backtest cross.ts ${data} --trades plain.csv`), cwd);
    expect(refused.err).toContain("plain.csv has no column of symbols, and the run has BTCUSDT, ETHUSDT");
  });

  test("works large orders in parts", async () => {
    const { cwd } = folder();
    const whole = await json("--trades tape.csv", cwd);
    writeFileSync(join(cwd, "work.yaml"), "rule: twap\noverMs: 1800000\nparts: 6\n");
    const parts = await json("--trades tape.csv --work work.yaml", cwd);
    expect(parts.fills.length).toBeGreaterThan(3 * whole.fills.length);
    expect(parts.run.hash).not.toBe(whole.run.hash);
    for (const { status } of parts.orderRecords)
      expect(["filled", "working", "partially-filled"]).toContain(status);
  });
});

const usable = (rows: readonly string[]): string => `ts,price,quantity\n${rows.join("\n")}\n`;
const at = (k: number): number => Date.UTC(2020, 0, 6) + k * 60_000;

describe("what is wrong with a tape is said with its row and the mend", () => {
  test.each([
    [
      "out of order",
      usable([`${at(2)},1,1`, `${at(1)},1,1`]),
      'bad.csv row 2: trades must be in the order of their time; 2020-01-06T00:01:00.000Z comes after 2020-01-06T00:02:00.000Z; sort the file by "ts"',
    ],
    [
      "a price that is none",
      usable([`${at(1)},1,1`, `${at(2)},x,1`]),
      'row 2, column "price": must be a finite number above 0; was "x"',
    ],
    [
      "an empty price",
      usable([`${at(1)},,1`]),
      'row 1, column "price": must be a finite number above 0; was ""',
    ],
    [
      "a price of 0",
      usable([`${at(1)},0,1`]),
      'row 1, column "price": must be a finite number above 0; was "0"',
    ],
    [
      "NaN",
      usable([`${at(1)},1,NaN`]),
      'row 1, column "quantity": must be a finite number above 0; was "NaN"',
    ],
    [
      "a negative quantity",
      usable([`${at(1)},1,-2`]),
      'column "quantity": must be a finite number above 0; was "-2"',
    ],
    [
      "an infinite price",
      usable([`${at(1)},inf,2`]),
      'column "price": must be a finite number above 0; was "inf"',
    ],
    ["a time that is none", usable(["soon,1,1"]), 'row 1, column "ts": must be a time'],
    ["nothing", "", "bad.csv must hold trades; it is empty (0 bytes)"],
    ["no rows", "ts,price,quantity\n", "bad.csv has a header and no trades"],
    ["no quantity", "ts,price\n1,2\n", 'bad.csv has no column "quantity"'],
    [
      "another symbol",
      `ts,price,quantity,symbol\n${at(1)},1,1,BTCUSDC\n`,
      'no trades of "BTCUSDT"; did you mean "BTCUSDC"?',
    ],
    ["another time", usable(["100,1,1", "200,1,1"]), "bad.csv must cover a whole bar of the data"],
  ])("%s", async (_, text, message) => {
    const { cwd } = folder();
    writeFileSync(join(cwd, "bad.csv"), text);
    const { code, err } = await run("--trades bad.csv", cwd);
    expect(err).toContain(message);
    expect(code).toBe(exitCodes.badInput);
    expect(existsSync(join(cwd, "runs"))).toBe(false);
  });

  test("a unit in which times lie beyond the year 2200 is named, with the likely one", async () => {
    const { cwd } = folder();
    const { code, err } = await run("--trades tape.csv --trades-unit s", cwd);
    expect(err).toMatch(
      /column "time": --trades-unit s must give times before the year 2200; was "\d{13}"; /,
    );
    expect(err).toContain("the unit is probably ms: give --trades-unit ms, or leave it out");
    expect(code).toBe(exitCodes.badInput);
  });

  test.each([
    ["--trades tape.csv --driver vector", "--trades needs --driver event; was vector"],
    ["--trades tape.csv --driver both", "--trades needs --driver event; was both"],
    ["--trades tape.csv --intrabar both", "--intrabar both gives bounds of what bars leave open"],
    ["--trades tape.csv --finer btcusdt-1h.csv", "--finer"],
    ["--trades tape.csv --fill close", "fill must be next-open; was close"],
    ["--trades tape.csv --latency-ms -1", "--latency-ms must be a number from 0 to 3600000; was -1"],
    ["--trades none.csv", '--trades must be a file that exists; was "'],
    ["--latency-ms 5", "--latency-ms needs --trades"],
    ["--work work.yaml", "--work needs --trades"],
    ["--trades tape.csv --work peg.yaml", "work.rule peg needs quotes, and a tape has trades alone"],
    [
      "--trades tape.csv --work bad.yaml",
      "bad.yaml: work.parts must be a whole number above 0; was undefined",
    ],
  ])("%s", async (rest, message) => {
    const { cwd } = folder();
    writeFileSync(join(cwd, "peg.yaml"), "rule: peg\noverMs: 1800000\n");
    writeFileSync(join(cwd, "bad.yaml"), "rule: twap\noverMs: 1800000\n");
    const { code, err } = await run(rest, cwd);
    expect(err).toContain(message);
    expect(code).toBe(exitCodes.badInput);
  });

  test("gaps are told", async () => {
    const { cwd, trades } = folder();
    const kept = trades.filter(
      ({ ts }) => ts < trades[0]!.ts + 20 * hourMs || ts > trades[0]!.ts + 25 * hourMs,
    );
    writeFileSync(join(cwd, "gap.csv"), tapeCsv(kept));
    const { out } = await run("--trades gap.csv", cwd);
    expect(out).toMatch(/! gap\.csv: no trade for \d\.\d hours from .*; orders wait there/);
  });
});

describe.skipIf(!hasSharedData)(onRealData("over five minutes of real trades"), () => {
  /** The trades of a recorded stream: each line a receive time, a space, and a message. */
  function recorded(): MadeTrade[] {
    const path = join(sharedData, "l2", "btcusdt-binance-raw-20240808.jsonl.gz");
    const lines = gunzipSync(readFileSync(path)).toString("utf8").split("\n");
    const trades = lines.filter((line) => line.includes('"e":"trade"'));
    return trades.map((line) => {
      const { T, p, q, s } = JSON.parse(line.slice(line.indexOf("{"))).data;
      return { ts: T, price: Number(p), quantity: Number(q), symbol: s };
    });
  }

  test("orders fill at the first trade that comes after them", async () => {
    const cwd = workshop();
    const trades = recorded();
    const stepMs = 5_000;
    const bars = new Map<number, number[]>();
    for (const { ts, price } of trades) {
      const open = Math.floor(ts / stepMs) * stepMs;
      const [first = price, high = price, low = price] = bars.get(open) ?? [];
      bars.set(open, [first, Math.max(high, price), Math.min(low, price), price, 1]);
    }
    const rows = [...bars].map(([open, values]) => [open, ...values].join(","));
    writeFileSync(join(cwd, "btcusdt-5s.csv"), `ts,open,high,low,close,volume\n${rows.join("\n")}\n`);
    writeFileSync(join(cwd, "tape.csv"), tapeCsv(trades));
    const flags =
      "--param fast=2 --param slow=4 --trades tape.csv --latency-ms 20 --json=full --fee-bps 0 --allow gaps";
    const { code, out, err } = await bot4(words(`backtest cross.ts --data btcusdt-5s.csv ${flags}`), cwd);
    expect(err).toBe("");
    expect(code).toBe(exitCodes.ok);
    const { orderRecords, run } = JSON.parse(out);
    expect(run.settings.instruments.BTCUSDT).toMatchObject({ tick: "0.01", lot: "0.00001" });
    expect(orderRecords.length).toBeGreaterThan(4);
    for (const { placedMs, price } of orderRecords) {
      expect(price).toBe(trades.find(({ ts }) => ts >= placedMs + 20)!.price);
    }
  });
});
