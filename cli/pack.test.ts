import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { compiled, freshFolder } from "../test/cli.ts";
import { packageRoot } from "./package-root.ts";

// What npm would install into an empty folder: the packed files, beside the packages that they depend on.
const folder = mkdtempSync(join(tmpdir(), "bot4-pack-"));
const installed = join(folder, "node_modules/bot4");

beforeAll(() => {
  compiled();
  // Without scripts: building now would take the compiled files away from the tests that run beside.
  const argv = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const [{ filename }] = JSON.parse(execFileSync("npm", argv, { cwd: packageRoot(), encoding: "utf8" }));
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, filename), "-C", installed, "--strip-components=1"]);
  const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(packageRoot(), "node_modules", name), link);
  }
});

const run = (argv: readonly string[], cwd: string) =>
  spawnSync(process.execPath, [join(installed, "dist/cli/bot4.js"), ...argv], { cwd, encoding: "utf8" });

test("the package holds what it needs and no tests", () => {
  const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
  expect(files.filter((name) => /\.test\.|__snapshots__/.test(name))).toEqual([]);
  expect(files).toContain("strategies/sma-cross.ts");
  expect(files).toContain("dist/cli/bot4.js");
});

test("the demo works in an empty folder", () => {
  const cwd = freshFolder();
  const { status, stdout, stderr } = run(["demo"], cwd);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(stdout).toMatch(/runs\/[\w-]+\/report\.html/);
  const [report] = /runs\/[\w-]+\/report\.html/.exec(stdout)!;
  expect(existsSync(join(cwd, report))).toBe(true);
});

test("a strategy of the user's is loaded beside it, and a shipped one by path", () => {
  const cwd = freshFolder();
  expect(run(["new", "strategy", "mine"], cwd).status).toBe(0);
  const mine = run(["plan", "./mine.ts", "--json"], cwd);
  expect(mine.stderr).toBe("");
  const shipped = run(["plan", join(installed, "strategies/sma-cross.ts"), "--json"], cwd);
  expect(shipped.stderr).toBe("");
  const byName = run(["plan", "sma-cross", "--json"], cwd);
  expect(JSON.parse(shipped.stdout)).toEqual(JSON.parse(byName.stdout));
});
