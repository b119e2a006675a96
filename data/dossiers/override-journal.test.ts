import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { appendJournal, overrideJournal, readJournal } from "./override-journal.ts";

const fresh = () => overrideJournal(join(mkdtempSync(join(tmpdir(), "bot4-overrides-")), "dossiers"));
const records = [
  { kind: "halt", author: "ada", reason: "línea\nnew" },
  { kind: "add", amount: 0.5, allowed: false },
  { kind: "flatten" },
];

async function filled(): Promise<string> {
  const path = fresh();
  for (const record of records) await appendJournal(path, record);
  return path;
}

test("records come back in order, and a journal that is absent is empty", async () => {
  expect(readJournal(fresh())).toEqual({ records: [], last: "", size: 0, torn: 0 });
  const path = await filled();
  expect(readJournal(path).records).toEqual(records);
});

test("torn at every byte, whole lines are kept, and the next record takes the place of the rest", async () => {
  const path = await filled();
  const whole = readFileSync(path);
  for (let cut = 0; cut < whole.length; cut += 5) {
    writeFileSync(path, whole.subarray(0, cut));
    const kept = whole.subarray(0, cut).toString().split("\n").length - 1;
    const { records: read, torn, size } = readJournal(path);
    expect(read).toEqual(records.slice(0, kept));
    expect(size + torn).toBe(cut);
    if (cut % 50 !== 0) continue;
    await appendJournal(path, { kind: "resume" });
    expect(readJournal(path).records).toEqual([...records.slice(0, kept), { kind: "resume" }]);
  }
});

test("any byte that is flipped, any line taken out, is found", async () => {
  const path = await filled();
  const whole = readFileSync(path);
  const last = whole.lastIndexOf(10);
  for (let at = 0; at < last; at++) {
    const copy = Buffer.from(whole);
    copy[at] = copy[at]! ^ (1 << (at % 7));
    writeFileSync(path, copy);
    expect(() => readJournal(path), `byte ${at}`).toThrow(/overrides\.journal:\d is damaged/);
  }
  const lines = whole.toString().split("\n");
  writeFileSync(path, [lines[0], ...lines.slice(2)].join("\n"));
  expect(() => readJournal(path)).toThrow("overrides.journal:2 is damaged");
});

test("writers in a hurry are refused or heard, never mixed", async () => {
  const path = fresh();
  const done = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => appendJournal(path, { n })));
  const heard = done.filter(({ status }) => status === "fulfilled").length;
  expect(heard).toBeGreaterThan(0);
  expect(readJournal(path).records).toHaveLength(heard);
});
