import { dieAt } from "./die-at.ts";

// Compacts a ledger and is killed at the given step.
const [ledger, step] = process.argv.slice(2);
dieAt(Number(step), "kill");
const { compactLedger } = await import("../ledger/compact.ts");
await compactLedger(ledger!, 1);
