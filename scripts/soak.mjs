// npm run soak -- --seconds 60: rings between threads for a while, each record checked.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

// Workers run what the build has made.
const built = (/** @type {string} */ name) =>
  import(new URL(`../dist/bench/${name}.js`, import.meta.url).href);
const { startDrillWorker } = await built("ring");
const { drill, faultsOf } = await built("ring-drill");

const { values } = parseArgs({ options: { seconds: { type: "string", default: "60" } } });
const seconds = Number(values.seconds);
if (!(seconds > 0)) {
  console.error(`--seconds must be a number above 0; was ${values.seconds}`);
  process.exit(2);
}
const cores = availableParallelism();
const pair = { kind: "spsc", producers: 1, consumers: 1, logical: 4 };
const crowd = { kind: "mpmc", producers: cores, consumers: cores, logical: Math.ceil(256 / cores) };
const drills = {
  "SPSC, batches of 64": { ...pair, capacity: 65_536, batch: 64 },
  "SPSC, nearly always full or empty": { ...pair, capacity: 4, batch: 1 },
  "MPMC, 256 logical producers": { ...crowd, capacity: 4_096, batch: 1 },
  "MPMC, nearly always full or empty": { ...crowd, capacity: 4, batch: 3 },
};

// Half of the time belongs to the ring that the hot path uses.
const share = (name) => (name === "SPSC, batches of 64" ? 1 / 2 : 1 / 6);
for (const [name, sizes] of Object.entries(drills)) {
  const result = await drill({ ...sizes, ms: seconds * 1e3 * share(name), start: startDrillWorker });
  const faults = faultsOf(result);
  const millions = (result.records / 1e6).toFixed(1);
  const rate = (result.records / result.ms / 1e3).toFixed(1);
  console.log(
    `${name}: ${millions}M records, ${rate}M/s, ${faults || "none lost, doubled, torn or out of order"}`,
  );
  if (faults !== "") process.exitCode = 1;
}
