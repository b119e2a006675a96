import { refuse, suggest } from "../../engine/core/errors.ts";
import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonFlag } from "../flags.ts";

export const benchCommand = command({
  positionals: {
    name: { type: "string", array: true, default: [], describe: "Benchmarks to run; all unless named" },
  },
  flags: {
    ...jsonFlag,
    check: { type: "boolean", describe: "Fail where a ratio to the reference beside it exceeds its bound" },
  },
  async run({ name: names, json, check }, io) {
    const { benches, runBenches } = await import("../../bench/index.ts");
    const known = Object.keys(benches);
    for (const name of names) {
      if (!known.includes(name)) {
        refuse(`unknown benchmark "${name}"${suggest(name, known) || `; there are ${known.join(", ")}`}`);
      }
    }
    const request = { names, json: json === true, check: check === true };
    const failures = await runBenches(request, (text) => io.out(`${text}\n`));
    for (const failure of failures) io.err(`${failure}\n`);
    return failures.length > 0 ? exitCodes.refused : exitCodes.ok;
  },
});
