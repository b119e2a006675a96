import { refuse, suggest } from "../../engine/core/errors.ts";
import type { OpInfo } from "../../engine/ops/catalog.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonFlag } from "../flags.ts";
import type { Io } from "../io.ts";
import { bold, tableText } from "../table.ts";

export const opsCommand = command({
  positionals: { name: { type: "string", describe: "Name or family of operators" } },
  flags: { ...jsonFlag },
  examples: [
    ["bot4 ops", "All operators by family"],
    ["bot4 ops ema", "One operator with its parameters"],
  ],
  async run({ name, json }, io) {
    const { listOps } = await import("../../engine/ops/catalog.ts");
    const found = choose(listOps(), name);
    if (json) io.out(`${JSON.stringify(found)}\n`);
    else io.out(name !== undefined && found.length === 1 ? detailText(found[0]!, io) : listText(found, io));
    return exitCodes.ok;
  },
});

function choose(ops: readonly OpInfo[], name: string | undefined): readonly OpInfo[] {
  if (name === undefined) return ops;
  const exact = ops.filter((op) => op.name === name);
  const found = exact.length > 0 ? exact : ops.filter((op) => op.family === name);
  if (found.length > 0) return found;
  const words = [...ops.map((op) => op.name), ...new Set(ops.map(({ family }) => family))];
  return refuse(`unknown operator "${name}"${suggest(name, words) || "; bot4 ops lists them all"}`);
}

function listText(ops: readonly OpInfo[], io: Io): string {
  const families = [...new Set(ops.map(({ family }) => family))];
  const sections = families.map((family) => {
    const members = ops.filter((op) => op.family === family);
    const width = Math.max(...members.map((op) => op.signature.length));
    const lines = members.map((op) => `  ${op.signature.padEnd(width)}  ${op.about}`);
    return [bold(family, io), ...lines].join("\n");
  });
  return `${sections.join("\n\n")}\n\n${ops.length} operators; import { … } from "bot4/ops"\n`;
}

function detailText({ name, family, about, signature, params, outputs }: OpInfo, io: Io): string {
  const rows = params.map((param) => [
    `  ${param.name}`,
    param.rule,
    param.fallback === undefined ? "" : `default ${JSON.stringify(param.fallback)}`,
  ]);
  const lines = [
    `${bold(name, io)}  (${family})`,
    about,
    "",
    `  ${signature}`,
    ...(outputs.length > 0 ? [`  gives ${outputs.join(", ")}`] : []),
    ...(rows.length > 0 ? ["", tableText(rows, { head: ["parameter", "rule", ""] })] : []),
  ];
  return `${lines.join("\n")}\n`;
}
