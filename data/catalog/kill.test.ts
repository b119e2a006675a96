import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { importFiles } from "../import.ts";
import { loadDataset } from "../load.ts";
import { csvOf, newFolder, regularBars } from "../testing/bars.ts";
import { startChild } from "../testing/child.ts";

/** One step in two: every kind of step is met, and the test takes seconds. */
const stride = 2;

test("killed at any step, an import leaves the old data or the new, and the next writer cleans up", async () => {
  const folder = newFolder();
  const write = (rows: number) => {
    const path = join(folder, "TEST-1h.csv");
    writeFileSync(path, csvOf(regularBars(rows)));
    return path;
  };
  const catalog = join(folder, "catalog");
  await importFiles([write(300)], catalog);
  const file = write(500);
  const seen = new Set<number>();
  let kills = 0;
  let step = 1;
  for (; ; step += stride) {
    const { signal, stdout, stderr } = await startChild("import-child.ts", [file, catalog, String(step)])
      .ended;
    const { rows } = (await loadDataset("TEST:1h", { catalog })).identity;
    expect([300, 500], `after a kill at step ${step}`).toContain(rows);
    seen.add(rows);
    if (signal === "SIGKILL") {
      kills++;
      continue;
    }
    expect(stdout, stderr).toBe("imported 500\n");
    break;
  }
  expect(kills).toBeGreaterThan(10);
  expect(seen).toEqual(new Set([300, 500]));
  expect(readdirSync(catalog)).toEqual(["file"]);
  expect(readdirSync(join(catalog, "file", "TEST", "1h"))).toHaveLength(2);
}, 240_000);

test("a first import that is killed leaves nothing that shows, and nothing at all after the next writer", async () => {
  const folder = newFolder();
  const catalog = join(folder, "catalog");
  const file = join(folder, "TEST-1h.csv");
  writeFileSync(file, csvOf(regularBars(300)));
  const other = join(folder, "OTHER-1h.csv");
  writeFileSync(other, csvOf(regularBars(50)));
  for (const step of [4, 9, 14, 18]) {
    const { signal } = await startChild("import-child.ts", [file, catalog, String(step)]).ended;
    expect(signal).toBe("SIGKILL");
    await expect(loadDataset("TEST:1h", { catalog })).rejects.toThrow('no data set is called "TEST:1h"');
  }
  await importFiles([other], catalog);
  expect(readdirSync(catalog)).toEqual(["file"]);
  expect(readdirSync(join(catalog, "file"))).toEqual(["OTHER"]);
}, 60_000);

test("an import that is interrupted leaves nothing at all", async () => {
  const folder = newFolder();
  const file = join(folder, "TEST-1h.csv");
  writeFileSync(file, csvOf(regularBars(300)));
  // Later steps are the renames of a draft to its place; what a stop between two of them leaves is swept as after a kill.
  for (const step of [2, 3, 5, 6, 7, 8]) {
    const catalog = join(folder, `catalog-${step}`);
    const { code } = await startChild("import-child.ts", [file, catalog, String(step), "exit"]).ended;
    expect([step, code, existsSync(catalog) ? readdirSync(catalog) : []]).toEqual([step, 130, []]);
  }
}, 60_000);

test("a second writer is told who writes, and the lock of a killed one is taken over by one after the other", async () => {
  const folder = newFolder();
  const catalog = join(folder, "catalog");
  const log = join(folder, "log");
  const file = join(folder, "TEST-1h.csv");
  writeFileSync(file, csvOf(regularBars(50)));
  const holder = startChild("hold-child.ts", [catalog, log, "60000"]);
  await holder.said("held");
  await expect(importFiles([file], catalog)).rejects.toThrow(
    `is being written by process ${holder.pid} (a test) since 20`,
  );
  holder.kill("SIGKILL");
  await holder.ended;
  expect(existsSync(join(catalog, ".lock"))).toBe(true);
  const takers = Array.from({ length: 5 }, () => startChild("hold-child.ts", [catalog, log, "30"]));
  for (const taker of takers) expect(await taker.ended).toMatchObject({ code: 0 });
  const events = readFileSync(log, "utf8").trimEnd().split("\n").slice(1);
  expect(events).toHaveLength(10);
  for (let i = 0; i < events.length; i += 2) expect(events[i + 1]).toBe(events[i]!.replace("in", "out"));
  expect(readdirSync(catalog)).toEqual([]);
}, 60_000);

test("two imports at once leave one whole data set", async () => {
  const folder = newFolder();
  const catalog = join(folder, "catalog");
  const file = join(folder, "TEST-1h.csv");
  writeFileSync(file, csvOf(regularBars(20_000)));
  const children = [1, 2, 3].map(() => startChild("import-child.ts", [file, catalog]));
  const outcomes = await Promise.all(children.map(({ ended }) => ended));
  expect(outcomes.some(({ code }) => code === 0)).toBe(true);
  for (const { code, stdout } of outcomes) {
    if (code !== 0) expect(stdout).toMatch(/is being written by process \d+ \(import of TEST-1h.csv\)/);
  }
  expect((await loadDataset("TEST", { catalog })).identity.rows).toBe(20_000);
}, 60_000);
