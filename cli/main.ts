import yargs, { type Argv } from "yargs";
import { refuse, suggest } from "../engine/core/errors.ts";
import { useModelFiles } from "../engine/training/model-files.ts";
import { checkArguments } from "./arguments.ts";
import { packageVersion } from "./code-version.ts";
import type { Command } from "./command.ts";
import { commands, type Entry, type Group, nameOf } from "./commands/index.ts";
import { completeNames } from "./complete.ts";
import { completionHelp, completionScript } from "./completion.ts";
import { withConfig } from "./config.ts";
import { exitCodes, exitCodesText } from "./exit-codes.ts";
import { explain } from "./explain.ts";
import type { Io } from "./io.ts";
import { modelReader } from "./load/model-files.ts";
import { checkName, mendUsage } from "./usage.ts";

/** Runs one command line and returns its exit code. Errors are told on `io.err`; nothing is thrown. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  useModelFiles(modelReader(io.cwd));
  try {
    return await dispatch(argv.length === 0 ? ["--help"] : joinValues(argv.flatMap(expandJson)), io);
  } catch (error) {
    return explain(error, io);
  }
}

/** `--json` is a switch that may carry a word, which yargs does not know. */
function expandJson(word: string): string[] {
  const asked = /^--json=(.*)$/.exec(word)?.[1];
  if (asked === undefined) return [word];
  if (asked === "full") return ["--json", "--json-full"];
  return refuse(
    `--json may be followed by =full and nothing else; was "${asked}"${suggest(asked, ["full"])}`,
  );
}

/** yargs takes a value such as the `-5d` of `--train -5d` for a bunch of flags, unless it is joined to its own. */
function joinValues(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const flag = joined.at(-1);
    const isValue = /^-\d/.test(word) && Number.isNaN(Number(word)) && /^--[a-z][^=]*$/.test(flag ?? "");
    if (isValue) joined[joined.length - 1] = `${flag}=${word}`;
    else joined.push(word);
  }
  return joined;
}

/** One call of the command line, as its parts see it. */
interface Call {
  readonly argv: readonly string[];
  readonly io: Io;
  /** Usage of the command that was called, for messages. */
  usage: string;
  /** Of that command, for its help. */
  examples: Command["examples"];
  exitCode: number;
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const call: Call = { argv, io, usage: "bot4 <command>", examples: [], exitCode: exitCodes.ok };
  const names = await completeNames(argv);
  if (names.length > 0) {
    io.out(`${names.join("\n")}\n`);
    return exitCodes.ok;
  }
  if (argv[0] === "completion") {
    io.out(argv.some(isHelp) ? completionHelp : completionScript(argv.slice(1), io));
    return exitCodes.ok;
  }
  checkName("", argv[0], [...commands.map(nameOf), "completion"]);
  const parser: Argv = yargs([...argv], io.cwd)
    .scriptName("bot4")
    .locale("en")
    .usage("bot4 <command>\n\nBacktest trading strategies honestly.")
    .version(packageVersion())
    .help()
    .alias({ h: "help", v: "version" })
    .parserConfiguration({ "greedy-arrays": false })
    // yargs writes the help at every call; breaking its lines takes long, and only who asked for it reads them.
    .wrap(argv.some(isHelp) ? Math.min(io.columns, 110) : null)
    .strict()
    .demandCommand(1, "no command given")
    .completion("completion", "Print a shell completion script; append it to ~/.bashrc or ~/.zshrc")
    .exitProcess(false)
    .epilogue(exitCodesText)
    .fail((message, error) => {
      throw error ?? mendUsage(message, parser, argv, call.usage);
    });
  for (const entry of commands) (await prepare(entry, "bot4", call))(parser);
  await parser.parseAsync([...argv], {}, (_error, _args, output) => {
    if (output) io.out(`${output}\n${argv.some(isHelp) ? examplesText(call.examples) : ""}`);
  });
  return call.exitCode;
}

/**
 * What makes an entry known to a parser. Only the module of the command that was called is loaded: the others need no
 * more than a name, and would take longer to load than most commands to run.
 */
async function prepare(entry: Entry | Group, path: string, call: Call): Promise<(parser: Argv) => void> {
  const { usage, about } = entry;
  const name = nameOf(entry);
  const depth = path.split(" ").length;
  // Groups may share the names of their actions.
  const called = ["bot4", ...call.argv.slice(0, depth)].join(" ");
  if (called === `${path} ${name}`) call.usage = `${path} ${usage}`;
  if ("subcommands" in entry) return prepareGroup(entry, `${path} ${name}`, call);
  if (!call.argv.includes(name)) return (parser) => parser.command(usage, about);
  const loaded = await entry.load();
  return (parser) => addCommand(parser, entry, loaded, call);
}

async function prepareGroup(
  { usage, about, subcommands }: Group,
  path: string,
  call: Call,
): Promise<(parser: Argv) => void> {
  const names = subcommands.map(nameOf);
  const [first, second] = call.argv;
  if (first === usage) checkName(usage, second, names);
  const members = await Promise.all(subcommands.map((member) => prepare(member, path, call)));
  return (parser) =>
    parser.command(usage, about, (inner) => {
      for (const member of members) member(inner);
      return inner.demandCommand(1, `${usage} needs one of ${names.join(", ")}`);
    });
}

function addCommand(parser: Argv, { usage, about }: Entry, command: Command, call: Call): void {
  const { argv, io } = call;
  parser.command(
    usage,
    about,
    (inner) => {
      call.examples = command.examples;
      return describeCommand(inner, command);
    },
    async (args) => {
      const shared = Object.entries(command.flags).filter(([name]) => !command.apart.includes(name));
      const merged = await withConfig(args, Object.fromEntries(shared), io);
      checkArguments(merged, command.flags, argv);
      call.exitCode = await command.run(merged as never, io);
    },
  );
}

function describeCommand(parser: Argv, { positionals, flags }: Command): Argv {
  for (const [name, positional] of Object.entries(positionals)) parser.positional(name, positional);
  return parser.options(flags);
}

const isHelp = (word: string): boolean => word === "--help" || word === "-h";

/** Each call on a line of its own that nothing breaks, so that it can be copied; yargs would fold it into a column. */
const examplesText = (examples: Command["examples"]): string =>
  examples.length === 0
    ? ""
    : `\nExamples:\n${examples.map(([call, about]) => `  # ${about}\n  ${call}\n`).join("")}`;
