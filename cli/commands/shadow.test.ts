import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { PaperRecord } from "../../research/promotion/paper-record.ts";
import { crossStrategy, workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";
import { call, type Place, promotedPlace } from "../paper/testing/promoted-place.ts";
import type { Judged } from "../shadow/text.ts";

test("stops that the same bars reached differ by price alone, and so does what was sized first", async () => {
  const cwd = workshop();
  writeFileSync(
    join(cwd, "cross.ts"),
    crossStrategy.replace("crossUnder(a, b)) }", "crossUnder(a, b)), stop: 1.5 }"),
  );
  const place = await promotedPlace("wavy.csv", cwd);
  await call("paper 1 --feed replay:wavy.csv@max --quiet", place);
  const { period } = JSON.parse((await call("shadow paper/cross-1 --json", place)).out) as Judged;
  const status = (await call("status --session paper/cross-1", place)).out;
  const [, latest] = /^decided {3}at the closes: WAVY [01] \((.*?)\)/m.exec(status)!;
  expect(period.lines.map(({ decidedMs }) => decidedMs)).toContain(Date.parse(`${latest}Z`));
  const stops = period.fills.filter(({ role, reason }) => role === "protection" && reason === "stop");
  expect(stops.length).toBeGreaterThan(1);
  // They are heard of after the close at which the whole bar was told.
  for (const { filledMs, heardMs, ts } of stops) expect([filledMs, heardMs > filledMs]).toEqual([ts, true]);
  expect(period.amounts.timing).toBeCloseTo(0, 9);
  expect(Math.abs(period.amounts.price)).toBeGreaterThan(0.01);
  const sum = Object.values(period.amounts).reduce((total, amount) => total + amount, 0);
  expect(Math.abs(sum - period.difference)).toBeLessThan(1e-9);
  const first = period.lines.findLast(
    ({ role, decidedMs }) =>
      role === "decision" && decidedMs === Math.min(...period.lines.map((line) => line.decidedMs)),
  );
  expect(first!.amounts).toMatchObject({
    quantity: 0,
    price: expect.closeTo(first!.total - first!.amounts.fee, 9),
  });
}, 30_000);

describe("bot4 shadow", () => {
  let place: Place;
  const at = (name: string) => join(place.cwd, name);
  const session = "paper/cross-1";

  beforeAll(async () => {
    place = await promotedPlace();
    await call("paper 1 --feed replay:wavy.csv@max --to 2020-07-01 --faults rough --quiet", place);
  }, 30_000);

  test("shows every difference by cause, which add up, and writes the record that promotion asks for", async () => {
    const { code, out, err } = await call(`shadow ${session} --report shadow.html`, place);
    expect(code, err).toBe(exitCodes.ok);
    expect(out).toMatch(
      /^cross \(paper-1-\w+\), 2020-01-21 00:00 to 2020-07-01 00:00: 16\d bars, \d+ fills$/m,
    );
    expect(out).toMatch(/(16\d) of \1 decisions agree/);
    expect(out).toContain("difference by cause");
    expect(out).toMatch(
      /^FAILED +feed +replay:wavy\.csv@max is a rehearsal; only a live market \(ccxt:\) is evidence$/m,
    );
    expect(out).toMatch(/^FAILED +fills +\d+ fills matched; must be at least 30$/m);
    expect(readFileSync(at("shadow.html"), "utf8")).toContain("cross on paper");
    const json = await call(`shadow ${session} --json`, place);
    const { period, record, verdict } = JSON.parse(json.out) as Judged;
    const sum = Object.values(period.amounts).reduce((total, amount) => total + amount, 0);
    expect(Math.abs(period.difference)).toBeGreaterThan(0.01);
    expect(Math.abs(sum - period.difference)).toBeLessThan(1e-9 * 10_000);
    expect(period.difference).toBeCloseTo(period.equity.at(-1)! - period.shadowEquity.at(-1)!, 9);
    expect(record.fillsMatched).toBeGreaterThan(3);
    expect(verdict.checks.find(({ name }) => name === "days")).toMatchObject({ passed: true });
    const stored = readFileSync(at(`${session}/paper-record.json`), "utf8");
    expect(JSON.parse(stored)).toEqual(record);
  });

  test("a day of it is what the daily report holds, and a day that is none is refused", async () => {
    // Of bars of a day each, played as fast as they go, only the last has a report.
    const files = readdirSync(at(`${session}/daily`));
    expect(files).toEqual(["2020-06-30.html", "2020-06-30.json"]);
    const [page, daily] = files.map((name) => readFileSync(at(`${session}/daily/${name}`), "utf8"));
    const { out } = await call(`shadow ${session} --day 2020-06-30 --json`, place);
    const { period } = JSON.parse(out) as Judged;
    expect(period.closes).toEqual([Date.parse("2020-07-01")]);
    expect(JSON.parse(daily!)).toEqual(period);
    expect(page).toContain("Day of a paper session");
    for (const day of ["2010-01-01", "today"]) {
      expect(await call(`shadow ${session} --day ${day}`, place)).toMatchObject({ code: exitCodes.badInput });
    }
  });

  test("its journal is projected to a database, on from where that stands", async () => {
    const project = async (flags: string) => {
      const { code, out, err } = await call(
        `journal project ${session} --database rows --json ${flags}`,
        place,
      );
      expect(code, err).toBe(exitCodes.ok);
      return JSON.parse(out);
    };
    const first = await project("");
    expect(first).toMatchObject({ session: expect.stringMatching(/^paper-1-/), database: "rows", from: 0 });
    expect(first.to).toBeGreaterThan(160);
    expect(await project("")).toEqual({ ...first, from: first.to });
    const secret = "postgres://ada:s3cret@127.0.0.1:9/rows";
    const refused = await call(`journal project ${session} --postgres ${secret}`, place);
    expect(refused.code).toBe(exitCodes.badInput);
    expect(refused.err).toContain("PostgreSQL must be reachable");
    expect(refused.out + refused.err).not.toContain("s3cret");
  }, 30_000);

  test("a record of less than 30 days does not go live, and says so", async () => {
    await call(`paper 1 --feed replay:wavy.csv@max --to 2020-02-10 --session short --quiet`, place);
    await call("shadow short --json", place);
    const record = JSON.parse(readFileSync(at("short/paper-record.json"), "utf8")) as PaperRecord;
    expect((record.toMs - record.fromMs) / 86_400_000).toBeLessThan(30);
    const [run] = readdirSync(at("runs")).filter((name) => name.startsWith("cross-"));
    const refused = await call(`promote ${run} --to live --paper short/paper-record.json --json`, place);
    expect(refused.code, refused.err).toBe(exitCodes.refused);
    const failed = JSON.parse(refused.out).failed.map(({ name }: { name: string }) => name);
    expect(failed).toContain("paper days");
    expect(failed).toContain("paper feed");
    expect(failed).not.toContain("paper agreement");
  });

  test("what has no session, no bar yet, or another dossier is refused by name", async () => {
    expect((await call("shadow runs", place)).err).toContain("must be the folder of a session");
    const file = at(`${session}/session.json`);
    const text = readFileSync(file, "utf8");
    const { sha256 } = JSON.parse(text).dossier;
    writeFileSync(file, text.replaceAll(sha256, "0".repeat(64)));
    const { code, err } = await call(`shadow ${session}`, place);
    writeFileSync(file, text);
    expect(code).toBe(exitCodes.refused);
    expect(err).toContain("was started from another dossier");
    expect(existsSync(file)).toBe(true);
  });
});
