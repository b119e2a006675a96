import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { segmentsOf } from "../../engine/adapters/journal/segments.ts";
import { exitCodes } from "../exit-codes.ts";
import { readStatus } from "../paper/session-status.ts";
import { call, type Place, promotedPlace } from "../paper/testing/promoted-place.ts";

describe("bot4 journal replay", () => {
  let place: Place;
  const at = (name: string) => join(place.cwd, name);

  beforeAll(async () => {
    place = await promotedPlace();
    await call("paper 1 --feed replay:wavy.csv@max --session s --seed 7 --faults rough --quiet", place);
  }, 60_000);

  test("tells a journal again: the same account, and a venue that says the same of itself; nothing is written", async () => {
    const { path } = segmentsOf(at("s/journal"))[0]!;
    const before = readFileSync(path);
    const { code, out, err } = await call("journal replay s", place);
    expect(code, err).toBe(exitCodes.ok);
    const { equity, fills } = readStatus(at("s"))!.account;
    expect(out).toMatch(/^journal {5}whole up to record [\d,]+$/m);
    expect(out).toMatch(/^venue {7}said again all [\d,]+ reports, in answer to [\d,]+ requests$/m);
    const told = JSON.parse((await call("journal replay s --json", place)).out);
    expect(told.venueAgrees).toBe(true);
    expect([told.equity, told.fills]).toEqual([equity, fills]);
    expect(told.differences).toEqual([]);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("tells of a torn tail, and refuses where the venue says something else", async () => {
    cpSync(at("s"), at("torn"), { recursive: true });
    appendFileSync(segmentsOf(at("torn/journal")).at(-1)!.path, "half a rec");
    const torn = await call("journal replay torn", place);
    expect(torn.out).toContain("; 10 torn bytes after it");
    cpSync(at("s"), at("other"), { recursive: true });
    const file = JSON.parse(readFileSync(at("s/session.json"), "utf8"));
    writeFileSync(at("other/session.json"), JSON.stringify({ ...file, seed: 8 }));
    const other = await call("journal replay other", place);
    expect(other.err).toMatch(/the journal in .* must hold what its venue says again; record \d+ is/);
    expect(other.code).toBe(exitCodes.badInput);
  });
});
