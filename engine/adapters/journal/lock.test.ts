import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { takeLock } from "./lock.ts";
import { openJournal } from "./open-journal.ts";

const root = mkdtempSync(join(tmpdir(), "bot4-lock-"));
let places = 0;
const place = (): string => join(root, `${++places}.lock`);

/** The number of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

describe("a lock", () => {
  test("is held by one, who is named to the next; let go it is free", () => {
    const path = place();
    const free = takeLock(path);
    expect(() => takeLock(path)).toThrow(`must be free; process ${process.pid} holds it and is alive`);
    free();
    expect(existsSync(path)).toBe(false);
    takeLock(path)();
  });

  test.each([
    ["of a process that is dead", () => JSON.stringify({ pid: deadPid(), begun: null })],
    [
      "of another process that had this number before",
      () => JSON.stringify({ pid: process.pid, begun: "1" }),
    ],
    ["that was being written as its writer died", () => '{"pid":'],
    ["that names nobody", () => "null"],
  ])("%s is taken over", (_, text) => {
    const path = place();
    writeFileSync(path, text());
    const free = takeLock(path);
    expect(JSON.parse(readFileSync(path, "utf8")).pid).toBe(process.pid);
    expect(readdirSync(root).filter((name) => name.startsWith(`${places}.lock.`))).toEqual([]);
    free();
  });

  test("that somebody else has taken over is left to them", () => {
    const path = place();
    const free = takeLock(path);
    writeFileSync(path, JSON.stringify({ pid: 1, begun: null }));
    free();
    expect(existsSync(path)).toBe(true);
  });
});

test("a journal is open in one process only", async () => {
  const folder = join(root, "journal");
  const first = openJournal(folder);
  expect(() => openJournal(folder)).toThrow("end that one first, or work in a folder of its own");
  await first.close();
  await openJournal(folder).close();
});
