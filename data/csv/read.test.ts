import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvOf, newFolder, regularBars } from "../testing/bars.ts";
import { quickNumber, slowNumber } from "./number.ts";
import { readCsv } from "./read.ts";
import { epochToMs, parseTimeText, parseZone } from "./time.ts";

const folder = newFolder();
const path = (text: string | Buffer, name = "btc.csv") => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const read = async (text: string, options = {}) => {
  const { tables, notes } = await readCsv(path(text), options);
  const { columns } = tables[0]!;
  const rows = Array.from(columns.ts, (ts, i) => [
    new Date(ts).toISOString(),
    ...[columns.open, columns.high, columns.low, columns.close, columns.volume].map((column) => column[i]),
  ]);
  return { rows, notes, tables };
};

const expected = [
  ["2024-01-01T00:00:00.000Z", 1.5, 2.25, 1, 2, 10],
  ["2024-01-01T01:00:00.000Z", 2, 3, 1.75, 2.5, 20.5],
];
const cells = ["1.5,2.25,1,2,10", "2,3,1.75,2.5,20.5"];
const times = (first: string | number, second: string | number) =>
  `time,open,high,low,close,volume\n${first},${cells[0]}\n${second},${cells[1]}\n`;
const plain = times("2024-01-01T00:00:00Z", "2024-01-01T01:00:00Z");

describe("dialects", () => {
  test.each([
    ["commas", plain],
    ["semicolons", plain.replaceAll(",", ";")],
    ["tabs", plain.replaceAll(",", "\t")],
    ["bars", plain.replaceAll(",", "|")],
    ["semicolons and decimal commas", plain.replaceAll(",", ";").replaceAll(/(\d)\.(\d)/g, "$1,$2")],
    ["a byte order mark", `\uFEFF${plain}`],
    ["carriage returns", plain.replaceAll("\n", "\r\n")],
    ["no newline at the end", plain.trimEnd()],
    ["blank lines", `\n${plain.replaceAll("\n", "\n\n")}\n`],
    ["quotes", plain.replaceAll(/[^,\n]+/g, '"$&"')],
    ["blanks around cells", plain.replaceAll(",", " , ")],
    ["a line of the vendor above the header", `https://www.example.com\n${plain}`],
    ["short names", plain.replace("time,open,high,low,close,volume", "t,o,h,l,c,v")],
    [
      "long names",
      plain.replace("time,open,high,low,close,volume", "Open Time,Open_Price,High,Low,Close,Volume BTC"),
    ],
    ["no header", plain.slice(plain.indexOf("\n") + 1)],
    ["exponents and signs", plain.replace("1.5,", "+15e-1,").replace("20.5", "2.05E+1")],
  ])("%s", async (_, text) => {
    expect((await read(text)).rows).toEqual(expected);
  });

  test("columns in any order, others left out with a note", async () => {
    const { rows, notes } = await read(
      "Adj Close,Volume,Close,Low,High,Open,Date,mood\n1,10,2,1,2.25,1.5,2024-01-01,bright\n",
    );
    expect(rows).toEqual([["2024-01-01T00:00:00.000Z", 1.5, 2.25, 1, 2, 10]]);
    expect(notes).toEqual([
      'btc.csv: column "Adj Close" is left out; prices are as traded, not adjusted for dividends or splits',
      'btc.csv: left out "mood"',
      "btc.csv: times name no zone and are read as UTC",
    ]);
  });

  test("Binance's own dumps, with and without header, in ms and since 2025 in µs", async () => {
    const row = (ts: string, i: number) => `${ts},${cells[i]},${ts.slice(0, -3)}999,1,5,1,1,0`;
    const header =
      "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore";
    const ms = `${row("1704067200000", 0)}\n${row("1704070800000", 1)}\n`;
    const us = `${row("1704067200000000", 0)}\n${row("1704070800000000", 1)}\n`;
    for (const text of [ms, us, `${header}\n${ms}`, `${header}\n${us}`])
      expect((await read(text)).rows).toEqual(expected);
  });

  test("date and time of day in two columns, in angle brackets", async () => {
    const text = `<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\n2024.01.01\t00:00:00\t1.5\t2.25\t1\t2\t10\n`;
    expect((await read(text)).rows).toEqual([expected[0]]);
  });

  test("several symbols become several tables", async () => {
    const text =
      "symbol,date,open,high,low,close,volume\nA,2024-01-01,1,2,1,2,3\nB,2024-01-01,4,5,4,5,6\nA,2024-01-02,2,3,2,3,4\n";
    const { tables } = await readCsv(path(text));
    expect(tables.map(({ symbol, columns }) => [symbol, [...columns.open]])).toEqual([
      ["A", [1, 2]],
      ["B", [4]],
    ]);
  });

  test("an index without a name, as pandas writes it", async () => {
    expect((await read(",Open,High,Low,Close,Volume\n2024-01-01,1.5,2.25,1,2,10\n")).rows).toEqual([
      expected[0],
    ]);
  });

  test("gzipped, and larger than the pieces that it is read in", async () => {
    const bars = regularBars(40_000);
    const { tables } = await readCsv(path(gzipSync(csvOf(bars)), "big.csv.gz"));
    expect(tables[0]!.columns.close).toEqual(bars.close);
    expect(tables[0]!.rowOf(39_999)).toBe(40_001);
  });
});

