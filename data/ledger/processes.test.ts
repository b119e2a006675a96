import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newFolder } from "../testing/bars.ts";
import { startChild } from "../testing/child.ts";
import { trialOf } from "../testing/trials.ts";
import { appendTrials, closeTrials } from "./append.ts";
import { compactLedger } from "./compact.ts";
import { queryTrials } from "./query.ts";
import { trialCount } from "./statistics.ts";

/** One step in five: every kind of step is met, and the test takes seconds. */
const stride = 5;

const fresh = () => join(newFolder(), "runs.ledger");
const numbersOf = async (ledger: string, writer: string): Promise<number[]> =>
  (await queryTrials(ledger))
    .filter(({ params }) => params.writer === writer)
    .map(({ params }) => Number(params.n))
    .sort((a, b) => a - b);
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

test("four processes at once lose and double nothing, two of them compacting meanwhile", async () => {
  const ledger = fresh();
  const writers = ["a", "b", "c", "d"].map((name, k) =>
    startChild("ledger-child.ts", [ledger, name, "12", "40", k < 2 ? "compact" : "close"]),
  );
  // Readers, too, may come at any time.
  const seen: number[] = [];
  let running = true;
  const reading = (async () => {
    while (running) seen.push(await trialCount(ledger));
  })();
  for (const writer of writers) expect(await writer.ended).toMatchObject({ code: 0, stderr: "" });
  running = false;
  await reading;
  expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  for (const name of ["a", "b", "c", "d"]) expect(await numbersOf(ledger, name)).toEqual(upTo(480));
  expect(await compactLedger(ledger, 1)).not.toBe("busy");
  for (const name of ["a", "b", "c", "d"]) expect(await numbersOf(ledger, name)).toEqual(upTo(480));
  expect(readdirSync(ledger).filter((file) => /open|closed|\.lock|staging/.test(file))).toEqual([]);
}, 120_000);

test("killed at any moment, a writer loses at most the batch that it had not yet announced", async () => {
  const ledger = fresh();
  for (const [k, batches] of [1, 3, 8, 21, 40].entries()) {
    const name = `w${k}`;
    const child = startChild("ledger-child.ts", [ledger, name, "1000000", "25"]);
    await child.said(`\n${batches}\n`.slice(batches === 1 ? 1 : 0));
    child.kill("SIGKILL");
    const { stdout, signal } = await child.ended;
    expect(signal).toBe("SIGKILL");
    const announced = 25 * Number(/(\d+)\n[^\n]*$/.exec(stdout)![1]);
    const found = await numbersOf(ledger, name);
    expect(found).toEqual(upTo(found.length));
    expect(found.length).toBeGreaterThanOrEqual(announced);
  }
  const before = await trialCount(ledger);
  expect(readdirSync(ledger).every((file) => file.endsWith(".open"))).toBe(true);
  expect(await compactLedger(ledger, 1)).toMatchObject({ segments: 5, rows: before });
  expect(await trialCount(ledger)).toBe(before);
}, 120_000);

test("killed at any step, a compaction loses and doubles nothing, and the next one clears away", async () => {
  const ledger = fresh();
  let kills = 0;
  let rows = 0;
  for (let step = 1; ; step += stride) {
    for (let k = 0; k < 2; k++) {
      await appendTrials(ledger, [trialOf({ n: rows++ }), trialOf({ n: rows++ })]);
      closeTrials(ledger);
    }
    const { signal, stderr } = await startChild("compact-child.ts", [ledger, String(step)]).ended;
    const found = (await queryTrials(ledger)).map(({ params }) => Number(params.n)).sort((a, b) => a - b);
    expect(found, `after step ${step}`).toEqual(upTo(rows));
    if (signal !== "SIGKILL") {
      expect(stderr).toBe("");
      break;
    }
    kills++;
  }
  expect(kills).toBeGreaterThan(5);
  const files = readdirSync(ledger);
  expect(files.filter((file) => /segment|\.lock|staging/.test(file))).toEqual([]);
  expect(existsSync(join(ledger, "ledger.json"))).toBe(true);
}, 120_000);

test("many small compactions leave few parts", async () => {
  const ledger = fresh();
  for (let k = 0; k < 20; k++) {
    await appendTrials(ledger, [trialOf({ k })]);
    closeTrials(ledger);
    await compactLedger(ledger, 1);
  }
  expect(readdirSync(ledger).length).toBeLessThanOrEqual(1 + Math.log2(20) + 1);
  expect(await trialCount(ledger)).toBe(20);
});

test.skipIf(process.platform === "win32")(
  "where the disk takes no more, a batch is in the ledger whole or not at all, and the writer is told",
  async () => {
    const ledger = fresh();
    // 100 blocks of 1024 bytes: what the operating system refuses then is what it refuses on a full disk.
    const limited = ["bash", "-c", 'ulimit -f 100; exec "$@"', "bash"];
    const { code, stdout, stderr } = await startChild("ledger-child.ts", [ledger, "a", "1000", "25"], limited)
      .ended;
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/runs\.ledger cannot be written: (it would exceed the limit|the disk is full)/);
    const announced = 25 * stdout.trimEnd().split("\n").length;
    expect(announced).toBeGreaterThan(100);
    expect(await numbersOf(ledger, "a")).toEqual(upTo(announced));
  },
);
