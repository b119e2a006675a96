import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seeded } from "../../core/random.ts";
import { decodeLine, encodeLine, type JournalRecord } from "./line.ts";
import { type Journal, type JournalOptions, openJournal } from "./open-journal.ts";
import { fromText, toText } from "./plain.ts";
import { readJournal } from "./read-journal.ts";

const root = mkdtempSync(join(tmpdir(), "bot4-journal-"));
let made = 0;
const folder = (): string => join(root, String(made++));
const copyOf = (from: string): string => {
  const to = folder();
  cpSync(from, to, { recursive: true });
  return to;
};

const dataOf = ({ data }: JournalRecord): unknown => data;
const namesOf = (path: string): string[] => readdirSync(path).sort();

/** What a folder holds, opened as after a crash, and the journal that goes on. */
function reopen(path: string, options: JournalOptions = {}): { journal: Journal; held: unknown[] } {
  const held: unknown[] = [];
  const journal = openJournal(path, { ...options, fold: (record) => held.push(dataOf(record)) });
  return { journal, held };
}

async function written(values: readonly unknown[], options: JournalOptions = {}): Promise<string> {
  const path = folder();
  const journal = openJournal(path, options);
  for (const value of values) journal.append("input", value);
  await journal.close();
  return path;
}

describe("what a journal holds", () => {
  test("comes back in order, with numbers bit for bit", async () => {
    const values = [
      { price: 0.1, rate: Number.NaN, least: Number.NEGATIVE_INFINITY, zero: -0 },
      { bids: Float64Array.of(100.5, 2, -0, Number.NaN), asks: new Float64Array(0) },
      "text with\nline feeds, ümlauts and a \u2028",
      null,
      [1, [2]],
    ];
    const { held, journal } = reopen(await written(values));
    expect(held).toEqual(values);
    expect(Object.is((held[0] as { zero: number }).zero, -0)).toBe(true);
    await journal.close();
  });

  test("any JSON and any number", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), fc.double(), (value, number) => {
        const record = { sequence: 7, kind: "input", data: { value, number } };
        const line = encodeLine(record);
        expect(decodeLine(line.subarray(0, -1))).toEqual(record);
      }),
    );
    expect(fromText(toText({ text: '{"$bot4":"NaN"}' }))).toEqual({ text: '{"$bot4":"NaN"}' });
  });

  test("is numbered without a gap, over many segments and openings", async () => {
    const path = folder();
    for (let k = 0; k < 5; k++) {
      const { journal, held } = reopen(path, { segmentBytes: 200 });
      expect(held).toEqual(Array.from({ length: 10 * k }, (_, i) => i));
      for (let i = 0; i < 10; i++) journal.append("input", 10 * k + i);
      await journal.close();
    }
    expect(namesOf(path).length).toBeGreaterThan(6);
    for (const name of namesOf(path)) expect(statSync(join(path, name)).size).toBeLessThan(400);
  });

  test("must not be of another version", () => {
    const line = encodeLine({ sequence: 1, kind: "input", data: 1 }).toString();
    expect(line).toMatch(/^[0-9a-f]{8} 1 1 input 1\n$/);
    // Of version 2, with the checksum that belongs to it.
    const other = "2 1 input 1";
    const digits = encodeLineOf(other);
    expect(() => decodeLine(Buffer.from(`${digits} ${other}`))).toThrow("must have version 1; was 2");
  });

  test("takes only what it can give back", () => {
    expect(() => encodeLine({ sequence: 1, kind: "two words", data: 1 })).toThrow("must be a word");
    expect(() => encodeLine({ sequence: 1, kind: "input", data: { $bot4: 1 } })).toThrow("no field");
    expect(() => encodeLine({ sequence: 1, kind: "input", data: "x".repeat(17 * 1024 * 1024) })).toThrow(
      "at most 16777216 bytes",
    );
  });
});

/** CRC-32 by its definition (ISO 3309), bit by bit: the judge of the library's. */
function encodeLineOf(text: string): string {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}

test("a checksum is CRC-32", () => {
  const line = encodeLine({ sequence: 12, kind: "input", data: { price: 1.5 } }).toString();
  expect(line.slice(0, 8)).toBe(encodeLineOf(line.slice(9, -1)));
});

