import { existsSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newFolder } from "../testing/bars.ts";
import { startChild } from "../testing/child.ts";
import { openSegments } from "./segments.ts";

const hash = "0123456789abcdef";
const now = Date.now();

test("rows come back bit for bit, and are gone after the sweep", async () => {
  const folder = join(newFolder(), "sweeps");
  const segments = await openSegments(folder, hash, now);
  const rows = Float64Array.of(1, -0, Number.NaN, Number.POSITIVE_INFINITY, 0.1 + 0.2, 5e-324);
  await segments.write(7, rows);
  expect(await segments.read(7, 6)).toEqual(rows);
  expect(await segments.read(7, 5)).toBeUndefined();
  expect(await segments.read(8, 6)).toBeUndefined();
  await segments.close();
  const again = await openSegments(folder, hash, now);
  expect(await again.read(7, 6)).toEqual(rows);
  await again.clear();
  expect(existsSync(folder)).toBe(false);
});

test("a torn segment and one of other bytes count as absent", async () => {
  const segments = await openSegments(newFolder(), hash, now);
  for (const unit of [1, 2, 3]) await segments.write(unit, Float64Array.of(1, 2, 3));
  const [torn, changed] = readdirSync(segments.folder)
    .filter((name) => name.endsWith(".rows"))
    .map((name) => join(segments.folder, name));
  truncateSync(torn!, 40);
  const bytes = readFileSync(changed!);
  bytes[50]! ^= 1;
  writeFileSync(changed!, bytes);
  expect(await segments.read(1, 3)).toBeUndefined();
  expect(await segments.read(2, 3)).toBeUndefined();
  expect(await segments.read(3, 3)).toEqual(Float64Array.of(1, 2, 3));
  await segments.clear();
});

test("two processes do not compute the same sweep", async () => {
  const folder = newFolder();
  const segments = await openSegments(folder, hash, now);
  await expect(openSegments(folder, hash, now)).rejects.toThrow("is being written by process");
  const other = await openSegments(folder, "fedcba9876543210", now);
  await Promise.all([segments.clear(), other.clear()]);
});

test("the rows of a sweep that nobody goes on with are removed after 30 days, and nothing else is", async () => {
  const folder = newFolder();
  const names = ["aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb", "cccccccccccccccc"];
  for (const name of names) {
    const segments = await openSegments(folder, name, now);
    await segments.write(0, Float64Array.of(1));
    await segments.close();
  }
  const old = new Date(now - 31 * 86_400_000);
  writeFileSync(join(folder, names[1]!, "notes.txt"), "mine");
  for (const name of names.slice(0, 2)) utimesSync(join(folder, name), old, old);
  const segments = await openSegments(folder, hash, now);
  expect(readdirSync(folder).sort()).toEqual([hash, names[1], names[2]]);
  await segments.clear();
});

test("killed at any step, what is there is whole, and the next process goes on", async () => {
  let kills = 0;
  for (let step = 1; ; step++) {
    const folder = newFolder();
    const { signal, stdout, stderr } = await startChild("rows-child.ts", [folder, String(step)]).ended;
    const segments = await openSegments(folder, hash, now);
    const read = await Promise.all([0, 1, 2, 3].map((unit) => segments.read(unit, 100)));
    const found = read.filter((rows) => rows !== undefined);
    for (const [unit, rows] of found.entries()) expect(rows).toEqual(new Float64Array(100).fill(unit));
    for (const unit of [0, 1, 2, 3]) await segments.write(unit, new Float64Array(100).fill(unit));
    const names = readdirSync(segments.folder).filter((name) => name !== ".lock");
    expect(names.every((name) => /^\d+\.rows$/.test(name))).toBe(true);
    await segments.clear();
    expect(existsSync(segments.folder)).toBe(false);
    if (signal === "SIGKILL") {
      kills++;
      continue;
    }
    expect(stdout, stderr).toBe("stored\n");
    expect(found).toHaveLength(4);
    break;
  }
  expect(kills).toBeGreaterThan(6);
}, 120_000);

test("a process that exits leaves the rows, and neither drafts nor a lock", async () => {
  const before = new Set(process.listeners("exit"));
  const segments = await openSegments(newFolder(), hash, now);
  await segments.write(1, Float64Array.of(1));
  writeFileSync(join(segments.folder, ".00000002.rows.part"), "torn");
  for (const listener of process.listeners("exit")) if (!before.has(listener)) listener(0);
  expect(readdirSync(segments.folder)).toEqual(["00000001.rows"]);
  await segments.close();
});
