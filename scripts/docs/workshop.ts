import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** An empty folder in which `bot4` is installed as a user would have it, by a link to this package. */
export interface Workshop {
  readonly folder: string;
  readonly write: (name: string, text: string) => void;
  /** Runs a shell script in the folder; what it printed, and its exit code. */
  readonly shell: (script: string) => { readonly status: number; readonly output: string };
  readonly remove: () => void;
}

export function createWorkshop(root: string): Workshop {
  const folder = mkdtempSync(join(tmpdir(), "bot4-docs-"));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  write("package.json", JSON.stringify({ name: "workshop", private: true, type: "module" }));
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  symlinkSync(root, join(folder, "node_modules/bot4"));
  symlinkSync(join(root, "dist/cli/bot4.js"), join(folder, "node_modules/.bin/bot4"));
  return {
    folder,
    write,
    shell: (script) => {
      const child = spawnSync("bash", ["-euo", "pipefail", "-c", script], {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, NO_COLOR: "1", npm_config_offline: "true", npm_config_loglevel: "error" },
      });
      return { status: child.status ?? 1, output: `${child.stdout}${child.stderr}` };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const tsconfig = {
  compilerOptions: {
    target: "es2023",
    module: "nodenext",
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    preserveSymlinks: true,
    types: [],
  },
};

/** Compiler messages about the TypeScript files of a workshop; empty where all are right. */
export function typeErrors(workshop: Workshop, root: string): string {
  workshop.write(
    "tsconfig.json",
    JSON.stringify({ ...tsconfig, include: ["**/*.ts"], exclude: ["node_modules"] }),
  );
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const child = spawnSync(process.execPath, [tsc, "-p", workshop.folder, "--pretty", "false"], {
    encoding: "utf8",
  });
  return child.status === 0 ? "" : `${child.stdout}${child.stderr}`;
}
