import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "../../engine/core/errors.ts";
import { importFiles } from "../import.ts";
import { loadDataset } from "../load.ts";
import { csvOf, newFolder, regularBars } from "../testing/bars.ts";
import { startChild } from "../testing/child.ts";
import { explainWrite } from "./files.ts";

const written = (rows: number) => {
  const path = join(newFolder(), "TEST-1h.csv");
  writeFileSync(path, csvOf(regularBars(rows)));
  return path;
};

describe("a disk that takes no more", () => {
  // 100 blocks of 1024 bytes: what the operating system refuses then is what it refuses on a full disk.
  const limited = ["bash", "-c", 'ulimit -f 100; exec "$@"', "bash"];

  test.skipIf(process.platform === "win32")(
    "leaves the old data, nothing half-written, and says why",
    async () => {
      const catalog = join(newFolder(), "catalog");
      await importFiles([written(300)], catalog);
      const { code, stdout, stderr } = await startChild(
        "import-child.ts",
        [written(50_000), catalog],
        limited,
      ).ended;
      expect(stdout, stderr).toMatch(
        /catalog cannot be written: (it would exceed the limit on file size|the disk is full); nothing was changed/,
      );
      expect(code).toBe(2);
      expect((await loadDataset("TEST", { catalog })).identity.rows).toBe(300);
      expect(readdirSync(catalog)).toEqual(["file"]);
      expect(readdirSync(join(catalog, "file", "TEST", "1h"))).toHaveLength(2);
    },
  );

  test.skipIf(process.platform === "win32")("leaves nothing of a first import", async () => {
    const catalog = join(newFolder(), "catalog");
    const { code } = await startChild("import-child.ts", [written(50_000), catalog], limited).ended;
    expect([code, existsSync(catalog)]).toEqual([2, false]);
  });

  test.each([
    ["ENOSPC: no space left on device, write", "the disk is full"],
    ["IO Error: Could not write file: No space left on device", "the disk is full"],
    ["EFBIG: file too large, write", "it would exceed the limit on file size"],
    ["EDQUOT: disk quota exceeded, write", "the disk quota is used up"],
    ["EACCES: permission denied, mkdir", "no permission to write there"],
  ])("%s", (message, words) => {
    const told = explainWrite(new Error(message), "x");
    expect(told).toBeInstanceOf(UserError);
    expect((told as Error).message).toContain(`x cannot be written: ${words}`);
  });

  test("other errors stay what they are", () => {
    const bug = new Error("invariant broken");
    expect(explainWrite(bug, "x")).toBe(bug);
  });
});

describe("a damaged catalog", () => {
  const damage = async (change: (folder: string) => void) => {
    const catalog = newFolder();
    await importFiles([written(300)], catalog);
    change(join(catalog, "file", "TEST", "1h"));
    return { catalog, load: () => loadDataset("TEST", { catalog }) };
  };
  const edit = (folder: string, from: string | RegExp, to: string) => {
    const path = join(folder, "manifest.json");
    writeFileSync(path, readFileSync(path, "utf8").replace(from, to));
  };

  test.each<[string, (folder: string) => void, string]>([
    [
      "a manifest that is cut off",
      (folder) => edit(folder, /"rows"[\s\S]*/, ""),
      "manifest.json is damaged: it is not JSON",
    ],
    [
      "a manifest of another shape",
      (folder) => edit(folder, "bot4/dataset@1", "x"),
      "manifest.json is damaged: schema",
    ],
    [
      "a part that is missing",
      (folder) => rmSync(join(folder, "part-000001.parquet")),
      "a file that its manifest lists is missing",
    ],
    [
      "other content than was written",
      (folder) => edit(folder, /"sha256": "./, '"sha256": "_'),
      "its content differs from the sha256",
    ],
    [
      "a part that is no Parquet",
      (folder) => writeFileSync(join(folder, "part-000001.parquet"), "x"),
      "is not a Parquet file",
    ],
  ])("with %s is told and may be replaced", async (_, change, message) => {
    const { catalog, load } = await damage(change);
    await expect(load()).rejects.toThrow(message);
    await importFiles([written(400)], catalog, { replace: true });
    expect((await load()).identity.rows).toBe(400);
  });
});
