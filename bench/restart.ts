import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readJournal } from "../engine/adapters/journal/read-journal.ts";
import { measure, type Row } from "./harness.ts";
import { makeMonth, playMonth } from "./month.ts";

/** Days of bars of a minute whose journals are opened again, and the target of the longest, ms. */
const spans: readonly (readonly [days: number, targetMs: number | undefined])[] = [
  [3, undefined],
  [31, 5_000],
];

/** How long a session takes from the opening of its journal until it can trade, beside the mere reading of that journal. */
export async function restartBench(): Promise<Row[]> {
  const root = mkdtempSync(join(tmpdir(), "bot4-restart-"));
  try {
    const rows: Row[] = [];
    for (const [days, targetMs] of spans) rows.push(await restartRow(root, days, targetMs));
    return rows;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function restartRow(root: string, days: number, targetMs: number | undefined): Promise<Row> {
  const folder = join(root, String(days));
  const month = await makeMonth({ folder, days, seed: 7, faults: "rough" });
  const { session } = month.open();
  await playMonth(month, session);
  const fills = session.trader.session.fills.length;
  await session.close();
  const open = () => {
    const again = month.open();
    again.session.journal.abandon();
    return again;
  };
  return measure({
    name: `${days} days of 5 symbols, 1m, opened to trade`,
    unit: "restart",
    run: open,
    verify: () => {
      const found = open().session.trader.session.fills.length;
      if (found !== fills)
        throw new Error(`a session of ${fills} fills must open with as many; had ${found}`);
    },
    reference: {
      name: "reading and parsing its journal",
      run: () => {
        let records = 0;
        for (const _ of readJournal(folder)) records++;
        return records;
      },
    },
    ...(targetMs !== undefined && { targetMs }),
    budgetMs: 100,
  });
}
