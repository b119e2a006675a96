import yargs, { type Argv, type CommandModule } from "yargs";
import { checkArguments } from "./arguments.ts";
import { packageVersion } from "./code-version.ts";
import type { Command } from "./command.ts";
import { commands, type Entry, nameOf } from "./commands/index.ts";
import { withConfig } from "./config.ts";
import { exitCodes, exitCodesText } from "./exit-codes.ts";
import { explain } from "./explain.ts";
import type { Io } from "./io.ts";
import { checkCommand, mendUsage } from "./usage.ts";

/** Runs one command line and returns its exit code. Errors are told on `io.err`; nothing is thrown. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv.flatMap(expandJson), io);
  } catch (error) {
    return explain(error, io);
  }
}

/** `--json` is a switch that may carry a word, which yargs does not know. */
const expandJson = (word: string): string[] => (word === "--json=full" ? ["--json", "--json-full"] : [word]);

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  checkCommand(argv);
  let exitCode: number = exitCodes.ok;
  const parser: Argv = yargs([...argv], io.cwd)
    .scriptName("bot4")
    .locale("en")
    .usage("bot4 <command>\n\nBacktest trading strategies honestly.")
    .version(packageVersion())
    .help()
    .alias({ h: "help", v: "version" })
    .parserConfiguration({ "greedy-arrays": false, "boolean-negation": true })
    .wrap(Math.min(io.columns, 110))
    .strict()
    .demandCommand(1, "no command given")
    .completion("completion", "Print a shell completion script; append it to ~/.bashrc or ~/.zshrc")
    .exitProcess(false)
    .epilogue(exitCodesText)
    .fail((message, error) => {
      throw error ?? mendUsage(message, parser, argv);
    });
  for (const entry of commands) await add(parser, entry, argv, io, (code) => (exitCode = code));
  await parser.parseAsync([...argv], {}, (_error, _args, output) => {
    if (output) io.out(`${output}\n`);
  });
  return exitCode;
}

async function add(
  parser: Argv,
  entry: Entry,
  argv: readonly string[],
  io: Io,
  exit: (code: number) => void,
): Promise<void> {
  // The others need no more than a name: their modules would take longer to load than most commands to run.
  if (!argv.includes(nameOf(entry))) {
    parser.command(entry.usage, entry.about);
    return;
  }
  const loaded = await entry.load();
  if ("handler" in loaded) {
    parser.command({ ...loaded, command: entry.usage, describe: entry.about } as CommandModule);
    return;
  }
  parser.command(
    entry.usage,
    entry.about,
    (inner) => describeCommand(inner, loaded),
    async (args) => {
      const merged = await withConfig(args, loaded.flags, io);
      checkArguments(merged, loaded.flags, argv);
      exit(await loaded.run(merged as never, io));
    },
  );
}

function describeCommand(parser: Argv, { positionals, flags, examples }: Command): Argv {
  for (const [name, positional] of Object.entries(positionals)) parser.positional(name, positional);
  parser.options(flags);
  for (const [call, about] of examples) parser.example(call, about);
  return parser;
}
