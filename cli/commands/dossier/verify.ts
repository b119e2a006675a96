import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag } from "../../flags.ts";
import { limitsOf } from "../../limits.ts";
import {
  dossiersFlags,
  type OpenedDossier,
  openChain,
  openDossier,
  refuseChanged,
} from "../../promotion/dossiers.ts";

export const verifyCommand = command({
  positionals: {
    dossier: { type: "string", describe: "Number, id, start of its sha256, or path [all that stand]" },
  },
  flags: {
    ...dossiersFlags,
    limits: {
      type: "string",
      describe: "Limits to trade by, compared with those promoted: a profile or a file",
    },
    ...jsonFlag,
  },
  examples: [
    ["bot4 dossier verify", "The whole chain, and all that stands in it"],
    ["bot4 dossier verify 3 --limits careful", "Whether these limits are those that were promoted"],
  ],
  async run(args, io) {
    const chain = openChain(args.dossiers, io);
    const asked =
      args.dossier === undefined ? standing(chain) : [openDossier(args.dossier, args.dossiers, io)];
    const given = await limitsOf(args.limits === undefined ? {} : { limits: args.limits }, io);
    for (const each of asked) await refuseChanged(each, io, { ...each.dossier.settings, ...given });
    const ids = asked.map(({ file }) => file.id);
    if (args.json) io.out(`${JSON.stringify({ chain: chain.length, verified: ids })}\n`);
    else {
      io.out(`a chain of ${chain.length}, whole and signed\n`);
      for (const id of ids)
        io.out(`${id} verifies: strategy, parameters, settings, limits and code are what was promoted\n`);
    }
    return exitCodes.ok;
  },
});

function standing(chain: readonly OpenedDossier[]): OpenedDossier[] {
  const superseded = new Set(chain.map(({ dossier }) => dossier.supersedes));
  return chain.filter(({ file }) => !superseded.has(file.sha256));
}
