import { type JournalEnd, readJournal } from "../../../engine/adapters/journal/read-journal.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag } from "../../flags.ts";
import { journalFolder, journalPositional } from "../../journal/folder.ts";

export const verifyCommand = command({
  positionals: journalPositional,
  flags: jsonFlag,
  examples: [
    ["bot4 journal verify paper/sma-cross-1", "Whether all of it can be believed, and where it ends"],
  ],
  run(args, io) {
    const kinds = new Map<string, number>();
    const end = readAll(journalFolder(args.folder, io), kinds);
    const { last, synced, tornBytes } = end;
    const found = {
      last,
      synced,
      tornBytes,
      segments: end.segments.length,
      kinds: Object.fromEntries([...kinds].sort()),
    };
    if (args.json) io.out(`${JSON.stringify(found)}\n`);
    else io.out(`${said(found).join("\n")}\n`);
    return exitCodes.ok;
  },
});

function readAll(folder: string, kinds: Map<string, number>): JournalEnd {
  const records = readJournal(folder);
  for (;;) {
    const { done, value } = records.next();
    if (done) return value;
    kinds.set(value.kind, (kinds.get(value.kind) ?? 0) + 1);
  }
}

interface Found {
  readonly last: number;
  readonly synced: number;
  readonly tornBytes: number;
  readonly segments: number;
  readonly kinds: Readonly<Record<string, number>>;
}

function said({ last, synced, tornBytes, segments, kinds }: Found): string[] {
  const counted = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
  return [
    `whole up to record ${last}, in ${segments} ${segments === 1 ? "segment" : "segments"}`,
    `known to have reached the disk up to record ${synced}`,
    `holds ${counted.join(", ") || "nothing yet"}`,
    ...(tornBytes > 0
      ? [
          `${tornBytes} bytes after that are a torn tail, which is cut when the journal is next opened to write`,
        ]
      : []),
  ];
}
