// npm run chaos -- --cases 1000 --seed 1: so many drills of an order manager, and of a whole session, at an exchange under
// faults, in each mode. A seed that fails says so, and fails again.
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { cases: { type: "string", default: "1000" }, seed: { type: "string", default: "1" } },
});
const drills = ["engine/venue/exchange/chaos.test.ts", "engine/run/paper/chaos.test.ts"];
const env = { ...process.env, CHAOS_CASES: values.cases, CHAOS_SEED: values.seed };
const { status } = spawnSync("npx", ["vitest", "run", ...drills], {
  stdio: "inherit",
  env,
});
process.exit(status ?? 1);
