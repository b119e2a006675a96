// Compiles the sources to dist/, from nothing each time, so that a removed source leaves no ghost behind.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const tsc = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
// The report's own style sheet and scripts are shipped in their own languages.
cpSync(`${root}reports/page`, `${root}dist/reports/page`, {
  recursive: true,
  filter: (path) => !path.endsWith(".ts"),
});
chmodSync(`${root}dist/cli/bot4.js`, 0o755);
