import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readJournal } from "../../engine/adapters/journal/read-journal.ts";
import type { TraderInput } from "../../engine/run/live/trader-input.ts";
import { crossStrategy, freshFolder, wavyCsv } from "../../test/cli.ts";
import { startServer } from "../exchange/start.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { readSessionFile } from "./session-folder.ts";
import { readStatus } from "./session-status.ts";
import { call, promotedPlace } from "./testing/promoted-place.ts";

const hour = 3_600_000;
/** A bar of an hour takes as long, ms. */
const barMs = 60;

const until = async (holds: () => boolean): Promise<void> => {
  for (let k = 0; k < 1_000 && !holds(); k++) await new Promise((resolve) => setTimeout(resolve, 10));
};

test("a market that cannot be reached is said to be, and leaves nothing behind", async () => {
  const place = await promotedPlace();
  const { code, err } = await call("paper 1 --feed serve:http://127.0.0.1:9", place);
  expect(err).toMatch(/^bot4: nothing answers at http:\/\/127\.0\.0\.1:9; start bot4 exchange serve, /m);
  expect(code).toBe(exitCodes.badInput);
  expect(existsSync(join(place.cwd, "paper"))).toBe(false);
});

test("a session follows a live market over sockets, and goes on after an interruption with what it missed", async () => {
  const cwd = freshFolder();
  writeFileSync(join(cwd, "WAVYUSD.csv"), wavyCsv(2_000, hour));
  writeFileSync(join(cwd, "cross.ts"), crossStrategy);
  const place = await promotedPlace("WAVYUSD.csv", cwd);
  const { port, close } = await startServer(
    {
      references: ["WAVYUSD.csv"],
      symbols: [],
      catalog: undefined,
      fromMs: undefined,
      toMs: undefined,
      allow: [],
      steps: { tick: "0.01", lot: "0.001", takerBps: 10, makerBps: 10, notionalMin: 5 },
      balances: { USD: 1_000 },
      keys: [],
      queue: "trades",
      faults: undefined,
      speed: hour / barMs,
      port: 0,
      seed: 1,
    },
    { cwd, env: {}, out: () => {}, err: () => {} } as unknown as Io,
  );
  const folder = join(cwd, "live");
  const bars = (): number => readStatus(folder)?.account.bars ?? 0;
  const feed = `--feed serve:http://127.0.0.1:${port}`;
  try {
    await new Promise((resolve) => setTimeout(resolve, 30 * barMs));
    const first = call(`paper 1 ${feed} --session live --quiet`, place);
    await until(() => bars() > 0);
    expect(await call("stop --session live", place)).toMatchObject({ code: exitCodes.ok });
    expect(await first).toMatchObject({ code: exitCodes.ok });
    const before = bars();
    await new Promise((resolve) => setTimeout(resolve, 4 * barMs));
    const second = call("paper 1 --session live", place);
    await until(() => bars() > before + 12);
    await call("stop --session live", place);
    const { code, out } = await second;
    expect(code).toBe(exitCodes.ok);
    expect(out).toMatch(/^feed {6}heard 0 s ago {2}serve:http/m);
  } finally {
    await close();
  }
  const told = [...readJournal(join(folder, "journal"))]
    .filter(({ kind }) => kind === "input")
    .map(({ data }) => data as TraderInput);
  const closed = told.filter((input) => input.kind === "bar");
  // Every bar once and in its order, whatever came between; what was missed meanwhile as past.
  for (const [k, { ts }] of closed.entries()) expect(ts).toBe(closed[0]!.ts + k * hour);
  expect(closed.some(({ past }) => past)).toBe(true);
  expect(closed.some(({ past }) => !past)).toBe(true);
  expect(told.some(({ kind }) => kind === "quote")).toBe(true);
  const file = readSessionFile(folder)!;
  expect(file.instruments.WAVYUSD).toMatchObject({ kind: "spot", tick: "0.01", lot: "0.001" });
  expect(closed[0]!.ts).toBe(file.history.tradesFromMs + hour);
}, 30_000);
