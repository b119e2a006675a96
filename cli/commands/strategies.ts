import type { Params, Strategy } from "../../engine/graph/strategy.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonFlag } from "../flags.ts";
import type { Io } from "../io.ts";
import { bold } from "../table.ts";

export const strategiesCommand = command({
  flags: { ...jsonFlag },
  async run({ json }, io) {
    const { strategies, trainedStrategies } = await import("../../strategies/index.ts");
    const all: readonly Strategy[] = [...Object.values(strategies), ...Object.values(trainedStrategies)];
    if (json) io.out(`${JSON.stringify(all.map(describe))}\n`);
    else io.out(`${all.map((each) => textOf(each, io)).join("\n\n")}\n`);
    return exitCodes.ok;
  },
});

const describe = ({ name, about, params, symbolsMin }: Strategy) => ({
  name,
  about: about ?? "",
  symbolsMin: symbolsMin ?? 1,
  params: Object.entries(params).map(([key, { rule, fallback }]) => ({ name: key, rule, fallback })),
});

const textOf = ({ name, about = "", params }: Strategy, io: Io): string =>
  [`${bold(name, io)}  ${about}`, ...paramLines(params)].join("\n");

/** A line a parameter: name, default, rule. */
export const paramLines = (params: Params): string[] =>
  Object.entries(params).map(
    ([name, { rule, fallback }]) =>
      `  ${name}${fallback === undefined ? "" : ` = ${String(fallback)}`}  (${rule})`,
  );
