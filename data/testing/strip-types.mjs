import { createHash, randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Hook of Node's module loader: serves .ts files with their types blanked out. What was blanked out once is kept in the
 * temporary folder, for dozens of processes of a test run load the same files.
 */
export async function load(url, context, next) {
  if (!url.endsWith(".ts")) return next(url, context);
  const text = await readFile(fileURLToPath(url), "utf8");
  return { format: "module", shortCircuit: true, source: await stripped(text) };
}

async function stripped(text) {
  const kept = join(tmpdir(), `bot4-stripped-${createHash("sha256").update(text).digest("hex")}`);
  try {
    return await readFile(kept, "utf8");
  } catch {
    const { transformSync } = await import("@swc/wasm-typescript");
    const { code } = transformSync(text, { mode: "strip-only" });
    // Threads of one process may do the same at the same time.
    const draft = `${kept}.${randomUUID()}`;
    await writeFile(draft, code);
    await rename(draft, kept);
    return code;
  }
}
