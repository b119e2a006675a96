// npm run chaos -- --cases 1000 --seed 1: so many drills of an order manager at an exchange under faults, in each mode.
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { cases: { type: "string", default: "1000" }, seed: { type: "string", default: "1" } },
});
const env = { ...process.env, CHAOS_CASES: values.cases, CHAOS_SEED: values.seed };
const { status } = spawnSync("npx", ["vitest", "run", "engine/venue/exchange/chaos.test.ts"], {
  stdio: "inherit",
  env,
});
process.exit(status ?? 1);
