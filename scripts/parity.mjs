// npm run parity -- --cases 100000 --seed 7: a long soak of the parity test; --case '{...}' replays one case.
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    case: { type: "string" },
  },
});
const env = {
  ...process.env,
  PARITY_CASES: values.cases,
  PARITY_SEED: values.seed,
  PARITY_CASE: values.case ?? "",
};
const { status } = spawnSync("npx", ["vitest", "run", "test/parity.test.ts"], { stdio: "inherit", env });
process.exit(status ?? 1);
