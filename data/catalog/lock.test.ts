import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newFolder, regularBars } from "../testing/bars.ts";
import { lockCatalog } from "./lock.ts";
import { writeCatalog } from "./write.ts";

/** The largest number that Linux gives to a process is 4194304; this one never runs. */
const goneId = 4_194_305;
const dead = { pid: goneId, host: hostname(), began: "1", id: `${goneId}-1-0`, task: "import of old.csv" };
const leave = (catalog: string, holder: object) =>
  writeFileSync(join(catalog, ".lock"), JSON.stringify(holder));

describe("the lock of a catalog", () => {
  test("is refused to a second taker, also of one process, until it is given back", async () => {
    const catalog = join(newFolder(), "catalog");
    const lock = await lockCatalog(catalog, "first");
    await expect(lockCatalog(catalog, "second")).rejects.toThrow(
      `is being written by process ${process.pid} (first) since`,
    );
    await lock.verify();
    await lock.release();
    await (await lockCatalog(catalog, "third")).release();
    expect(readdirSync(catalog)).toEqual([]);
  });

  test("is taken over from a process that has gone, or whose number was given out again", async () => {
    const catalog = newFolder();
    leave(catalog, dead);
    await (await lockCatalog(catalog, "next")).release();
    // This process runs, but it began at another time than the one that took the lock.
    leave(catalog, { ...dead, pid: process.pid });
    if (existsSync("/proc/self/stat")) await (await lockCatalog(catalog, "next")).release();
    expect(readdirSync(catalog).filter((name) => name !== ".lock")).toEqual([]);
  });

  test("is left to a process of another machine, of which nothing can be seen", async () => {
    const catalog = newFolder();
    leave(catalog, { ...dead, host: "elsewhere" });
    await expect(lockCatalog(catalog, "next")).rejects.toThrow(
      `is being written by process ${goneId} on elsewhere (import of old.csv)`,
    );
  });

  test("is taken over although somebody was killed while taking it over", async () => {
    const catalog = newFolder();
    leave(catalog, dead);
    mkdirSync(join(catalog, `.lock.stale-${dead.id}`));
    await (await lockCatalog(catalog, "next")).release();
    expect(readdirSync(catalog)).toEqual([]);
  });

  test("that was taken away stops a write before it shows", async () => {
    const catalog = join(newFolder(), "catalog");
    const origin = { exchange: "x", symbol: "A", timeframe: "1h", source: "a test", synthetic: false };
    const writing = writeCatalog(catalog, "a test", async (writer) => {
      rmSync(join(catalog, ".lock"));
      return writer.replace([{ origin, columns: regularBars(10) }]);
    });
    await expect(writing).rejects.toThrow(
      "was taken away while the catalog was being written; nothing was changed",
    );
    expect(existsSync(catalog)).toBe(false);
  });

  test("is taken with what killed takers left swept away", async () => {
    const catalog = newFolder();
    writeFileSync(join(catalog, `.lock.draft-${dead.id}`), JSON.stringify(dead));
    writeFileSync(join(catalog, ".lock.draft-cut-off"), "{");
    mkdirSync(join(catalog, `.lock.stale-${dead.id}`));
    mkdirSync(join(catalog, ".staging", "0"), { recursive: true });
    mkdirSync(join(catalog, "x", "A", "1h"), { recursive: true });
    writeFileSync(join(catalog, "x", "A", "1h", "part-000007.parquet"), "");
    await writeCatalog(catalog, "a test", async () => expect(readdirSync(catalog)).toEqual([".lock"]));
    expect(existsSync(catalog)).toBe(false);
  });
});
