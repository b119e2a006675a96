import { createHash } from "node:crypto";
import { refuse } from "../../core/errors.ts";
import type { Connection, SqlRow } from "./connection.ts";
import { type Migration, migrations } from "./migrations.ts";

const checksumOf = ({ name, statements }: Migration): string =>
  createHash("sha256")
    .update(JSON.stringify([name, ...statements]))
    .digest("hex");

/**
 * Brings the database to the present form, forward only, all of it or nothing; of two that come at once one waits for
 * the other. Gives how many steps it took. Throws a UserError for a database that a later bot4 has made, and for one whose
 * steps are not those of this one.
 */
export function migrate(connection: Connection, steps: readonly Migration[] = migrations): Promise<number> {
  return connection.transaction(async ({ query }) => {
    // Any two that migrate hold this lock in turn; its number is our own.
    await query("select pg_advisory_xact_lock(4404)");
    await query("create schema if not exists bot4");
    await query(
      "create table if not exists bot4.migrations (version integer primary key, name text not null, checksum text not null)",
    );
    const done = await query("select version, checksum from bot4.migrations order by version");
    checkDone(done, steps);
    for (const step of steps.slice(done.length)) {
      for (const statement of step.statements) await query(statement);
      await query("insert into bot4.migrations (version, name, checksum) values ($1, $2, $3)", [
        step.version,
        step.name,
        checksumOf(step),
      ]);
    }
    return steps.length - done.length;
  });
}

function checkDone(done: readonly SqlRow[], steps: readonly Migration[]): void {
  if (done.length > steps.length) {
    refuse(
      `the database must be of at most version ${steps.length}; was ${done.length}: a later bot4 has made it; use that one, ` +
        "or have the projection made anew in an empty database",
    );
  }
  for (const [k, { version, checksum }] of done.entries()) {
    const step = steps[k]!;
    if (version === step.version && checksum === checksumOf(step)) continue;
    refuse(
      `step ${step.version} (${step.name}) of the database must be this bot4's; was another of version ${String(version)}; ` +
        "have the projection made anew in an empty database",
    );
  }
}
