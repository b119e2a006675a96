import { resolve } from "node:path";
import { canonicalJson } from "../../data/canonical-json.ts";
import { writeRun } from "../../data/runs.ts";
import type { Validation } from "../../research/validate/model.ts";
import { command } from "../command.ts";
import { fromConfig } from "../config.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { policyOf } from "../policy.ts";
import { checkReport, openInBrowser, shortPath, validationReportOf, writeWhole } from "../report.ts";
import { stages } from "../stages.ts";
import { runsFolder } from "../store.ts";
import { validateFlags } from "../validate/flags.ts";
import { performValidation } from "../validate/perform.ts";
import { type Judged, runToJudge, type ValidateArgs } from "../validate/prepare.ts";
import { validationText } from "../validate/text.ts";

export const validateCommand = command({
  positionals: {
    what: {
      type: "string",
      demandOption: true,
      describe: "A strategy, by name or path; or a stored run, whose data and settings are its own",
    },
  },
  flags: validateFlags,
  examples: [
    ["bot4 validate sma-cross --data sample:SP500:1d --from 2010", "A shipped strategy with its defaults"],
    [
      "bot4 validate rsi-reversion --data sample:SP500:1d --param n=3 --param low=15:35:5 --policy gate.yaml",
      "Chosen parameters, what to vary around them, and thresholds of your own",
    ],
  ],
  async run(args, io) {
    const { what, ...wishes } = args;
    const configured = fromConfig(args);
    checkReport(args.report, io);
    const stage = stages(args, io);
    stage("running");
    const policy = await policyOf(args.policy, io);
    const judged = await runToJudge(what, wishes as ValidateArgs, io, configured);
    const found = await performValidation(judged, policy, args, io, ({ name }) => stage(`checked ${name}`));
    stage("writing the report");
    const places = await store(judged, found, args, io);
    stage();
    const { id } = judged.run.identity;
    if (args.json) io.out(`${JSON.stringify({ ...found, run: id, ...places })}\n`);
    else if (args.quiet) io.out(`${found.passed ? "passed" : "failed"}\n`);
    else io.out(`${validationText(found, id, io)}\n\n${placesText(id, places, io)}\n`);
    if (args.open && places.report !== undefined) openInBrowser(places.report);
    return found.passed ? exitCodes.ok : exitCodes.refused;
  },
});

interface Places {
  readonly folder: string;
  readonly validation: string;
  readonly report: string | undefined;
}

/** Stores the run, and beside it what was found and the report that shows it. */
async function store(
  { run, request, history }: Judged,
  found: Validation,
  args: Pick<ValidateArgs, "runs" | "report">,
  io: Io,
): Promise<Places> {
  const folder = await writeRun(runsFolder(args.runs, io), run, request);
  const validation = resolve(folder, "validation.json");
  await writeWhole(validation, `${canonicalJson({ ...found, run: run.identity.id })}\n`);
  // yargs gives false for --no-report.
  if ((args.report as unknown) === false) return { folder, validation, report: undefined };
  const report =
    args.report === undefined ? resolve(folder, "validation.html") : resolve(io.cwd, args.report);
  await writeWhole(report, await validationReportOf(run, found, history.datasets, io));
  return { folder, validation, report };
}

const placesText = (id: string, { folder, validation, report }: Places, io: Io): string =>
  [
    `run         ${id}  (${shortPath(folder, io)})`,
    `validation  ${shortPath(validation, io)}`,
    ...(report === undefined ? [] : [`report      ${shortPath(report, io)}`]),
  ].join("\n");
