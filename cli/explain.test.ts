import { describe, expect, test } from "vitest";
import { UserError } from "../engine/core/errors.ts";
import { exitCodes } from "./exit-codes.ts";
import { explain } from "./explain.ts";
import type { Io } from "./io.ts";

const told = (error: unknown, terminal = false) => {
  let text = "";
  const io = {
    terminal,
    cwd: "/w",
    err: (part: string) => {
      text += part;
    },
  } as unknown as Io;
  return { code: explain(error, io), text };
};

describe("explain", () => {
  test("a user's mistake is its message alone", () => {
    expect(told(new UserError("x must be y"))).toEqual({
      code: exitCodes.badInput,
      text: "bot4: x must be y\n",
    });
  });

  test("an error may carry an exit code of its own", () => {
    const error = Object.assign(new UserError("dirty"), { exitCode: exitCodes.dataDefects });
    expect(told(error).code).toBe(exitCodes.dataDefects);
  });

  test.each([
    ["ENOSPC", "write", "cannot write a/b: no space left on the disk"],
    ["EROFS", "mkdir", "cannot make the folder a/b: the file system is read-only"],
    ["EACCES", "open", "cannot open a/b: permission denied"],
  ])("what the system refuses (%s) is said in words", (code, syscall, message) => {
    const error = Object.assign(new Error("x"), { code, syscall, path: "/w/a/b" });
    expect(told(error)).toEqual({ code: exitCodes.badInput, text: `bot4: ${message}\n` });
    expect(told(Object.assign(new Error("x"), { code, syscall })).text).toContain("a file");
  });

  test("anything else is a fault of ours, with its stack", () => {
    for (const error of [
      new TypeError("oops"),
      Object.assign(new Error("oops"), { code: "EWHATEVER" }),
      "oops",
      undefined,
    ]) {
      const { code, text } = told(error);
      expect(code).toBe(exitCodes.bug);
      expect(text).toContain("a fault of bot4 itself");
      expect(text).toContain(String(error instanceof Error ? "oops" : error));
    }
    const bare = new Error("no stack");
    delete bare.stack;
    expect(told(bare).text).toContain("no stack");
  });

  test("on a terminal what was being done gives way", () => {
    expect(told(new UserError("x"), true).text).toBe("\r\x1b[2Kbot4: x\n");
  });
});
