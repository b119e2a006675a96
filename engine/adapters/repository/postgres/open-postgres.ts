import { refuse } from "../../../core/errors.ts";
import type { RepositoryStore } from "../../../ports.ts";
import type { Connection, SqlValue } from "../connection.ts";
import { openSqlStore } from "../sql-store.ts";

/** How long a connection may take, ms. */
const connectMs = 10_000;

/**
 * A database of a PostgreSQL server, by its URL. Throws a UserError where it cannot be reached; nothing that it says holds
 * the URL, which may hold a password.
 */
export async function openPostgres(url: string): Promise<RepositoryStore> {
  const { default: pg } = await import("pg");
  const client = await connected(
    () => new pg.Client({ connectionString: url, connectionTimeoutMillis: connectMs }),
  );
  const query: Connection["query"] = async (sql, values = []) =>
    (await client.query(sql, values as SqlValue[])).rows;
  try {
    return await openSqlStore({
      query,
      transaction: async (work) => {
        await client.query("begin");
        try {
          const result = await work({ query });
          await client.query("commit");
          return result;
        } catch (error) {
          await client.query("rollback");
          throw error;
        }
      },
      close: () => client.end(),
    });
  } catch (error) {
    await client.end();
    throw error;
  }
}

interface Connecting {
  readonly connect: () => Promise<unknown>;
  readonly on: (event: "error", listener: () => void) => unknown;
}

async function connected<Client extends Connecting>(create: () => Client): Promise<Client> {
  try {
    const client = create();
    // A connection that breaks while nobody asks; the next to ask is told.
    client.on("error", () => {});
    await client.connect();
    return client;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return refuse(
      `PostgreSQL must be reachable by the URL that was given; it was not (${code ?? (error as Error).name}); see its host, port, ` +
        "user, password and database",
    );
  }
}
