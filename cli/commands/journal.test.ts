import { truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openJournal } from "../../engine/adapters/journal/open-journal.ts";
import { segmentsOf } from "../../engine/adapters/journal/segments.ts";
import { bot4, freshFolder } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

/** A folder with a journal of prices and a note. */
async function kept(): Promise<string> {
  const cwd = freshFolder();
  const journal = openJournal(join(cwd, "kept"));
  for (let k = 0; k < 5; k++) journal.append("input", { price: 100 + k });
  journal.append("note", { text: "done" });
  await journal.close();
  return cwd;
}

describe("bot4 journal", () => {
  test("shows records, as lines or as JSON", async () => {
    const cwd = await kept();
    const { out } = await bot4(["journal", "show", "kept", "--from", "3", "--count", "2"], cwd);
    expect(out).toBe('         3  input  {"price":101}\n         4  input  {"price":102}\n');
    const json = await bot4(["journal", "show", "kept", "--kind", "note", "--json"], cwd);
    expect(json.out).toBe('{"sequence":7,"kind":"note","data":{"text":"done"}}\n');
  });

  test("verifies a whole one", async () => {
    const { out, code } = await bot4(["journal", "verify", "kept"], await kept());
    expect(code).toBe(exitCodes.ok);
    expect(out).toBe(
      "whole up to record 8, in 1 segment\nknown to have reached the disk up to record 7\nholds 5 input, 1 note\n",
    );
  });

  test("tells a torn tail, and leaves it", async () => {
    const cwd = await kept();
    const [{ path } = { path: "" }] = segmentsOf(join(cwd, "kept"));
    truncateSync(path, 100);
    for (let k = 0; k < 2; k++) {
      const { out } = await bot4(["journal", "verify", "kept", "--json"], cwd);
      expect(JSON.parse(out)).toEqual({
        last: 2,
        synced: 0,
        tornBytes: 18,
        segments: 1,
        kinds: { input: 1 },
      });
    }
  });

  test("refuses a folder without one, and numbers that name no record", async () => {
    const cwd = await kept();
    const none = await bot4(["journal", "verify", "."], cwd);
    expect(none.err).toContain(". must be the folder of a session or of a journal; it has no segment");
    await openJournal(join(cwd, "session", "journal")).close();
    const found = await bot4(["journal", "verify", "session"], cwd);
    expect(found).toMatchObject({ code: exitCodes.ok, out: expect.stringContaining("holds nothing yet") });
    const zero = await bot4(["journal", "show", "kept", "--count", "0"], cwd);
    expect(zero.err).toContain("--count must be a number of at least 1; was 0");
  });
});
