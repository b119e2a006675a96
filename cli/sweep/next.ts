import type { Ranked } from "../../research/sweep/best.ts";
import { dataFlags, settingsFlags } from "../flags.ts";
import { formatTime } from "../format.ts";
import { type Io, programName } from "../io.ts";
import type { SweepOutcome } from "./perform.ts";
import type { SweepArgs } from "./prepare.ts";

/** The command that backtests one variant of a sweep by itself, as it would be typed. */
export function backtestCommandOf(
  { prepared }: SweepOutcome,
  { scenario, point }: Ranked,
  args: SweepArgs,
  io: Io,
): string {
  const { job, space, history } = prepared;
  const { symbols, fromMs, toMs } = job.scenarios[scenario]!;
  const own = history.datasets.findIndex(({ bars }) => bars.symbol === symbols[0]);
  const alone = symbols.length < history.datasets.length;
  const aligned = (args.data ?? []).length === history.datasets.length && args.symbols === undefined;
  const given: Record<string, unknown> = {
    ...args,
    ...(alone && (aligned ? { data: [args.data![own]!] } : { symbols: [symbols.join(",")] })),
    ...(fromMs !== undefined && { from: formatTime(fromMs), to: formatTime(toMs!) }),
  };
  const words = Object.keys({ ...dataFlags, ...settingsFlags }).flatMap((name) => wordsOf(name, given[name]));
  const varied = space.axes.map(({ name }) => name);
  const typed = (args.param ?? []).map((word) => word.replace(/=.*$/, ""));
  const params = Object.entries(space.paramsAt(point))
    .filter(([name]) => varied.includes(name) || typed.includes(name))
    .flatMap(([name, value]) => ["--param", `${name}=${String(value)}`]);
  return [programName(io), "backtest", job.target, ...params, ...words].map(quoted).join(" ");
}

function wordsOf(name: string, value: unknown): string[] {
  if (value === undefined) return [];
  if (value === false) return [`--no-${name}`];
  if (value === true) return [`--${name}`];
  return [value].flat().flatMap((item) => [`--${name}`, String(item)]);
}

/** A word as a shell reads it back. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
