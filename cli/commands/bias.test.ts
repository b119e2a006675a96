import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { appendJournal } from "../../data/dossiers/override-journal.ts";
import { detectors } from "../../research/bias/detect.ts";
import { simulateTrader, type Temper } from "../../research/bias/testing/simulate.ts";
import { bot4, freshFolder, workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

const call = (line: string, cwd: string) => bot4(line.split(" "), cwd);

/** A simulated trader as a journal. */
function journalOf(seed: number, temper: Temper, cwd = freshFolder()): string {
  const { trades, series } = simulateTrader(seed, temper);
  const { ts, close } = series.get("A")!;
  const lines = [
    ...trades.map((trade) => ({ kind: "trade", ...trade })),
    ...Array.from(ts, (atMs, i) => ({ kind: "price", symbol: "A", atMs, close: close[i] })),
  ];
  writeFileSync(join(cwd, "trades.jsonl"), `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
  return cwd;
}

test("a journal of a trader who doubles after losses is marked for that alone", async () => {
  const cwd = journalOf(3, { martingale: 2 });
  const { code, out, err } = await call("bias trades.jsonl", cwd);
  expect({ code, err }).toEqual({ code: exitCodes.ok, err: "" });
  expect(out).toMatch(/^MARKED +martingale sizing/m);
  expect(out.match(/^MARKED/gm)).toHaveLength(1);
  expect(out).toContain("1 marked at 5% in all (Holm)\n");
  const json = JSON.parse((await call("bias trades.jsonl --json", cwd)).out);
  expect(json).toMatchObject({ schema: "bot4/bias@1", of: "trades.jsonl", decidedBy: "person" });
  await call("bias trades.jsonl --report page.html", cwd);
  const page = readFileSync(join(cwd, "page.html"), "utf8");
  expect(page).toContain("martingale sizing");
  expect(page).not.toContain("a rule of the strategy");
  expect(json.findings.map(({ name }: { name: string }) => name)).toEqual(detectors.map(({ name }) => name));
});

test("what was asked for after losses counts as revenge, refused or not", async () => {
  const cwd = journalOf(4, {});
  const { trades } = simulateTrader(4);
  for (const { exitMs, return: result } of trades.slice(0, 200)) {
    const record = { kind: "add", atMs: exitMs + 60_000, allowed: false };
    if (result < 0) await appendJournal(join(cwd, "overrides.journal"), record);
  }
  expect((await call("bias trades.jsonl", cwd)).out).not.toMatch(/^MARKED +revenge/m);
  const { out } = await call("bias trades.jsonl --overrides overrides.journal", cwd);
  expect(out).toMatch(/^MARKED +revenge trading/m);
});

test("a run is examined beside its own prices, and its marks are rules, not feelings", async () => {
  const cwd = workshop();
  const { run } = JSON.parse((await call("backtest cross.ts --data wavy.csv --no-report --json", cwd)).out);
  const { code, out } = await call(`bias ${run.id} --report bias.html`, cwd);
  expect(code).toBe(exitCodes.ok);
  expect(out).toContain("nobody felt anything here");
  expect(out).toMatch(/loss aversion +\d+ +(n\/a|[\d.<]+)/);
  expect(out).toContain("report  bias.html");
  const page = readFileSync(join(cwd, "bias.html"), "utf8");
  expect(page).toContain("Marks of biases");
  expect(page).toContain("a rule of the strategy");
  // It is the report of the run, with a section more.
  expect(page).toContain("List of trades");
});

test("what cannot be read is refused by name and line", async () => {
  const cwd = freshFolder();
  writeFileSync(join(cwd, "bad.jsonl"), '{"kind":"price","symbol":"A","atMs":1,"close":1}\n{oops\n');
  expect(await call("bias bad.jsonl", cwd)).toMatchObject({
    code: exitCodes.badInput,
    err: expect.stringContaining("bad.jsonl:2 must be a JSON record; was {oops"),
  });
  for (const [text, message] of [
    ["", "of its 0 lines none is one"],
    [
      '{"kind":"trades"}\n{"kind":"trades"}\n{}\n',
      'of its 3 lines none is one; the kinds of its lines are "trades", none at all',
    ],
    ["[1]\n", "line 1 must be a record; was [1]"],
    ['{"kind":"price","symbol":"A","atMs":1,"close":1}\n', "of its 1 lines none is one"],
  ] as const) {
    writeFileSync(join(cwd, "odd.jsonl"), text);
    expect(await call("bias odd.jsonl", cwd)).toMatchObject({
      code: exitCodes.badInput,
      err: expect.stringContaining(message),
    });
  }
  writeFileSync(join(cwd, "odd.jsonl"), '{"kind":"add","atMs":1}\n{"kind":"trades"}\n');
  const odd = await call("bias odd.jsonl --json", cwd);
  expect(odd).toMatchObject({ code: exitCodes.ok, err: '! 1 line of kind "trades" was passed over\n' });
  expect(JSON.parse(odd.out)).toMatchObject({ passedOver: { trades: 1 }, overrides: 1 });
  expect((await call("bias absent-0123456789", cwd)).err).toContain("no run");
  expect((await call("bias bad.jsonl --overrides none.journal", cwd)).err).toContain(
    "none.journal cannot be read",
  );
});