describe("a journal that was torn", () => {
  /** A journal as it lies there after the process died, with nothing known to be on the disk. */
  function crashed(count: number, options: JournalOptions): string {
    const path = folder();
    const journal = openJournal(path, { ...options, syncMs: 1e6 });
    for (let k = 0; k < count; k++) journal.append("input", { k, text: "x".repeat(k % 7) });
    journal.abandon();
    expect(() => journal.append("input", 1)).toThrow("closed");
    return path;
  }

  test.each([{ segmentBytes: 1e6 }, { segmentBytes: 120 }])(
    "at any byte holds the records before it and goes on ($segmentBytes bytes a segment)",
    async (options) => {
      const whole = crashed(5, options);
      const bytes = namesOf(whole).reduce((sum, name) => sum + statSync(join(whole, name)).size, 0);
      for (let cut = 0; cut <= bytes; cut++) {
        const path = copyOf(whole);
        let rest = cut;
        for (const name of namesOf(path)) {
          const { size } = statSync(join(path, name));
          if (rest === 0 && name !== namesOf(path)[0]) rmSync(join(path, name));
          else truncateSync(join(path, name), Math.min(size, rest));
          rest = Math.max(0, rest - size);
        }
        const { journal, held } = reopen(path, options);
        expect(held.length).toBeLessThanOrEqual(5);
        expect(held).toEqual(held.map((_, k) => ({ k, text: "x".repeat(k % 7) })));
        if (cut === bytes) expect(held).toHaveLength(5);
        journal.append("input", "after");
        await journal.close();
        const again = reopen(path);
        expect(again.held).toEqual([...held, "after"]);
        expect(again.journal.found.tornBytes).toBe(0);
        await again.journal.close();
      }
    },
    60_000,
  );

  test("in the midst, where the disk took later pages before earlier ones, ends before the hole", async () => {
    const path = crashed(50, { segmentBytes: 400 });
    const name = join(path, namesOf(path)[1]!);
    const bytes = readFileSync(name);
    bytes.fill(0, 60, 200);
    writeFileSync(name, bytes);
    const { journal, held } = reopen(path);
    expect(held.length).toBeGreaterThan(3);
    expect(held.length).toBeLessThan(20);
    expect(journal.found.tornBytes).toBeGreaterThan(500);
    expect(namesOf(path)).toHaveLength(2);
    await journal.close();
  });
});

describe("a flipped bit", () => {
  test("anywhere in what was on the disk is damage, or takes nothing but the last mark", async () => {
    const values = Array.from({ length: 4 }, (_, k) => ({ k }));
    const whole = await written(values, { segmentBytes: 150 });
    for (const name of namesOf(whole)) {
      const original = readFileSync(join(whole, name));
      for (let bit = 0; bit < original.length * 8; bit++) {
        const bytes = Buffer.from(original);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        const path = join(whole, name);
        writeFileSync(path, bytes);
        const held: unknown[] = [];
        let refused = false;
        try {
          for (const record of readJournal(whole)) held.push(record.data);
        } catch (error) {
          refused = true;
          expect((error as Error).message).toMatch(
            /must be as it was written; record \d+ at byte \d+ is not/,
          );
        }
        expect(held, `${name}, bit ${bit}`).toEqual(values.slice(0, held.length));
        if (!refused) expect(held, `${name}, bit ${bit}`).toHaveLength(values.length);
        writeFileSync(path, original);
      }
    }
  }, 60_000);

  test("of a journal with a segment missing or twice is damage", async () => {
    const whole = await written(
      Array.from({ length: 30 }, (_, k) => k),
      { segmentBytes: 150 },
    );
    const names = namesOf(whole);
    const missing = copyOf(whole);
    rmSync(join(missing, names[2]!));
    expect(() => [...readJournal(missing)]).toThrow("must be as it was written");
    const first = copyOf(whole);
    rmSync(join(first, names[0]!));
    expect(() => [...readJournal(first)]).toThrow("must begin with record 1");
    const twice = copyOf(whole);
    cpSync(join(twice, names[1]!), join(twice, names[2]!));
    expect(() => [...readJournal(twice)]).toThrow("must be as it was written");
  });
});

describe("going to the disk", () => {
  test("is known by marks, one for many records", async () => {
    const path = folder();
    const journal = openJournal(path, { syncMs: 1 });
    for (let k = 0; k < 100; k++) journal.append("input", k);
    await journal.flush();
    const text = readFileSync(join(path, namesOf(path)[0]!), "utf8");
    expect(text.match(/synced/g)).toHaveLength(1);
    expect(text).toMatch(/synced \{"upTo":101\}\n$/);
    await journal.flush();
    expect(journal.last()).toBe(102);
    await Promise.all([journal.flush(), journal.flush()]);
    journal.append("input", 100);
    await Promise.all([journal.flush(), journal.flush(), journal.close()]);
    expect(reopen(path).held).toHaveLength(101);
  });

  test("goes on by itself, off the path of who appends, over segments", async () => {
    const path = folder();
    const journal = openJournal(path, { syncMs: 1, segmentBytes: 500 });
    const random = seeded(3);
    for (let k = 0; k < 300; k++) {
      journal.append("input", k);
      if (random() < 0.1) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await expect
      .poll(
        () => {
          const records = readJournal(path);
          let step = records.next();
          while (!step.done) step = records.next();
          return step.value.synced;
        },
        { timeout: 5_000 },
      )
      .toBeGreaterThanOrEqual(300);
    await journal.close();
    expect(() => journal.append("input", 1)).toThrow("closed");
  });
});

test("a journal of many megabytes is read in bounded memory", { timeout: 60_000 }, async () => {
  const path = folder();
  const journal = openJournal(path, { segmentBytes: 16 * 1024 * 1024 });
  const text = "x".repeat(2_000);
  const count = 30_000;
  for (let k = 0; k < count; k++) journal.append("input", { k, text });
  await journal.close();
  const before = process.memoryUsage.rss();
  let most = 0;
  let seen = 0;
  for (const _ of readJournal(path)) {
    if (++seen % 1_000 === 0) most = Math.max(most, process.memoryUsage().external);
  }
  expect(seen).toBe(count);
  expect(most).toBeLessThan(40 * 1024 * 1024 + before / 10);
});
