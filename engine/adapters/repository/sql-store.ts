import { refuse } from "../../core/errors.ts";
import type { PositionRepository, Repositories, RepositoryStore, SeriesRepository } from "../../ports.ts";
import type { Connection } from "./connection.ts";
import { migrate } from "./migrate.ts";
import { insertRows, selectRows, type Table } from "./table.ts";
import { decisionsTable, equityTable, eventsTable, fillsTable, ordersTable } from "./tables.ts";

type Querying = Pick<Connection, "query">;

/** A store on a connection, its database brought to the present form. */
export async function openSqlStore(connection: Connection): Promise<RepositoryStore> {
  await migrate(connection);
  return {
    of: (session) => repositoriesOf(connection, session),
    unitOfWork: (session, work) => connection.transaction((within) => work(repositoriesOf(within, session))),
    sessions: async () => {
      const rows = await connection.query("select session from bot4.sessions order by session");
      return rows.map(({ session }) => String(session));
    },
    close: connection.close,
  };
}

function repositoriesOf(connection: Querying, session: string): Repositories {
  const series = <Row extends object>(table: Table<Row>): SeriesRepository<Row> => ({
    append: (rows) => insertRows(connection, table, session, rows),
    within: (window) => selectRows(connection, table, session, window),
  });
  return {
    orders: {
      save: (rows) => insertRows(connection, ordersTable, session, rows, true),
      find: async (id) => {
        const where = { sql: "id = ?", value: id };
        return (await selectRows(connection, ordersTable, session, {}, where))[0];
      },
      byStatus: (statuses, window) => {
        const where = statuses.length > 0 ? { sql: "status = any(?::text[])", value: statuses } : undefined;
        return selectRows(connection, ordersTable, session, window, where);
      },
    },
    fills: series(fillsTable),
    equity: series(equityTable),
    decisions: series(decisionsTable),
    events: series(eventsTable),
    position: positionOf(connection, session),
    clear: async () => {
      await connection.query("delete from bot4.sessions where session = $1", [session]);
    },
  };
}

function positionOf({ query }: Querying, session: string): PositionRepository {
  return {
    read: async () => {
      const [row] = await query("select position from bot4.sessions where session = $1", [session]);
      return row ? Number(row.position) : 0;
    },
    advance: async (from, to) => {
      const rows =
        from === 0
          ? await query(
              "insert into bot4.sessions (session, position) values ($1, $2) on conflict do nothing returning session",
              [session, to],
            )
          : await query(
              "update bot4.sessions set position = $3 where session = $1 and position = $2 returning session",
              [session, from, to],
            );
      if (rows.length === 0) {
        refuse(
          `the rows of session ${session} must be those up to record ${from} of its journal; somebody else has changed them; ` +
            "let only one project it at a time",
        );
      }
    },
  };
}
