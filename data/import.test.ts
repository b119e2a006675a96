import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Bars } from "../engine/trade/bars.ts";
import { exportBars } from "./export.ts";
import { parseColumns } from "./header.ts";
import { importFiles } from "./import.ts";
import { loadDataset, loadDatasets } from "./load.ts";
import { csvOf, newFolder, regularBars } from "./testing/bars.ts";

const write = (name: string, text: string) => {
  const path = join(newFolder(), name);
  writeFileSync(path, text);
  return path;
};

test("a CSV file goes into the catalog and comes out bit for bit, by its name or a part of it", async () => {
  const bars = regularBars(5000);
  const path = write("binance-TESTUSDT-1h.csv", csvOf(bars));
  const catalog = join(newFolder(), "catalog");
  const { datasets } = await importFiles([path], catalog);
  expect(datasets[0]!.manifest).toMatchObject({ name: "binance:TESTUSDT:1h", rows: 5000, synthetic: false });
  expect(datasets[0]!.defects).toEqual([]);
  for (const reference of ["binance:TESTUSDT:1h", "testusdt:1h", "TESTUSDT"]) {
    const loaded = await loadDataset(reference, { catalog });
    expect(loaded.bars.close).toEqual(bars.close);
    expect(loaded.bars.ts).toEqual(bars.ts);
    expect(loaded.identity.sha256).toBe((await loadDataset(path)).identity.sha256);
  }
  expect(readdirSync(catalog)).toEqual(["binance"]);
  expect(readdirSync(join(catalog, "binance", "TESTUSDT", "1h")).sort()).toEqual([
    "manifest.json",
    "part-000001.parquet",
  ]);
});

test("a period is chosen by the open of its bars, half-open", async () => {
  const bars = regularBars(1000);
  const catalog = newFolder();
  await importFiles([write("TEST-1h.csv", csvOf(bars))], catalog);
  const { identity } = await loadDataset("TEST", { catalog, fromMs: bars.ts[10]!, toMs: bars.ts[20]! });
  expect(identity).toMatchObject({ rows: 10, fromMs: bars.ts[10], toMs: bars.ts[20] });
});

test("an existing data set is replaced only when told", async () => {
  const catalog = newFolder();
  await importFiles([write("TEST-1h.csv", csvOf(regularBars(100)))], catalog);
  const longer = write("TEST-1h.csv", csvOf(regularBars(200)));
  await expect(importFiles([longer], catalog)).rejects.toThrow(
    "the catalog has file:TEST:1h already (100 bars, 2024-01-01 to 2024-01-05 04:00 exclusive); take its place with --replace",
  );
  await importFiles([longer], catalog, { replace: true });
  expect((await loadDataset("TEST", { catalog })).identity.rows).toBe(200);
  expect(readdirSync(join(catalog, "file", "TEST", "1h")).sort()).toEqual([
    "manifest.json",
    "part-000002.parquet",
  ]);
});

test("several files of one symbol are joined in the order of time", async () => {
  const folder = newFolder();
  const [january, february] = [regularBars(100), regularBars(50, Date.UTC(2024, 0, 5, 4))];
  writeFileSync(join(folder, "ABC-1h-2024-01.csv"), csvOf(january));
  writeFileSync(join(folder, "ABC-1h-2024-02.csv"), csvOf(february));
  const catalog = newFolder();
  const files = ["ABC-1h-2024-02.csv", "ABC-1h-2024-01.csv"].map((name) => join(folder, name));
  const { datasets } = await importFiles(files, catalog);
  expect(datasets[0]).toMatchObject({
    manifest: { rows: 150, source: "ABC-1h-2024-02.csv and 1 more" },
    defects: [],
  });
});

