import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { toText } from "../../../engine/adapters/journal/plain.ts";
import type { RepositoryStore } from "../../../engine/ports.ts";
import { projectSession } from "../../../engine/run/paper/project-session.ts";
import type { SessionFile } from "../../../engine/run/paper/session-file.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag } from "../../flags.ts";
import type { Io } from "../../io.ts";
import { sessionPaths } from "../../paper/session-folder.ts";
import { dossiersFlags } from "../../promotion/dossiers.ts";
import { shortPath } from "../../report.ts";
import { foldOptionsOf, openStoredSession, sessionPositional } from "../../shadow/stored-session.ts";

export const projectCommand = command({
  positionals: sessionPositional,
  flags: {
    postgres: {
      type: "string",
      describe: "URL of a PostgreSQL database [BOT4_POSTGRES; without one the embedded database]",
    },
    database: { type: "string", describe: "Folder of the embedded database [<session>/database]" },
    rebuild: { type: "boolean", describe: "Take the session's rows away and write all of them anew" },
    ...dossiersFlags,
    ...jsonFlag,
  },
  examples: [
    ["bot4 journal project paper/sma-cross-1", "Orders, fills, equity and decisions as tables, embedded"],
    ["BOT4_POSTGRES=postgres://… bot4 journal project paper/sma-cross-1", "The same on a server"],
  ],
  async run(args, io) {
    const session = await openStoredSession(args.session, args.dossiers, io);
    const place = placeOf(args, session.folder, io);
    const store = await place.open();
    try {
      const name = nameOf(session.file);
      const projected = await projectSession(store, {
        ...foldOptionsOf(session),
        folder: sessionPaths(session.folder).journal,
        session: name,
        rebuild: args.rebuild ?? false,
      });
      const { from, to } = projected;
      if (args.json) io.out(`${JSON.stringify({ session: name, database: place.name, from, to })}\n`);
      else {
        const news = to === from ? "nothing new" : `records ${from + 1} to ${to}`;
        io.out(`${name}: ${news}; its rows are those up to record ${to}, in ${place.name}\n`);
      }
    } finally {
      await store.close();
    }
    return exitCodes.ok;
  },
});

/** The name of a session in a database: sessions of one dossier have one name of a run, but not one beginning. */
const nameOf = (file: SessionFile): string =>
  `${file.run}-${createHash("sha256").update(toText(file)).digest("hex").slice(0, 12)}`;

interface Place {
  /** In words that hold no secret. */
  readonly name: string;
  readonly open: () => Promise<RepositoryStore>;
}

interface PlaceArgs {
  readonly postgres?: string | undefined;
  readonly database?: string | undefined;
}

/** The database that is asked for; a folder that is named counts more than the environment. */
function placeOf({ postgres, database }: PlaceArgs, session: string, io: Io): Place {
  const url = postgres ?? (database === undefined ? io.env.BOT4_POSTGRES : undefined);
  if (url) {
    return {
      name: "PostgreSQL",
      open: async () =>
        (await import("../../../engine/adapters/repository/postgres/open-postgres.ts")).openPostgres(url),
    };
  }
  const folder = database === undefined ? join(session, "database") : resolve(io.cwd, database);
  return {
    name: shortPath(folder, io),
    open: async () =>
      (await import("../../../engine/adapters/repository/pglite/open-pglite.ts")).openPglite(folder),
  };
}
