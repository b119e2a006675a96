import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { chmodSync, existsSync, readFileSync, statSync } from "node:fs";
import { link, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { syncFile } from "../../data/catalog/files.ts";
import { publicKeyText } from "../../data/dossiers/seal.ts";
import { makeFolder } from "../../data/make-folder.ts";
import { refuse } from "../../engine/core/errors.ts";
import { homeFolder } from "../home.ts";
import type { Io } from "../io.ts";

const keyPath = (io: Io): string => join(homeFolder(io), "promotion-key.pem");

/** Public keys that are trusted beside the own one: a line each, 64 hexadecimal digits and, after a blank, words. */
const knownPath = (io: Io): string => join(homeFolder(io), "known-keys");

/** The private key that signs promotions; made on first use, readable by its owner alone, and never printed. */
export async function signingKey(io: Io): Promise<KeyObject> {
  const path = keyPath(io);
  if (!existsSync(path)) await makeKey(path, io);
  return readKey(path);
}

async function makeKey(path: string, io: Io): Promise<void> {
  const folder = homeFolder(io);
  const fresh = !existsSync(folder);
  await makeFolder(folder);
  if (fresh && process.platform !== "win32") chmodSync(folder, 0o700);
  const { privateKey } = generateKeyPairSync("ed25519");
  const draft = `${path}.draft-${randomUUID()}`;
  try {
    await writeFile(draft, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
    await syncFile(draft);
    // A link never replaces: of two processes at their first promotion both take the key of the quicker one.
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  io.err(`a key that signs your promotions was made: ${path}; keep a copy, and keep it to yourself\n`);
}

function readKey(path: string): KeyObject {
  const { mode } = statSync(path);
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    refuse(
      `${path} must be readable by its owner alone; its mode is ${(mode & 0o777).toString(8)}: chmod 600 it`,
    );
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(path));
  } catch {
    // The cause may quote the file.
    return refuse(`${path} is not a private key; put it back from a copy`);
  }
  if (key.asymmetricKeyType !== "ed25519") {
    refuse(`${path} must be an Ed25519 key; was ${key.asymmetricKeyType}`);
  }
  return key;
}

/** Public keys whose dossiers are believed: the own one, where there is one, and those of the file `known-keys`. */
export function knownKeys(io: Io): ReadonlySet<string> {
  const keys = new Set<string>();
  if (existsSync(keyPath(io))) keys.add(publicKeyText(readKey(keyPath(io))));
  const path = knownPath(io);
  if (!existsSync(path)) return keys;
  for (const [at, line] of readFileSync(path, "utf8").split("\n").entries()) {
    const [key = ""] = line.trim().split(/\s+/);
    if (key === "" || key.startsWith("#")) continue;
    if (!/^[0-9a-f]{64}$/.test(key)) refuse(`${path}:${at + 1} must begin with 64 hexadecimal digits`);
    keys.add(key);
  }
  return keys;
}
