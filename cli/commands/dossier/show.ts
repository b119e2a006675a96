import { canonicalJson } from "../../../data/canonical-json.ts";
import type { Dossier } from "../../../research/promotion/dossier.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag } from "../../flags.ts";
import { formatMetric, formatTime } from "../../format.ts";
import { dossiersFlags, openDossier } from "../../promotion/dossiers.ts";

export const showCommand = command({
  positionals: {
    dossier: { type: "string", demandOption: true, describe: "Number, id, start of its sha256, or path" },
  },
  flags: { ...dossiersFlags, ...jsonFlag },
  examples: [["bot4 dossier show 1", "What the first promotion rests on"]],
  async run(args, io) {
    const { file, dossier } = openDossier(args.dossier, args.dossiers, io);
    if (args.json) io.out(`${canonicalJson(dossier)}\n`);
    else io.out(`${lines(file.id, file.sha256, dossier).join("\n")}\n`);
    return exitCodes.ok;
  },
});

function lines(id: string, sha256: string, dossier: Dossier): string[] {
  const { strategy, code, run, data, seeds, statistics, gate, ledger, walkForward, paper } = dossier;
  const words = (record: Readonly<Record<string, unknown>>): string =>
    Object.entries(record)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(" ") || "none";
  const sealed = dossier as Dossier & { readonly seal: { readonly publicKey: string } };
  const metric = (name: string, unit: "percent" | "ratio"): string =>
    formatMetric(statistics[name] ?? Number.NaN, unit);
  const { account } = dossier.settings.limits;
  return [
    `${id}  ${dossier.stage}`,
    `sha256      ${sha256}`,
    `promoted    ${formatTime(dossier.promotedMs)} UTC, signed by ${sealed.seal.publicKey}`,
    `before it   ${dossier.previous ?? "none"}${dossier.supersedes === null ? "" : `; supersedes ${dossier.supersedes}`}`,
    `strategy    ${strategy.name} (${strategy.target})  ${words(strategy.params)}`,
    `source      ${strategy.sourceHash}`,
    `graph       ${strategy.graphHash}`,
    `code        ${code.version}; lock ${code.lock ?? "none"}`,
    `limits      ${words({ grossMax: account.grossMax, maxDrawdown: account.maxDrawdown, short: account.short })}`,
    `run         ${run.id}; return ${metric("totalReturn", "percent")}, Sharpe ${metric("sharpe", "ratio")}, drawdown ${metric("maxDrawdown", "percent")}`,
    ...data.map(({ name, sha256: hash, rows }) => `data        ${name}, ${rows} rows, ${hash}`),
    `seeds       ${words(seeds)}`,
    `ledger      ${ledger.trials} variants tried, ${ledger.failed} failed`,
    `walk        ${walkForward?.run ?? "none"}`,
    ...(paper ? paper.checks.map(({ name, reason }) => `paper       ${name}: ${reason}`) : []),
    ...gate.checks.map(
      ({ name, verdict, binding, reason }) =>
        `gate        ${binding ? verdict : "noted"}  ${name}: ${reason}`,
    ),
  ];
}
