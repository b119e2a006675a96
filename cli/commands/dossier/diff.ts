import { canonicalJson } from "../../../data/canonical-json.ts";
import { allDifferences } from "../../../research/promotion/first-difference.ts";
import { command } from "../../command.ts";
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
    const [was, is] = [args.before, args.after].map((reference) => {
      // The seal differs wherever anything does.
      const { seal: _, ...content } = openDossier(reference, args.dossiers, io).dossier as unknown as Record<
        string,
        unknown
      >;
      return content;
    });
    const found = [...allDifferences(was, is)];
    if (args.json) io.out(`${canonicalJson(found)}\n`);
    else if (found.length === 0) io.out("no difference\n");
    else {
      const said = (value: unknown): string => (value === undefined ? "absent" : canonicalJson(value));
      for (const { field, was: before, is: after } of found) {
        io.out(`${field}: was ${said(before)}, is ${said(after)}\n`);
      }
    }
    return exitCodes.ok;
  },
});
