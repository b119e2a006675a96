import { canonicalJson } from "../../../data/canonical-json.ts";
import { command } from "../../command.ts";
import { dossierText } from "../../dossier/text.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag } from "../../flags.ts";
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
    else io.out(dossierText(file.id, file.sha256, dossier));
    return exitCodes.ok;
  },
});
