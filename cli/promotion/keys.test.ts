import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { publicKeyText } from "../../data/dossiers/seal.ts";
import { freshFolder } from "../../test/cli.ts";
import { homeFolder } from "../home.ts";
import type { Io } from "../io.ts";
import { knownKeys, signingKey } from "./keys.ts";
import { lockHash } from "./lock-hash.ts";

const ioOf = (env: Io["env"], said: string[] = []): Io => ({
  cwd: resolve("somewhere"),
  env,
  out: (text) => said.push(text),
  err: (text) => said.push(text),
  columns: 80,
  colour: false,
  terminal: false,
  compute: async (work) => work(),
});

test.skipIf(process.platform === "win32")(
  "the user's folder is where the system keeps configurations",
  () => {
    expect(homeFolder(ioOf({ BOT4_HOME: "mine" }))).toBe(resolve("somewhere", "mine"));
    expect(homeFolder(ioOf({ XDG_CONFIG_HOME: "/etc/xdg" }))).toBe("/etc/xdg/bot4");
    expect(homeFolder(ioOf({}))).toMatch(/\.config\/bot4$/);
  },
);

test("a key is made once, for its owner alone, and told without its content", async () => {
  const said: string[] = [];
  const BOT4_HOME = join(freshFolder(), "deep", "home");
  const io = ioOf({ BOT4_HOME }, said);
  expect(knownKeys(io).size).toBe(0);
  // Two at their first promotion take the same key.
  const [one, two] = await Promise.all([signingKey(io), signingKey(io)]);
  expect(publicKeyText(one)).toBe(publicKeyText(two));
  expect([...knownKeys(io)]).toEqual([publicKeyText(one)]);
  expect(readdirSync(BOT4_HOME)).toEqual(["promotion-key.pem"]);
  expect(said.join("")).toContain("keep it to yourself");
  expect(said.join("")).not.toContain("PRIVATE KEY");
  if (process.platform === "win32") return;
  const path = join(BOT4_HOME, "promotion-key.pem");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(BOT4_HOME).mode & 0o777).toBe(0o700);
  chmodSync(path, 0o644);
  await expect(signingKey(io)).rejects.toThrow("must be readable by its owner alone; its mode is 644");
  chmodSync(path, 0o600);
  writeFileSync(path, "secret words");
  const refusal = await signingKey(io).catch((error: Error) => error.message);
  expect(refusal).toContain("is not a private key");
  expect(refusal).not.toContain("secret");
});

test("the lock is the nearest above, and none is said to be none", () => {
  const folder = freshFolder();
  expect(lockHash(folder)).toBeNull();
  writeFileSync(join(folder, "yarn.lock"), "a");
  expect(lockHash(join(folder, "node_modules", "bot4"))).toBe(
    "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
  );
});
