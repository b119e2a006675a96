import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newFolder } from "./testing/bars.ts";
import { checkWritable } from "./writable.ts";

test("a path below a folder that takes files may be written, and nothing of the attempt stays", () => {
  const root = newFolder();
  for (const path of [["new.html"], ["no", "such", "folder", "new.html"]]) checkWritable(join(root, ...path));
  expect(readdirSync(root)).toEqual([]);
});

test("a folder in the place of the file is refused", () => {
  const root = newFolder();
  mkdirSync(join(root, "folder"));
  expect(() => checkWritable(join(root, "folder"))).toThrow("was a folder");
});

test.skipIf(process.platform !== "linux")("a folder that nobody can write is named with the file", () => {
  expect(() => checkWritable("/proc/all.parquet")).toThrow(/^\/proc\/all.parquet cannot be written: no /);
});
