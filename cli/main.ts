import { readFileSync } from "node:fs";
import yargs from "yargs";
import { exitCodes, exitCodesText } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { packageRoot } from "./package-root.ts";

const version = (): string => JSON.parse(readFileSync(`${packageRoot()}/package.json`, "utf8")).version;

/** Runs one command line and returns its exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const parser = yargs([...argv])
    .scriptName("bot4")
    .version(version())
    .strict()
    .exitProcess(false)
    .epilogue(exitCodesText);
  await parser.parseAsync([...argv], {}, (_error, _args, output) => {
    if (output) io.out(`${output}\n`);
  });
  return exitCodes.ok;
}
