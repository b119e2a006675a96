// Compiles the sources to dist/, from nothing each time, so that a removed source leaves no ghost behind. The new
// folder takes the place of the old one only when it is whole: what runs from dist/ meanwhile is not disturbed.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const tsc = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
const fresh = `${root}dist.${process.pid}`;
const old = `${fresh}.old`;

try {
  const args = [tsc, "-p", "tsconfig.build.json", "--outDir", fresh];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
  else {
    // The report's own style sheet and scripts are shipped in their own languages.
    const keep = (/** @type {string} */ path) => !path.endsWith(".ts");
    cpSync(`${root}reports/page`, `${fresh}/reports/page`, { recursive: true, filter: keep });
    chmodSync(`${fresh}/cli/bot4.js`, 0o755);
    replace();
  }
} finally {
  for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
}

function replace() {
  try {
    renameSync(`${root}dist`, old);
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code !== "ENOENT") throw error;
  }
  renameSync(fresh, `${root}dist`);
}