describe("times", () => {
  test.each([
    [1704067200, 1704070800],
    [1704067200000, 1704070800000],
    [1704067200000000, 1704070800000000],
    ["1704067200000000000", "1704070800000000000"],
    ["1704067200.0", "1704070800.0"],
    ["2024-01-01 00:00", "2024-01-01 01:00"],
    ["2024-01-01 00:00:00.000 UTC", "2024-01-01 01:00:00.000 UTC"],
    ["2024-01-01T02:00:00+02:00", "2024-01-01T03:00:00+0200"],
    ["2023/12/31 19:00:00-05", "2023/12/31 20:00:00-05"],
    ["20240101 000000", "20240101 010000"],
    ["01.01.2024 00:00:00.000", "01.01.2024 01:00:00.000 GMT+0000"],
  ])("%s", async (first, second) => {
    expect((await read(times(first, second))).rows.map(([ts]) => ts)).toEqual(expected.map(([ts]) => ts));
  });

  test("dates alone, also as eight digits", async () => {
    expect((await read(times("2024-01-31", "20240201"))).rows.map(([ts]) => ts)).toEqual([
      "2024-01-31T00:00:00.000Z",
      "2024-02-01T00:00:00.000Z",
    ]);
  });

  test("in a zone that the user names, through a change of clocks", async () => {
    const tz = "America/New_York";
    const { rows, notes } = await read(times("2024-03-08 09:30", "2024-03-11 09:30"), { tz });
    expect(rows.map(([ts]) => ts)).toEqual(["2024-03-08T14:30:00.000Z", "2024-03-11T13:30:00.000Z"]);
    expect(notes).toEqual([]);
    expect((await read(times("2024-01-01 02:00", "2024-01-01 03:00"), { tz: "+02:00" })).rows).toEqual(
      expected,
    );
    expect(new Date(parseZone("Europe/Berlin")(Date.UTC(2024, 2, 31, 3))).toISOString()).toBe(
      "2024-03-31T01:00:00.000Z",
    );
    expect(new Date(parseZone("Europe/Berlin")(Date.UTC(2024, 9, 27, 2, 30))).toISOString()).toBe(
      "2024-10-27T00:30:00.000Z",
    );
    expect(() => parseZone("Mars/Olympus")).toThrow(
      "time zone must be UTC, an offset such as +02:00 or a name",
    );
  });

  test("with fractions of a millisecond are rounded to it, and those before 1970 are as good as any", async () => {
    expect((await read(times("1704067200000.4", "1704070800000.5"))).tables[0]!.columns.ts).toEqual(
      Float64Array.of(1704067200000, 1704070800001),
    );
    expect((await read(times("1927-12-30", "1928-01-03"))).rows.map(([ts]) => ts)).toEqual([
      "1927-12-30T00:00:00.000Z",
      "1928-01-03T00:00:00.000Z",
    ]);
  });

  test("that do not exist are none", () => {
    for (const text of ["2024-02-30", "2024-01-01 25:00", "yesterday", "13/01/2024"]) {
      expect(parseTimeText(text), text).toBeUndefined();
    }
    expect(epochToMs(1e11)).toBe(1e11);
  });
});

describe("numbers are the nearest float64, by the quick way and the slow", () => {
  test.each([
    "0",
    "-0",
    "1.5",
    "-12.25",
    "123456789.123456",
    "0.1",
    "97000.015",
    "9007199254740993",
    "1e-7",
    "12345678901234567890",
    ".5",
    "5.",
  ])("%s", (text) => {
    const bytes = Buffer.from(text);
    const value = quickNumber(bytes, 0, bytes.length, 46) ?? slowNumber(text, false);
    expect(value).toBe(Number(text));
  });

  test("real prices, all of them", async () => {
    const { sampleCells, columns } = await sample();
    for (const [k, cell] of sampleCells.entries()) expect(columns.close[k]).toBe(Number(cell));
  });
});

