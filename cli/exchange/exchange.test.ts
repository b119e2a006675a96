import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bot4, freshFolder } from "../../test/cli.ts";
import { readFaults } from "../faults.ts";
import type { Io } from "../io.ts";
import { type ServeRequest, startServer } from "./start.ts";

const start = Date.UTC(2024, 0, 1);

/** Minutes of a market that rises by one a minute. */
const csv = (minutes: number): string =>
  [
    "timestamp,open,high,low,close,volume",
    ...Array.from(
      { length: minutes },
      (_, k) => `${start + k * 60_000},${100 + k},${101 + k},${99 + k},${101 + k},10`,
    ),
  ].join("\n");

const depth = (ts: number, data: object) => `${ts}000000 ${JSON.stringify(data)}`;
const recording = [
  depth(start, { lastUpdateId: 5, bids: [["100.00", "1"]], asks: [["100.10", "2"]] }),
  depth(start, { data: { e: "depthUpdate", E: start, U: 6, u: 7, b: [["99.90", "3"]], a: [] } }),
  depth(start, { data: { e: "trade", T: start + 1, t: 1, p: "100.10", q: "0.5", m: false } }),
].join("\n");

function io(cwd: string): Io & { readonly text: () => string } {
  let text = "";
  const out = (line: string) => {
    text += line;
  };
  const rest = { env: {}, columns: 100, colour: false, terminal: false } as const;
  return { cwd, out, err: out, compute: async (work) => work(), ...rest, text: () => text };
}

const plain: ServeRequest = {
  references: ["BTCUSDT.csv"],
  symbols: [],
  catalog: undefined,
  fromMs: undefined,
  toMs: undefined,
  allow: [],
  steps: { tick: "0.01", lot: "0.001", takerBps: 10, makerBps: 10, notionalMin: 5 },
  balances: { USDT: 1_000 },
  keys: [{ key: "k", secret: "s" }],
  queue: "trades",
  faults: undefined,
  speed: 1e6,
  port: 0,
  seed: 1,
};

/** Serves a folder with both kinds of data while a test asks. */
async function served(
  request: Partial<ServeRequest>,
  ask: (get: (path: string) => Promise<unknown>) => Promise<void>,
): Promise<string> {
  const cwd = freshFolder();
  writeFileSync(join(cwd, "BTCUSDT.csv"), csv(30));
  writeFileSync(join(cwd, "book.jsonl"), recording);
  writeFileSync(join(cwd, "chaos.yaml"), "rates: { drop-request: 1 }\n");
  const world = io(cwd);
  const { port, close } = await startServer({ ...plain, ...request }, world);
  try {
    await ask(async (path) => (await fetch(`http://127.0.0.1:${port}/api/v3/${path}`)).json());
  } finally {
    await close();
  }
  return world.text();
}

