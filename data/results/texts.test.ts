import { mkdtempSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openTexts } from "./texts.ts";

const hash = "0123456789abcdef0123";
const fresh = (): string => mkdtempSync(join(tmpdir(), "bot4-texts-"));
const dayMs = 86_400_000;

describe("texts of a work that is not finished", () => {
  test("come back whole, and what is torn or changed counts as absent", async () => {
    const folder = fresh();
    const texts = await openTexts(folder, hash, Date.now());
    await texts.write("a", "one\ntwo");
    expect(await texts.read("a")).toBe("one\ntwo");
    expect(await texts.read("b")).toBeUndefined();
    writeFileSync(join(texts.folder, "a.fold"), "short");
    expect(await texts.read("a")).toBeUndefined();
    await texts.write("a", "again");
    writeFileSync(join(texts.folder, "c.fold.part"), "half");
    await texts.close();
    const later = await openTexts(folder, hash, Date.now());
    expect(await later.read("a")).toBe("again");
    expect(readdirSync(later.folder)).not.toContain("c.fold.part");
    await later.close();
  });

  test("are one process's at a time, and those that were forgotten go", async () => {
    const folder = fresh();
    const texts = await openTexts(folder, hash, Date.now());
    await texts.write("a", "one");
    await expect(openTexts(folder, hash, Date.now())).rejects.toThrow("the same training");
    await texts.close();
    const old = new Date(Date.now() - 40 * dayMs);
    utimesSync(texts.folder, old, old);
    const other = await openTexts(folder, "f".repeat(20), Date.now());
    expect(readdirSync(folder)).toEqual(["f".repeat(16)]);
    await other.close();
  });
});
