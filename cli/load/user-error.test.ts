import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { UserError } from "../../engine/core/errors.ts";
import { importUserModule } from "./import-user-module.ts";
import { asUserError, isUserError } from "./user-error.ts";

const folder = mkdtempSync(join(tmpdir(), "bot4-error-"));
const file = join(folder, "mine.ts");
writeFileSync(file, "first line\n  second line\n");

/** An error as if it came from a line of the user's file. */
function thrown<E extends Error>(error: E, at = `${pathToFileURL(file)}:2:3`): E {
  error.stack = `${error.name}: ${error.message}\n    at decide (${at})\n    at node:internal/x:1:1`;
  return error;
}
const message = (error: unknown, cwd = folder) => (asUserError(error, cwd) as Error).message;

test("an error of the user's code is told with file, line and text", () => {
  expect(message(thrown(new TypeError("oh no")))).toBe(
    "mine.ts:2:3: TypeError: oh no\n    second line\n    ^",
  );
  expect(message(thrown(new Error("oh no")))).toContain("mine.ts:2:3: oh no");
  expect(message(thrown(new UserError("n must be 1")))).toContain("mine.ts:2:3: n must be 1");
});

test("a file elsewhere is told by its whole path; a line that is gone by none", () => {
  expect(message(thrown(new Error("x")), join(folder, "elsewhere"))).toContain(`${file}:2:3: x`);
  expect(message(thrown(new Error("x"), `${pathToFileURL(file)}:99:1`))).toBe("mine.ts:99:1: x");
  expect(message(thrown(new Error("x"), `${pathToFileURL(join(folder, "gone.ts"))}:1:1`))).toBe(
    "gone.ts:1:1: x",
  );
});

test("a message that says where by itself is left so", () => {
  const error = thrown(new UserError(`${file}:2:1: syntax`));
  expect(message(error)).toBe("mine.ts:2:1: syntax");
  const nowhere = new UserError("x must be y");
  nowhere.stack = "UserError: x must be y";
  expect(message(nowhere)).toBe("x must be y");
});

test("a missing module is the user's mistake, any other error without his code a fault of ours", () => {
  const missing = Object.assign(new Error(`Cannot find package 'x' imported from ${file}`), {
    code: "ERR_MODULE_NOT_FOUND",
  });
  missing.stack = "";
  expect(message(missing)).toBe("Cannot find package 'x' imported from mine.ts");
  const ours = new Error("ours");
  ours.stack = "Error: ours\n    at node:internal/x:1:1";
  expect(asUserError(ours, folder)).toBe(ours);
  delete ours.stack;
  expect(asUserError(ours, folder)).toBe(ours);
});

test("anything may be thrown", () => {
  expect(message("text")).toBe("the strategy threw text");
  expect(isUserError("text")).toBe(false);
});

test("a syntax error in JavaScript is looked for where it is", async () => {
  const path = join(folder, "broken.mjs");
  writeFileSync(path, "export const a = 1;\nconst x = ;\n");
  await expect(importUserModule(path)).rejects.toThrow();
});