test("rows out of order and repeated rows need the user's word", async () => {
  const lines = csvOf(regularBars(20)).trimEnd().split("\n");
  const swapped = [...lines];
  [swapped[5], swapped[6]] = [swapped[6]!, swapped[5]!];
  const catalog = join(newFolder(), "catalog");
  const unsorted = write("U-1h.csv", swapped.join("\n"));
  await expect(importFiles([unsorted], catalog)).rejects.toThrow(
    "U-1h.csv line 7: the bar of 2024-01-01 04:00 stands after that of 2024-01-01 05:00; import it",
  );
  expect(existsSync(catalog)).toBe(false);
  expect((await importFiles([unsorted], catalog, { sort: true })).datasets[0]).toMatchObject({
    sorted: true,
    dropped: 0,
  });

  const copied = write("D-1h.csv", [...lines.slice(0, 9), lines[8], ...lines.slice(9)].join("\n"));
  await expect(importFiles([copied], catalog)).rejects.toThrow(
    "D-1h.csv line 9 and D-1h.csv line 10 both hold the bar of 2024-01-01 07:00, with equal values; drop such copies with --dedupe",
  );
  expect((await importFiles([copied], catalog, { dedupe: true })).datasets[0]).toMatchObject({
    dropped: 1,
    defects: [],
  });

  const other = write("E-1h.csv", [...lines.slice(0, 9), `${lines[8]}1`, ...lines.slice(9)].join("\n"));
  await expect(importFiles([other], catalog, { dedupe: true })).rejects.toThrow(
    "both hold the bar of 2024-01-01 07:00, with different values",
  );
  const kept = await importFiles([other], catalog, { allow: ["duplicates"] });
  expect(kept.datasets[0]!.defects.map(({ kind, count }) => [kind, count])).toEqual([["duplicates", 1]]);
  await expect(loadDataset("E:1h", { catalog })).rejects.toThrow(
    "file:E:1h has defects: 1 repeated bar, 1 with other values",
  );
  const { bars, identity } = await loadDataset("E:1h", { catalog, allow: ["duplicates"] });
  expect(bars.ts.length).toBe(20);
  expect(identity.allowed).toHaveLength(1);
});

test("a name that the catalog has not is answered with what it has", async () => {
  const catalog = newFolder();
  await importFiles([write("ABC-1h.csv", csvOf(regularBars(10)))], catalog);
  await expect(loadDataset("ABD:1h", { catalog })).rejects.toThrow(
    'no file and no data set is called "ABD:1h"; did you mean "ABC:1h"?',
  );
  await expect(loadDataset("zzzzzzzz", { catalog })).rejects.toThrow("has sample:SP500:1d, file:ABC:1h");
  await expect(loadDataset("./no.csv", { catalog })).rejects.toThrow('no file is called "./no.csv"');
  const file = write("prices.csv", csvOf(regularBars(10)));
  await expect(loadDataset(file.replace("prices", "prces"))).rejects.toThrow('did you mean "prices.csv"?');
  await expect(loadDataset("/none/such/x.csv")).rejects.toThrow('no file is called "/none/such/x.csv"');
});

test("a name that several data sets have is refused unless symbols tell which are meant", async () => {
  const catalog = newFolder();
  const file = write("x.csv", csvOf(regularBars(10)));
  for (const symbol of ["A", "B"]) await importFiles([file], catalog, { symbol, exchange: "desk" });
  await importFiles([file], catalog, { symbol: "A", exchange: "other" });
  await expect(loadDataset("1h", { catalog })).rejects.toThrow(
    '"1h" may mean desk:A:1h, desk:B:1h, other:A:1h; name one of them in full',
  );
  const both = await loadDatasets("desk:1h", { catalog, symbols: ["B", "A"] });
  expect(both.map(({ identity }) => identity.name)).toEqual(["desk:A:1h", "desk:B:1h"]);
  await expect(loadDatasets("1h", { catalog, symbols: ["A"] })).rejects.toThrow(
    '"A" may mean desk:A:1h, other:A:1h',
  );
});

test("a file of one bar or without a usable name needs a word more", async () => {
  const one = write("one.csv", csvOf(regularBars(1)));
  const catalog = join(newFolder(), "catalog");
  await expect(importFiles([one], catalog)).rejects.toThrow(
    "one.csv holds one bar, from which no timeframe follows",
  );
  const { datasets } = await importFiles([one], catalog, { timeframe: "60m" });
  expect(datasets[0]!.manifest.name).toBe("file:ONE:1h");
  await expect(importFiles([write("1h.csv", csvOf(regularBars(5)))], catalog)).rejects.toThrow(
    "no symbol follows from the name of 1h.csv; give --symbol",
  );
  await expect(importFiles([one], catalog, { symbol: "a b", timeframe: "1h" })).rejects.toThrow(
    'symbol must be letters, digits and . _ + - and begin with a letter or digit; was "a b"',
  );
  await expect(importFiles([], catalog)).rejects.toThrow("no file was given to import");
});

