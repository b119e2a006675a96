import { appendFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { followJournal } from "./follow-journal.ts";
import { hashJournal } from "./hash-journal.ts";
import { openJournal } from "./open-journal.ts";
import { type JournalEnd, readJournal } from "./read-journal.ts";
import { segmentsOf } from "./segments.ts";

const folder = mkdtempSync(join(tmpdir(), "bot4-follow-"));

function endOf(): JournalEnd {
  const records = readJournal(folder);
  for (;;) {
    const { done, value } = records.next();
    if (done) return value;
  }
}

test("a follower gives each record once, over segments, and waits for one that is being written", async () => {
  const follower = followJournal(folder);
  const seen: unknown[] = [];
  const read = () => {
    for (const { data } of follower.next()) seen.push(data);
    return seen.length;
  };
  expect(read()).toBe(0);
  const journal = openJournal(folder, { segmentBytes: 300 });
  for (let k = 0; k < 40; k++) {
    journal.append("input", { k });
    if (k % 7 === 0) {
      await journal.flush();
      expect(read()).toBe(k + 1);
    }
  }
  await journal.close();
  expect(read()).toBe(40);
  expect(seen).toEqual(Array.from({ length: 40 }, (_, k) => ({ k })));
  expect(segmentsOf(folder).length).toBeGreaterThan(3);
  const before = hashJournal(endOf());
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  // A torn line is not read, nor counted in the hash.
  appendFileSync(segmentsOf(folder).at(-1)!.path, "half a li");
  expect(read()).toBe(40);
  expect(hashJournal(endOf())).toBe(before);
  const again = openJournal(folder);
  again.append("input", "more");
  await again.close();
  expect(read()).toBe(41);
  expect(seen.at(-1)).toBe("more");
  expect(hashJournal(endOf())).not.toBe(before);
});
