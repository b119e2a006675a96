import { lstatSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkReplaceable } from "./replaceable.ts";

const root = mkdtempSync(join(tmpdir(), "bot4-replaceable-"));

test("a file and what is not there may be replaced", () => {
  writeFileSync(join(root, "file"), "");
  expect(() => checkReplaceable(join(root, "file"))).not.toThrow();
  expect(() => checkReplaceable(join(root, "none"))).not.toThrow();
  expect(() => checkReplaceable(join(root, "none", "below"))).not.toThrow();
});

test("folders and links are refused by what they are", () => {
  mkdirSync(join(root, "folder"));
  symlinkSync(join(root, "file"), join(root, "link"));
  expect(() => checkReplaceable(join(root, "folder"))).toThrow(
    "folder must be an ordinary file or not be there; was a folder; name a file",
  );
  expect(() => checkReplaceable(join(root, "link"))).toThrow("was a link");
});

test.skipIf(process.platform === "win32")("devices and sockets are refused, and stay", async () => {
  const path = join(root, "socket");
  const server = createServer();
  await new Promise<void>((done) => server.listen(path, done));
  expect(() => checkReplaceable(path)).toThrow("was a socket");
  server.close();
  expect(() => checkReplaceable("/dev/null")).toThrow("was a device");
  expect(lstatSync("/dev/null").isCharacterDevice()).toBe(true);
});
