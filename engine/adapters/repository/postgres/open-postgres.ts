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
  const within: Connection["query"] = async (sql, values = []) => {
    try {
      return (await client.query(sql, values as SqlValue[])).rows;
    } catch (error) {
      // What the server itself refuses has a severity, and is no matter of the connection.
      const { severity } = error as { readonly severity?: string };
      if (severity === undefined || severity === "FATAL") {
        refuse("the connection to PostgreSQL was lost; what was not finished is undone there: do it again");
      }
      throw error;
    }
  };
  const inTurn = createTurns();
  try {
    return await openSqlStore({
      query: (sql, values) => inTurn(() => within(sql, values)),
      transaction: (work) =>
        inTurn(async () => {
          await within("begin");
          try {
            const result = await work({ query: within });
            await within("commit");
            return result;
          } catch (error) {
            // Over a connection that is lost it is undone without being asked for.
            await client.query("rollback").catch(() => {});
            throw error;
          }
        }),
      close: () => client.end(),
    });
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** Lets one thing be done after the other: on one connection a question would else fall into the unit of work of another. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn.catch(() => {});
    return turn;
  };
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
