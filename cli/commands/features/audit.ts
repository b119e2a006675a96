import type { Audit } from "../../../research/ml/leaks/audit.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag, paramFlags } from "../../flags.ts";
import type { Io } from "../../io.ts";
import { bold, tableText } from "../../table.ts";
import { trainFlags } from "../../train/flags.ts";
import { prepareTraining, type TrainArgs } from "../../train/prepare.ts";

const { scheme, train, test, embargo, folds, tail, seed } = trainFlags;
const { data, attach, symbols, from, to, allow, catalog } = trainFlags;

export const auditCommand = command({
  positionals: {
    strategy: {
      type: "string",
      demandOption: true,
      describe: "A strategy that says what its model learns: a shipped one, or path of a .ts file",
    },
  },
  flags: {
    scheme,
    train,
    test,
    embargo,
    folds,
    "test-groups": trainFlags["test-groups"],
    tail,
    shuffles: { type: "number", describe: "How often labels are shuffled [2]" },
    seed,
    ...paramFlags,
    data,
    attach,
    symbols,
    from,
    to,
    allow,
    catalog,
    ...jsonFlag,
  },
  examples: [
    [
      "bot4 features audit meta-trend --data sample:SP500:1d --scheme purged-kfold --embargo 10d",
      "Exit code 3 where training scores on labels that nothing can foretell",
    ],
  ],
  async run(args, io) {
    const { strategy, shuffles, ...wishes } = args;
    const { table, plan, job } = await prepareTraining(strategy, wishes as TrainArgs, io);
    const { auditLeaks } = await import("../../../research/ml/leaks/audit.ts");
    const { fitFold } = await import("../../../research/ml/train/fit-fold.ts");
    const splits = plan.folds.map(({ trainRows, testRows }) => ({
      train: [...trainRows],
      test: [...testRows],
    }));
    const audit = await auditLeaks(
      table,
      splits,
      async (samples, split) => {
        const rows = { trainRows: Int32Array.from(split.train), testRows: Int32Array.from(split.test) };
        return (await fitFold(samples, job, rows)).predictions;
      },
      { seed: job.seed, ...(shuffles !== undefined && { shuffles }) },
    );
    if (args.json)
      io.out(`${JSON.stringify({ strategy, folds: splits.length, samples: table.y.length, ...audit })}\n`);
    else io.out(auditText(audit, splits.length, table.y.length, io));
    return audit.clean ? exitCodes.ok : exitCodes.refused;
  },
});

function auditText({ score, checks, clean }: Audit, folds: number, samples: number, io: Io): string {
  const rows = [
    ["as they are", score.toFixed(4), "", ""],
    ...checks.map((check) => [
      check.labels,
      check.score.toFixed(4),
      check.bound.toFixed(4),
      check.clean ? "chance" : "LEAK",
    ]),
  ];
  return [
    `${bold("Rank score of out-of-sample predictions", io)}, ${folds} folds of ${samples.toLocaleString("en-US")} samples; 0 is chance`,
    "",
    tableText(rows, { head: ["labels", "score", "at most", ""], right: [1, 2] }),
    "",
    clean
      ? "Nothing is learned where nothing can be: neither features nor folds leak"
      : "Something is learned where nothing can be: a step of the training sees labels of the test",
    "",
  ].join("\n");
}
