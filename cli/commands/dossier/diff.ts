import { canonicalJson } from "../../../data/canonical-json.ts";
import { allDifferences } from "../../../research/promotion/first-difference.ts";
import { command } from "../../command.ts";
import { differenceLines } from "../../dossier/differences.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag } from "../../flags.ts";
import { dossiersFlags, openDossier } from "../../promotion/dossiers.ts";

export const diffCommand = command({
  positionals: {
    before: { type: "string", demandOption: true, describe: "Number, id, start of its sha256, or path" },
    after: { type: "string", demandOption: true, describe: "The other" },
  },
  flags: { ...dossiersFlags, ...jsonFlag },
  examples: [["bot4 dossier diff 1 2", "What the second promotion changed"]],
  async run(args, io) {
    const contentOf = (reference: string): Readonly<Record<string, unknown>> => {
      const { dossier } = openDossier(reference, args.dossiers, io);
      // The seal differs wherever anything does.
      const { seal: _, ...content } = dossier as unknown as Record<string, unknown>;
      return content;
    };
    const [was, is] = [contentOf(args.before), contentOf(args.after)];
    if (args.json) io.out(`${canonicalJson([...allDifferences(was, is)])}\n`);
    else {
      const lines = differenceLines(was, is);
      io.out(
        lines.length === 0 ? "no difference\n" : `${lines.join("\n")}\n--json has every field in full\n`,
      );
    }
    return exitCodes.ok;
  },
});