test("any decimal of up to 18 digits is read as JavaScript reads it", () => {
  const decimal = fc
    .tuple(fc.boolean(), fc.bigInt(0n, 10n ** 18n), fc.nat(18))
    .map(([negative, digits, decimals]) => {
      const text = String(digits).padStart(decimals + 1, "0");
      const at = text.length - decimals;
      return `${negative ? "-" : ""}${text.slice(0, at)}${decimals > 0 ? "." : ""}${text.slice(at)}`;
    });
  fc.assert(
    fc.property(decimal, (text) => {
      const bytes = Buffer.from(text);
      const value = quickNumber(bytes, 0, bytes.length, 46) ?? slowNumber(text, false);
      expect(Object.is(value, Number(text)), text).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

async function sample() {
  const { samplePath } = await import("../sample.ts");
  const { tables } = await readCsv(samplePath());
  const lines = readFileSync(samplePath(), "utf8").trim().split("\n").slice(1);
  return { columns: tables[0]!.columns, sampleCells: lines.map((line) => line.split(",")[4]!) };
}

describe("what cannot be read is told by line, column and value", () => {
  test.each([
    ["", "btc.csv is empty"],
    ["\n\n  \n", "btc.csv is empty"],
    ["time,open,high,low,close,volume\n", "btc.csv has a header and no rows"],
    [plain.replace("close", "clsoe"), 'unknown column "clsoe" in btc.csv; did you mean "close"?'],
    [plain.replace("time,", "tiem,"), 'unknown column "tiem" in btc.csv; did you mean "time"?'],
    [
      plain.replace("high", "x"),
      'btc.csv has no column "high"; its columns are "time", "open", "x", "low", "close", "volume"',
    ],
    [plain.replace("2.5,20.5", "2.5x,20.5"), 'btc.csv line 3, column "close": "2.5x" is not a number'],
    [
      plain.replace("2.5,20.5", "Infinity,20.5"),
      'btc.csv line 3, column "close": "Infinity" is not a finite number',
    ],
    [plain.replace("20.5", "1e999"), 'btc.csv line 3, column "volume": "1e999" is not a finite number'],
    [plain.replace("2.5,20.5", "2.5"), "btc.csv line 3 has 5 columns where 6 are expected"],
    [
      plain.replace("2024-01-01T01", "2024-13-01T01"),
      'line 3, column "time": "2024-13-01T01:00:00Z" is not a time',
    ],
    [plain.replaceAll(",", " ").replaceAll("T", "-"), "no delimiter cuts"],
    [plain.replace("2.5,", '"2.5,'), "btc.csv line 3: a quote is opened and not closed"],
    [
      "1,2,3\n4,5,6\n",
      "btc.csv has no header and 3 columns; 6 (time, open, high, low, close, volume) are needed",
    ],
    ["20240231,1,2,1,2,3\n", '"20240231" is not'],
    [
      `time,close,high,low,open,volume\n${plain.slice(plain.indexOf("\n") + 1).replaceAll(",", ";")}`,
      'btc.csv: the header is cut by "," and the rows by ";"; write both with one delimiter',
    ],
    [
      `Zeit\tKurs\tHoch\tTief\tStart\n${plain.slice(plain.indexOf("\n") + 1)}`,
      'the header is cut by tabs and the rows by ","',
    ],
    ['"time,open,high,low,close\n1,2,3,4,5\n', "btc.csv: a quote is opened and not closed in"],
    ['"time\n1\n2\n', "btc.csv: a quote is opened and not closed"],
    [plain.replace("2.5,20.5", "\u001b[2J,20.5"), 'column "close": "\\u{1b}[2J" is not a number'],
    ["\u001b[2Jabc\ndef\n", 'no delimiter cuts "\\u{1b}[2Jabc"'],
  ])("%#: %j", async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  test("other files than CSV", async () => {
    await expect(readCsv(path(Buffer.from([0xff, 0xfe, 65, 0, 10, 0])))).rejects.toThrow(
      "is written in UTF-16; save it as UTF-8",
    );
    await expect(readCsv(path(Buffer.from("PK\u0003\u0004 and so on")))).rejects.toThrow(
      "is a zip archive; unpack it first",
    );
    await expect(readCsv(path(Buffer.from("ARROW1\0\0")))).rejects.toThrow(
      "is an Arrow file; give it a name that ends in .arrow",
    );
    await expect(readCsv(path(Buffer.from("PAR1....")))).rejects.toThrow("ends in .parquet");
    await expect(readCsv(path(gzipSync(plain)))).rejects.toThrow("ends in .gz");
    await expect(readCsv(path(Buffer.from([1, 2, 0, 27, 10])))).rejects.toThrow("btc.csv is no text");
    await expect(readCsv(path(Buffer.alloc(3_000_000, 65)))).rejects.toThrow("it is no CSV file");
    await expect(readCsv(path(gzipSync(plain).subarray(0, 40), "cut.csv.gz"))).rejects.toThrow(
      "is not a whole gzip file",
    );
    await expect(readCsv(folder)).rejects.toThrow("is a folder, not a file");
    await expect(readCsv(path(plain), { delimiter: "::" })).rejects.toThrow(
      "--delimiter must be one character",
    );
  });

  test("but an empty cell is only a value that is not known", async () => {
    const { rows } = await read(plain.replace("2.25", "").replace("20.5", "NaN"));
    expect(rows[0]![2]).toBeNaN();
    expect(rows[1]![5]).toBeNaN();
  });
});