describe("files of one symbol", () => {
  const hours = regularBars(100);
  const folder = newFolder();
  const put = (name: string, bars: Bars) => {
    writeFileSync(join(folder, name), csvOf(bars));
    return join(folder, name);
  };

  test("and several timeframes become a data set each", async () => {
    const paths = [
      put("binance-btcusdt-5m.csv", regularBars(500, undefined, 300_000)),
      put("binance-btcusdt-1d.csv", regularBars(60, undefined, 86_400_000)),
      put("kraken-btcusdt-1d.csv", regularBars(60, undefined, 86_400_000)),
    ];
    const { datasets } = await importFiles(paths, newFolder());
    expect(datasets.map(({ manifest }) => manifest.name)).toEqual([
      "binance:BTCUSDT:5m",
      "binance:BTCUSDT:1d",
      "kraken:BTCUSDT:1d",
    ]);
  });

  test("of which one has few bars are joined all the same", async () => {
    const tail = regularBars(1, Date.UTC(2024, 0, 5, 4));
    const paths = [put("Q-part1.csv", hours), put("Q-part2.csv", tail)];
    const { datasets } = await importFiles(paths, newFolder());
    expect(datasets.map(({ manifest }) => [manifest.name, manifest.rows])).toEqual([["file:Q:1h", 101]]);
  });

  test("that overlap are refused with files and times, and joined where told", async () => {
    const later = regularBars(50, Date.UTC(2024, 0, 4));
    const paths = [put("R-part1.csv", hours), put("R-part2.csv", later)];
    const catalog = newFolder();
    await expect(importFiles(paths, catalog)).rejects.toThrow(
      "R-part1.csv and R-part2.csv overlap from 2024-01-04, where the second begins, to 2024-01-05 03:00; leave one out",
    );
    await expect(importFiles(paths, catalog, { sort: true, dedupe: true })).rejects.toThrow(
      "R-part1.csv line 74 and R-part2.csv line 2 both hold the bar of 2024-01-04, with different values",
    );
    const same = [put("R-part1.csv", hours), put("R-part3.csv", hours)];
    const { datasets } = await importFiles(same, catalog, { sort: true, dedupe: true });
    expect(datasets[0]).toMatchObject({ dropped: 100, defects: [] });
  });
});

test("columns of any name are mapped by the user, in CSV and in other files", async () => {
  const path = write(
    "de.csv",
    "Datum;Auf;Hoch;Tief;Kurs\n2024-01-01;1,5;2;1;1,75\n2024-01-02;1,75;2;1;1,5\n",
  );
  const columns = parseColumns(["time=Datum", "open=Auf", "high=Hoch", "low=Tief", "close=Kurs"]);
  const { datasets } = await importFiles([path], newFolder(), { columns });
  expect(datasets[0]!.manifest).toMatchObject({ name: "file:DE:1d", rows: 2 });
  await expect(importFiles([path], newFolder())).rejects.toThrow(
    'unknown column "Datum" in de.csv; did you mean "date"? (bot4 data import --columns time=Datum says which it is)',
  );
  await expect(importFiles([path], newFolder(), { columns: { time: "Dautm" } })).rejects.toThrow(
    'de.csv has no column "Dautm"; did you mean "Datum"?',
  );
  expect(() => parseColumns(["cloes=Kurs"])).toThrow("--columns must be time, open, high");
  const odd = join(newFolder(), "odd-1h.parquet");
  await exportBars(regularBars(20), odd);
  const swapped = { open: "close", close: "open" };
  const catalog = newFolder();
  await importFiles([odd], catalog, { columns: swapped });
  expect((await loadDataset("ODD", { catalog, unchecked: true })).bars.open).toEqual(regularBars(20).close);
});
