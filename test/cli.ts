import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Io } from "../cli/io.ts";
import { main } from "../cli/main.ts";

/** What a command left behind. */
export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A fresh empty folder. */
export const freshFolder = (): string => mkdtempSync(join(tmpdir(), "bot4-cli-"));

/** Runs a command line in this process. */
export async function bot4(argv: readonly string[], cwd: string, env: Io["env"] = {}): Promise<Finished> {
  let out = "";
  let err = "";
  const code = await main(argv, {
    cwd,
    env,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    columns: 100,
    colour: false,
    terminal: false,
    compute: async (work) => work(),
  });
  return { code, out, err };
}

/** The compiled command line, as a user runs it. */
export function compiled(): string {
  const path = fileURLToPath(new URL("../dist/cli/bot4.js", import.meta.url));
  if (!existsSync(path)) throw new Error("dist/cli/bot4.js is absent; npm run build makes it");
  return path;
}

/** Runs a command line as a process of its own. */
export function spawnBot4(argv: readonly string[], cwd: string): Finished {
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiled(), ...argv], {
    cwd,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return { code: status ?? -1, out: stdout, err: stderr };
}

/** One command line and the folder to run it in. */
export interface Call {
  readonly argv: readonly string[];
  readonly cwd: string;
}

/** Runs several command lines in one process of the compiled code, which loads users' files as Node does. */
export function batchBot4(calls: readonly Call[]): readonly Finished[] {
  const main = new URL("main.js", pathToFileURL(compiled())).href;
  const script = ["--stack-trace-limit=50", fileURLToPath(new URL("./batch.mjs", import.meta.url))];
  const child = spawnSync(process.execPath, [...script, main, JSON.stringify(calls)], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (child.status !== 0) throw new Error(`the batch failed:\n${child.stderr}`);
  return JSON.parse(child.stdout);
}

/** Starts a command line as a process of its own, to be signalled. */
export const startBot4 = (argv: readonly string[], cwd: string) =>
  spawn(process.execPath, [compiled(), ...argv], { cwd, stdio: ["ignore", "pipe", "pipe"] });

const day = 86_400_000;
/** Length of a bar of the longer histories, so that they end within this century. */
export const hour = day / 24;

/** Rows of bars as CSV: closes that wave, opens at the close before. */
export function wavyCsv(rows: number, step = day): string {
  const lines = ["timestamp,open,high,low,close,volume"];
  let before = 100;
  for (let i = 0; i < rows; i++) {
    const close = 100 + 10 * Math.sin(i / 9) + 3 * Math.sin(i / 2.3);
    const [high, low] = [Math.max(before, close) + 1, Math.min(before, close) - 1];
    lines.push(`${Date.UTC(2020, 0, 1) + i * step},${before},${high},${low},${close},${1000 + i}`);
    before = close;
  }
  return `${lines.join("\n")}\n`;
}

/** A strategy file that trades often. */
export const crossStrategy = `import { int, strategy } from "bot4/strategy";
import { crossOver, crossUnder, latch, sma } from "bot4/ops";
export default strategy({
  name: "cross",
  about: "Long while a quick average is above a slow one.",
  params: { fast: int(5, { from: 2, to: 50 }), slow: int(20, { from: 3, to: 200 }) },
  decide({ close }, { fast, slow }) {
    const [a, b] = [sma(close, fast), sma(close, slow)];
    return { target: latch(crossOver(a, b), crossUnder(a, b)) };
  },
});
`;

/** A folder with `wavy.csv` and `cross.ts`. */
export function workshop(): string {
  const folder = freshFolder();
  writeFileSync(join(folder, "wavy.csv"), wavyCsv(400));
  writeFileSync(join(folder, "cross.ts"), crossStrategy);
  return folder;
}
