import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../package-root.ts";

const names = ["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];

/** sha256 of the file that locks the dependencies of this program: the nearest one above it; null where there is none. */
export function lockHash(from: string = packageRoot()): string | null {
  for (const name of names) {
    const path = join(from, name);
    if (existsSync(path)) return createHash("sha256").update(readFileSync(path)).digest("hex");
  }
  return dirname(from) === from ? null : lockHash(dirname(from));
}
