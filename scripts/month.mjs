// npm run month -- --days 31 --seed 7 --faults rough: a session of five symbols on bars of a minute, on simulated time.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { monthResult, monthText } = await import(
  new URL("../dist/bench/month-report.js", import.meta.url).href
);

const { values } = parseArgs({
  options: {
    days: { type: "string", default: "30" },
    seed: { type: "string", default: "7" },
    faults: { type: "string", default: "rough" },
    // Folder of real bars of two of the symbols; without it all are made.
    bars: { type: "string", default: process.env.BOT4_SHARED ? `${process.env.BOT4_SHARED}/data/bars` : "" },
  },
});
const [days, seed] = [Number(values.days), Number(values.seed)];
if (!(Number.isInteger(days) && days >= 1 && Number.isSafeInteger(seed))) {
  console.error(
    `--days must be a whole number of at least 1 and --seed a whole number; were ${days}, ${seed}`,
  );
  process.exit(2);
}
const root = mkdtempSync(join(tmpdir(), "bot4-month-"));
try {
  const bars = existsSync(values.bars) ? values.bars : undefined;
  const result = await monthResult({
    folder: join(root, "journal"),
    days,
    seed,
    faults: values.faults,
    bars,
  });
  console.log(monthText(result));
  if (result.unknown.length > 0 || result.halted) process.exitCode = 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
