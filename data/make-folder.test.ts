import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockCatalog } from "./catalog/lock.ts";
import { makeFolder } from "./make-folder.ts";

const root = mkdtempSync(join(tmpdir(), "bot4-folder-"));

test("makes what is absent, leaves what is there, and several may do so at once", async () => {
  const path = join(root, "a", "b", "c");
  await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(root, "a", "b"))]);
  await makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

test("does not take a file for a folder", async () => {
  const file = join(root, "file");
  writeFileSync(file, "");
  await expect(makeFolder(file)).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeFolder(join(file, "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

test.skipIf(process.platform !== "linux")("says at once where nobody can make folders", async () => {
  await expect(makeFolder("/proc/nowhere/at/all")).rejects.toMatchObject({ code: "ENOENT" });
  await expect(lockCatalog("/proc/nowhere/at/all", "test")).rejects.toMatchObject({ code: "ENOENT" });
});
