import type { JournalRecord } from "../../../engine/adapters/journal/line.ts";
import { toText } from "../../../engine/adapters/journal/plain.ts";
import { readJournal } from "../../../engine/adapters/journal/read-journal.ts";
import { refuse } from "../../../engine/core/errors.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag } from "../../flags.ts";
import { journalFolder, journalPositional } from "../../journal/folder.ts";

export const showCommand = command({
  positionals: journalPositional,
  flags: {
    from: { type: "number", default: 1, describe: "Number of the first record" },
    count: { type: "number", describe: "Records at most [all]" },
    kind: { type: "string", describe: "Only records of this kind" },
    ...jsonFlag,
  },
  examples: [["bot4 journal show paper/sma-cross-1 --from 1000 --count 20", "Twenty records"]],
  run(args, io) {
    const { from, count = Number.POSITIVE_INFINITY, kind } = args;
    for (const [name, value] of Object.entries({ from, count })) {
      if (!(value >= 1)) refuse(`--${name} must be a number of at least 1; was ${value}`);
    }
    let left = count;
    for (const record of readJournal(journalFolder(args.folder, io))) {
      if (record.sequence < from || (kind !== undefined && record.kind !== kind)) continue;
      io.out(args.json ? `${toText(record)}\n` : `${lineOf(record)}\n`);
      if (--left <= 0) break;
    }
    return exitCodes.ok;
  },
});

const lineOf = ({ sequence, kind, data }: JournalRecord): string =>
  `${String(sequence).padStart(10)}  ${kind}  ${toText(data)}`;
