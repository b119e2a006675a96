import { appendTrials, closeTrials } from "../ledger/append.ts";
import { compactLedger } from "../ledger/compact.ts";
import { trialOf } from "./trials.ts";

// Appends batches of trials to a ledger, says so after each, and compacts between them when asked to.
const [ledger, name, batches, size, how = "close"] = process.argv.slice(2);
for (let k = 0; k < Number(batches); k++) {
  const params = (i: number) => ({ writer: name!, n: k * Number(size) + i });
  await appendTrials(
    ledger!,
    Array.from({ length: Number(size) }, (_, i) => trialOf(params(i))),
  );
  process.stdout.write(`${k + 1}\n`);
  if (how === "compact") {
    closeTrials(ledger!);
    await compactLedger(ledger!, 1);
  }
  await new Promise((done) => setImmediate(done));
}
