import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { hour, wavyCsv, workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";
import { createDayReporter } from "./day-reporter.ts";
import type { Prepared } from "./prepare.ts";
import { call, type Place, promotedPlace } from "./testing/promoted-place.ts";

const dayMs = 24 * hour;

describe("the reports of a session's days", () => {
  let place: Place;
  const filesOf = (session: string): Record<string, string> => {
    const folder = join(place.cwd, session, "daily");
    return Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
    );
  };
  const differing = (one: string, other: string): string[] => {
    const [own, others] = [filesOf(one), filesOf(other)];
    return Object.keys({ ...own, ...others }).filter((name) => own[name] !== others[name]);
  };
  const paper = (words: string) =>
    call(`paper 1 --seed 3 --faults rough --to 2020-01-06 --quiet --session ${words}`, place);

  beforeAll(async () => {
    const cwd = workshop();
    writeFileSync(join(cwd, "hours.csv"), wavyCsv(24 * 8, hour));
    place = await promotedPlace("hours.csv", cwd);
  }, 60_000);

  test("are the same beside the session, in a thread of their own, and at the end of a replay at full speed", async () => {
    const paced = await paper("paced --feed replay:hours.csv@1000000x");
    expect(paced.code, paced.err).toBe(exitCodes.ok);
    expect(paced.err).not.toContain("could not be written");
    const fast = await paper("fast --feed replay:hours.csv@max");
    expect(fast.code, fast.err).toBe(exitCodes.ok);
    const names = [1, 2, 3, 4, 5].flatMap((day) => [`2020-01-0${day}.html`, `2020-01-0${day}.json`]);
    expect(Object.keys(filesOf("fast"))).toEqual(names);
    expect(differing("paced", "fast")).toEqual([]);
    // What is gone, as after a kill, is there again once the replay has ended again.
    rmSync(join(place.cwd, "fast", "daily"), { recursive: true });
    await paper("fast --feed replay:hours.csv@max");
    expect(differing("paced", "fast")).toEqual([]);
  });

  test("that cannot be written are said, and hold nothing up", async () => {
    const said: string[] = [];
    const io = { cwd: place.cwd, env: place.env, err: (text: string) => said.push(text) };
    const prepared = {
      folder: join(place.cwd, "nowhere"),
      feed: { kind: "ccxt", exchange: "none" },
      plan: { timeframeMs: hour },
      file: { history: { tradesFromMs: 0 } },
    } as unknown as Prepared;
    const session = { flush: () => {}, lastMs: Number.NEGATIVE_INFINITY };
    const reports = createDayReporter(prepared, session, io as never);
    reports.over(0);
    expect(said).toEqual([]);
    await reports.end(2 * dayMs + hour);
    await reports.close();
    expect(said.join("")).toMatch(
      /^the report of 1970-01-01 could not be written: .*session\.json.*\nthe reports of 1970-01-02 to 1970-01-03 could/,
    );
  });
});
