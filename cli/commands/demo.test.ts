import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bot4, freshFolder } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

test("the demo names its report and what to do next", async () => {
  const cwd = freshFolder();
  const { code, out } = await bot4(["demo"], cwd);
  expect(code).toBe(exitCodes.ok);
  const report = /report +(\S+)/.exec(out)?.[1];
  expect(existsSync(join(cwd, report!))).toBe(true);
  expect(out).toContain("bot4 init");
});

test("strategies lists those that are shipped with their parameters", async () => {
  const { out } = await bot4(["strategies"], freshFolder());
  expect(out).toContain("sma-cross");
  expect(out).toMatch(/fast = \d+ {2}\(a whole number/);
  const all = JSON.parse((await bot4(["strategies", "--json"], freshFolder())).out);
  expect(all.map(({ name }: { name: string }) => name)).toContain("pairs");
});
