import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A temporary folder in which what a document shows is tried. */
export interface Workshop {
  readonly folder: string;
  readonly write: (name: string, text: string) => void;
  /** Changes a file by the lines of a diff without line numbers; throws where it does not fit. */
  readonly patch: (name: string, diff: string) => void;
  /** Runs a shell script in the folder; what it printed, and its exit code. */
  readonly shell: (script: string) => { readonly status: number; readonly output: string };
  readonly remove: () => void;
}

/** npx would take longer to find a command than most commands take to run. */
const npx = `npx() { "node_modules/.bin/$1" "\${@:2}"; }`;

function createWorkshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), "bot4-docs-"));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  return {
    folder,
    write,
    patch: (name, diff) => write(name, patched(readFileSync(join(folder, name), "utf8"), diff, name)),
    shell: (script) => {
      const child = spawnSync("bash", ["-euo", "pipefail", "-c", `${npx}\n${script}`], {
        cwd: folder,
        encoding: "utf8",
        timeout: 200_000,
        // As a person would run it: in CI a run of a few tests would be judged by the coverage of all.
        env: {
          ...process.env,
          CI: "",
          NO_COLOR: "1",
          npm_config_offline: "true",
          npm_config_loglevel: "error",
        },
      });
      return { status: child.status ?? 1, output: `${child.stdout}${child.stderr}` };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A user's folder: `bot4` is installed in it, by a link to this package. */
export function userFolder(root: string): Workshop {
  const workshop = createWorkshop();
  workshop.write("package.json", JSON.stringify({ name: "workshop", private: true, type: "module" }));
  mkdirSync(join(workshop.folder, "node_modules/.bin"), { recursive: true });
  symlinkSync(root, join(workshop.folder, "node_modules/bot4"));
  const bin = join(workshop.folder, "node_modules/.bin/bot4");
  writeFileSync(bin, `#!/bin/sh\nexec node "${join(root, "dist/cli/bot4.js")}" "$@"\n`, { mode: 0o755 });
  return workshop;
}

/** A contributor's folder: a copy of the given files of this package, with its dependencies. */
export function contributorFolder(root: string, files: readonly string[]): Workshop {
  const workshop = createWorkshop();
  for (const file of files) {
    mkdirSync(dirname(join(workshop.folder, file)), { recursive: true });
    copyFileSync(join(root, file), join(workshop.folder, file));
  }
  symlinkSync(join(root, "node_modules"), join(workshop.folder, "node_modules"));
  // The types of most files are checked by the first step that asks for it.
  workshop.patch("tsconfig.json", `   "compilerOptions": {\n+    "incremental": true,`);
  return workshop;
}

/** A text with the change of a diff, found by its lines that stay or go. */
export function patched(text: string, diff: string, name: string): string {
  const lines = diff.split("\n").filter((line) => line !== "");
  const side = (mark: string) => lines.filter((line) => line[0] !== mark).map((line) => `${line.slice(1)}\n`);
  const before = side("+").join("");
  const at = text.indexOf(before);
  if (at < 0 || text.indexOf(before, at + 1) >= 0) {
    throw new Error(`the diff of ${name} fits ${at < 0 ? "nowhere" : "at several places"}:\n${diff}`);
  }
  return text.slice(0, at) + side("-").join("") + text.slice(at + before.length);
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