const until = async (done: () => Promise<boolean>): Promise<void> => {
  for (let k = 0; k < 500 && !(await done()); k++) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe("bot4 exchange serve", () => {
  test("plays bars at a speed, with a book around them", async () => {
    const said = await served({}, async (get) => {
      await until(
        async () => ((await get("klines?symbol=BTCUSDT&interval=1m&limit=100")) as unknown[]).length === 30,
      );
      const bars = (await get("klines?symbol=BTCUSDT&interval=5m")) as unknown[][];
      expect(bars[0]!.slice(0, 6)).toEqual([start, "100", "105", "99", "105", "50"]);
      const { bids, asks } = (await get("depth?symbol=BTCUSDT")) as { bids: string[][]; asks: string[][] };
      expect([Number(bids[0]![0]) < 130, Number(asks[0]![0]) > 130]).toEqual([true, true]);
    });
    expect(said).toContain("BTC/USDT on http://127.0.0.1:");
    expect(said).toContain("the data has ended");
  });

  test("begins at a bar, with those before it as history, and leaves out what is later", async () => {
    const [fromMs, toMs] = [start + 20 * 60_000, start + 25 * 60_000];
    await served({ fromMs, toMs, speed: 1e-3 }, async (get) => {
      const bars = async () => (await get("klines?symbol=BTCUSDT&interval=1m&limit=100")) as unknown[][];
      await until(async () => (await bars()).length === 21);
      // Played slowly, there is what was before and the first bar: its book stands.
      expect((await bars()).map(([ts]) => ts)).toEqual(
        Array.from({ length: 21 }, (_, k) => start + k * 60_000),
      );
      expect(await get("ticker/price?symbol=BTCUSDT")).toMatchObject({ price: "121.00" });
    });
    await served({ fromMs, toMs }, async (get) => {
      const count = async () => ((await get("klines?symbol=BTCUSDT&interval=1m&limit=100")) as []).length;
      await until(async () => (await count()) >= 25);
      expect(await count()).toBe(25);
    });
  });

  test("gaps are refused unless they are accepted", async () => {
    const cwd = freshFolder();
    const rows = csv(3 * 1_440).split("\n");
    writeFileSync(join(cwd, "BTCUSDT.csv"), [...rows.slice(0, 2_000), ...rows.slice(2_010)].join("\n"));
    await expect(startServer(plain, io(cwd))).rejects.toThrow("1 gap, 10 bars missing");
    const { close } = await startServer({ ...plain, allow: ["gaps"] }, io(cwd));
    await close();
  });

  test("replays recorded depth", async () => {
    await served({ references: ["book.jsonl"] }, async (get) => {
      await until(async () => ((await get("trades?symbol=BTCUSDT")) as unknown[]).length === 1);
      expect(await get("depth?symbol=BTCUSDT")).toMatchObject({
        bids: [
          ["100.00", "1.000"],
          ["99.90", "3.000"],
        ],
        asks: [["100.10", "1.500"]],
      });
    });
  });

  test("a recording that breaks off is refused by its line, and the server goes", async () => {
    const cwd = freshFolder();
    writeFileSync(join(cwd, "book.jsonl"), `${recording}\n1 {`);
    const { finished, port } = await startServer({ ...plain, references: ["book.jsonl"] }, io(cwd));
    await expect(finished).rejects.toThrow("line 4 of the recording must be JSON after its time");
    await expect(fetch(`http://127.0.0.1:${port}/api/v3/ping`)).rejects.toThrow("fetch failed");
  });

  test("with the faults of a file requests get lost", async () => {
    await served({ faults: "chaos.yaml" }, async (get) => {
      await expect(get("ping")).rejects.toThrow("fetch failed");
    });
  });

  test.each([
    [["--data", "x.csv", "--speed", "0"], "--speed must be in (0, 1000000]; was 0"],
    [["--data", "x.csv", "--port", "70000"], "--port must be in [0, 65535]; was 70000"],
    [["--data", "x.csv", "--balance", "many"], "--balance must be such as USDT=1000; was many"],
    [["--data", "a.jsonl", "--data", "b.jsonl"], "a recording is served alone"],
    [["--data", "a.jsonl", "--from", "2024"], "--from, --to and --allow are of bars"],
    [["--data", "x.csv", "--from", "soon"], "--from must be an ISO date"],
    [["--data", "nowhere.jsonl"], "nowhere.jsonl does not exist"],
    [
      ["--data", "a.jsonl", "--faults", "wild"],
      "faults must be one of calm, rough, hell or a file such as chaos.yaml; was wild",
    ],
  ])("%j is refused", async (flags, message) => {
    const { code, err } = await bot4(["exchange", "serve", ...flags], freshFolder());
    expect(err).toContain(message);
    expect(code).not.toBe(0);
  });
});

test("a file of faults is read, and refused by file and field", async () => {
  const cwd = freshFolder();
  const read = (text: string) => {
    writeFileSync(join(cwd, "chaos.yaml"), text);
    return readFaults("chaos.yaml", io(cwd));
  };
  const plan = await read(
    "mode: rough\ntimeline:\n  - { at: 2h, kind: outage, for: 5m }\n  - at: 2026-01-02T00:00:00Z\n    kind: halt\n    for: 1m\n",
  );
  expect(plan.timeline.map(({ kind, since }) => [kind, since])).toEqual([
    ["outage", "start"],
    ["halt", "epoch"],
  ]);
  await expect(read("rates: { drop-reqest: 1 }\n")).rejects.toThrow(
    'chaos.yaml: unknown rate "drop-reqest"; did you mean "drop-request"?',
  );
  await expect(read("rates: [\n")).rejects.toThrow("chaos.yaml cannot be read");
  await expect(readFaults("chaos.toml", io(cwd))).rejects.toThrow(
    "or a file such as chaos.yaml; was chaos.toml",
  );
});
