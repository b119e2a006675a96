import { refuse, suggest } from "../../../engine/core/errors.ts";
import type { Feature } from "../../../engine/ops/features/feature.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { expressionOf } from "../../features/expression.ts";
import { jsonFlag } from "../../flags.ts";
import type { Io } from "../../io.ts";
import { bold } from "../../table.ts";

export const listCommand = command({
  positionals: { name: { type: "string", describe: "A feature, for its operators" } },
  flags: {
    family: { type: "string", describe: "Features of a family alone" },
    ...jsonFlag,
  },
  examples: [
    ["bot4 features list", "All features by family"],
    ["bot4 features list --family momentum", "One family"],
    ["bot4 features list rsi_14", "One feature with the operators that make it"],
  ],
  async run({ name, family, json }, io) {
    const { featureTable } = await import("../../../engine/ops/features/table.ts");
    const found = choose(featureTable, name, family).map((feature) => ({
      feature,
      ...expressionOf(feature),
    }));
    if (json) {
      const listed = found.map(({ feature, expression, warmup }) => {
        const { name, family, formula, needs = [], symbolsMin = 1 } = feature;
        return { name, family, formula, expression, warmup, needs, symbolsMin };
      });
      io.out(`${JSON.stringify(listed)}\n`);
    } else if (name === undefined) io.out(listText(found, io));
    else io.out(detailText(found[0]!, io));
    return exitCodes.ok;
  },
});

interface Listed {
  readonly feature: Feature;
  readonly expression: string;
  readonly warmup: number;
}

function choose(
  table: readonly Feature[],
  name: string | undefined,
  family: string | undefined,
): readonly Feature[] {
  if (family !== undefined && !table.some((feature) => feature.family === family)) {
    const families = [...new Set(table.map((feature) => feature.family))];
    refuse(`unknown family "${family}"${suggest(family, families) || `; there are ${families.join(", ")}`}`);
  }
  const among = family === undefined ? table : table.filter((feature) => feature.family === family);
  if (name === undefined) return among;
  const found = among.filter((feature) => feature.name === name);
  if (found.length > 0) return found;
  const names = among.map((feature) => feature.name);
  return refuse(`unknown feature "${name}"${suggest(name, names) || "; bot4 features list names them"}`);
}

function listText(listed: readonly Listed[], io: Io): string {
  const families = [...new Set(listed.map(({ feature }) => feature.family))];
  const width = Math.max(...listed.map(({ feature }) => feature.name.length));
  const sections = families.map((family) => {
    const members = listed.filter(({ feature }) => feature.family === family);
    const lines = members.map(({ feature: { name, formula } }) => `  ${name.padEnd(width)}  ${formula}`);
    return [bold(family, io), ...lines].join("\n");
  });
  const count = listed.length === 1 ? "1 feature" : `${listed.length} features`;
  return `${sections.join("\n\n")}\n\n${count}; bot4 features list <name> shows the operators of one\n`;
}

function detailText({ feature, expression, warmup }: Listed, io: Io): string {
  const { name, family, formula, needs = [], symbolsMin = 1 } = feature;
  const lines = [
    `${bold(name, io)}  (${family})`,
    formula,
    "",
    `  ${expression}`,
    "",
    `warm-up  ${warmup} bars`,
    ...(symbolsMin > 1
      ? [`symbols  at least ${symbolsMin}; the operators are those of a market of A and B`]
      : []),
    ...(needs.length > 0 ? [`columns  ${needs.join(", ")}`] : []),
  ];
  return `${lines.join("\n")}\n`;
}
