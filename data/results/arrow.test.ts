import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { expect, test } from "vitest";
import { newFolder } from "../testing/bars.ts";
import { writeArrow } from "./arrow.ts";
import type { ResultColumn } from "./parquet.ts";

const columns: readonly ResultColumn[] = [
  { name: "count", type: "integer" },
  { name: "score", type: "number" },
  { name: "kind", type: { texts: ["it's", "ü"] } },
  { name: "short", type: "boolean" },
  { name: "from", type: "time" },
];

test("rows come back typed, in their order, with null for what is not known", async () => {
  const path = join(newFolder(), "rows.arrow");
  const no = Number.NaN;
  const parts = [
    Float64Array.of(3, 1.25, 0, 1, 0, no, no, no, no, no),
    new Float64Array(0),
    Float64Array.of(9, 1e300, 1, 0, 5),
  ];
  expect(await writeArrow(path, columns, parts)).toBe(3);
  const table = tableFromIPC(readFileSync(path));
  expect(table.toArray().map((row) => row.toJSON())).toEqual([
    { count: 3n, score: 1.25, kind: "it's", short: true, from: 0 },
    { count: null, score: null, kind: null, short: null, from: null },
    { count: 9n, score: 1e300, kind: "ü", short: false, from: 5 },
  ]);
  expect(String(table.schema.fields[4]!.type)).toBe("Timestamp<MILLISECOND, UTC>");
});

test("a table of no rows has its columns, and a failure leaves what was there", async () => {
  const folder = newFolder();
  const path = join(folder, "rows.arrow");
  expect(await writeArrow(path, columns, [])).toBe(0);
  expect(tableFromIPC(readFileSync(path)).schema.names).toEqual(columns.map(({ name }) => name));
  writeFileSync(path, "before");
  const broken = (function* (): Generator<Float64Array> {
    yield new Float64Array(5);
    throw new Error("no more");
  })();
  await expect(writeArrow(path, columns, broken)).rejects.toThrow("no more");
  expect([readFileSync(path, "utf8"), readdirSync(folder)]).toEqual(["before", ["rows.arrow"]]);
  await expect(writeArrow(join(folder, "rows.parquet"), columns, [])).rejects.toThrow("must end in .arrow");
  expect(existsSync(join(folder, "rows.parquet"))).toBe(false);
});
