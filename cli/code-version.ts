import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./package-root.ts";

/** Folders of compiled code that a result depends on; the command line and the reports do not make numbers. */
const folders = ["data", "engine", "research", "strategies"];

let known: string | undefined;

/**
 * Version of the package and the start of a sha256 over its compiled code, so that two builds of one version that
 * compute differently are told apart: `0.1.0+3f2a9c41d0b7`.
 */
export function codeVersion(): string {
  known ??= `${packageVersion()}+${hashCode().slice(0, 12)}`;
  return known;
}

/** Version in package.json. */
export const packageVersion = (): string =>
  JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")).version;

function hashCode(): string {
  const dist = join(packageRoot(), "dist");
  const hash = createHash("sha256");
  for (const folder of folders) {
    const files = readdirSync(join(dist, folder), { recursive: true, encoding: "utf8" });
    for (const file of files.filter((name) => name.endsWith(".js")).sort()) {
      hash.update(`${folder}/${file.replaceAll("\\", "/")}\0`).update(readFileSync(join(dist, folder, file)));
    }
  }
  return hash.digest("hex");
}
