import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { RepositoryStore } from "../../../ports.ts";
import { takeLock } from "../../journal/lock.ts";
import type { Connection, SqlRow, SqlValue } from "../connection.ts";
import { openSqlStore } from "../sql-store.ts";

/**
 * The embedded database in a folder, made where there is none. It does not bring what it
 * writes to the disk at once, and would let two processes write: so it holds nothing that the journal does not, and one
 * process at a time may open it. Throws a UserError where another one has.
 */
export async function openPglite(folder: string): Promise<RepositoryStore> {
  const connection = await connectPglite(folder);
  try {
    return await openSqlStore(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The embedded database of a folder, in whatever form it is. */
export async function connectPglite(folder: string): Promise<Connection> {
  mkdirSync(folder, { recursive: true });
  const letGo = takeLock(join(folder, "database.lock"));
  try {
    // Loaded when it is asked for: 20 MB of WebAssembly are not for every command.
    const { PGlite } = await import("@electric-sql/pglite");
    const database = await PGlite.create({ dataDir: join(folder, "pglite") });
    const query =
      (on: Pick<typeof database, "query">): Connection["query"] =>
      async (sql, values = []) =>
        (await on.query<SqlRow>(sql, values as SqlValue[])).rows;
    return {
      query: query(database),
      transaction: (work) => database.transaction((within) => work({ query: query(within) })),
      close: async () => {
        await database.close();
        letGo();
      },
    };
  } catch (error) {
    letGo();
    throw error;
  }
}
