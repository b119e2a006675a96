import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { askControl } from "../../engine/adapters/control/ask-control.ts";
import { readJournal } from "../../engine/adapters/journal/read-journal.ts";
import { workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";
import { readSessionFile } from "../paper/session-folder.ts";
import { readStatus } from "../paper/session-status.ts";
import { call, type Place, promotedPlace } from "../paper/testing/promoted-place.ts";

/** What a session was told, without the marks that tell what is on the disk. */
const recordsIn = (folder: string): string[] =>
  [...readJournal(join(folder, "journal"))].map(({ kind, data }) => `${kind} ${JSON.stringify(data)}`);

/** What the account of a session came to. */
const accountIn = (folder: string) => {
  const { positions, orders, equity, cash, fills, decisions } = readStatus(folder)!.account;
  return { positions, orders, equity, cash, fills, decisions };
};

const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
  for (let k = 0; k < 2_000 && !(await holds()); k++) await new Promise((resolve) => setTimeout(resolve, 10));
};

/** A workshop with the same strategy, behind a stop. */
function withStops(source: string): string {
  const cwd = workshop();
  writeFileSync(
    join(cwd, "cross.ts"),
    source.replace("crossUnder(a, b)) }", "crossUnder(a, b)), stop: 20 }"),
  );
  return cwd;
}

describe("bot4 paper", () => {
  let place: Place;
  const at = (name: string) => join(place.cwd, name);
  const paper = (words: string) => call(`paper 1 ${words}`, place);

  beforeAll(async () => {
    place = await promotedPlace();
  }, 60_000);

  test("the period of a configuration is that of backtests, not of a session", async () => {
    writeFileSync(at("bot4.config.json"), JSON.stringify({ from: "2030-01-01", to: "2019-01-01" }));
    const { code, err } = await paper("--feed replay:wavy.csv@max --session configured --quiet");
    rmSync(at("bot4.config.json"));
    expect(code, err).toBe(exitCodes.ok);
  });

  test("trades a dossier on a replay, and shows that its warm-up is a backtest's", async () => {
    const { code, out, err } = await paper("--feed replay:wavy.csv@max");
    expect(code, err).toBe(exitCodes.ok);
    expect(out).toContain("session paper/cross-1 begins at 2020-01-21");
    expect(out).toContain(
      "warmed up by 20 bars (it needs 20); on the last 20 all 6 nodes are what a backtest has",
    );
    expect(out).toMatch(/^so far {4}380 bars, 17 fills, 9 trades/m);
    expect(out).toContain("has ended: its feed is over; open: 1 positions, 0 orders, all in its journal");
    expect(err).toContain("WAVY has no instrument: tick 0.00000001 by the decimals of its prices");
    const files = readdirSync(at("paper/cross-1")).sort();
    expect(files).toEqual(["daily", "journal", "session.json", "status.json"]);
    expect(statSync(at("paper/cross-1/session.json")).mode & 0o077).toBe(0);
  });

  /** Starts a session at a day in 86 ms, and waits until it trades. */
  async function started(words: string) {
    const folder = at(words.split(" ")[0]!);
    const finished = paper(`--feed replay:wavy.csv@1000000x --session ${words} --quiet`);
    await until(() => (readStatus(folder)?.feedMs ?? null) !== null);
    return { folder, finished };
  }
  const json = async (line: string) => JSON.parse((await call(`${line} --json`, place)).out);

  test("a session that was stopped, or ended by a signal, goes on to what one comes to that was not", async () => {
    await paper("--feed replay:wavy.csv@max --session whole --seed 7 --faults rough --to 2020-07-01 --quiet");
    const { folder, finished } = await started("parts --seed 7 --faults rough --to 2020-07-01");
    expect(await json("stop --session parts")).toMatchObject({ stopped: true });
    expect(await finished).toMatchObject({ code: exitCodes.ok });
    expect(existsSync(join(folder, "control.sock"))).toBe(false);
    const again = paper("--session parts --feed replay:wavy.csv@1000000x");
    await until(async () => (await json("status --session parts")).running);
    process.listeners("SIGTERM").at(-1)!("SIGTERM");
    const { code, out } = await again;
    expect(code).toBe(exitCodes.terminated);
    expect(out).toContain("session parts goes on after");
    expect(out).toContain("it was ended by SIGTERM; ");
    expect(out).toContain("go on with bot4 paper 1 --session parts");
    expect((await paper("--session parts --feed replay:wavy.csv@max")).code).toBe(exitCodes.ok);
    expect(recordsIn(folder)).toEqual(recordsIn(at("whole")));
    expect(accountIn(folder)).toEqual(accountIn(at("whole")));
  });

  test("orders that have no limit, and what is not known yet, come through the socket as they are", async () => {
    const source = readFileSync(at("cross.ts"), "utf8");
    const stopped = await promotedPlace("wavy.csv", withStops(source));
    const run = call("paper 1 --feed replay:wavy.csv@1000000x --from 2020-02-25 --quiet", stopped);
    let shown = "";
    await until(async () => {
      shown = (await call("status", stopped)).out;
      return shown.includes("stop trigger");
    });
    await call("stop", stopped);
    await run;
    expect(shown).toMatch(/^order {5}sell \S+ WAVY stop trigger \S+: untriggered$/m);
  });

  test("what an operator asks for is done, refused by the rules, and journalled with author and reason", async () => {
    const { folder, finished } = await started("paper/operated");
    expect((await call("status", place)).out).toMatch(/^cross \(000001-paper-cross\) running {2}2020-/);
    const halted = await call("halt --reason outage --operator ada", place);
    expect(halted).toMatchObject({ code: exitCodes.ok, err: "" });
    expect(halted.out).toContain(
      "session paper/operated is halted: what is held stays, protected; nothing is added",
    );
    expect((await call("status", place)).out).toContain("HALTED by operator-halt");
    const resumed = await call("resume --reason calm --operator ada", place);
    expect(resumed.code).toBe(exitCodes.refused);
    expect(resumed.out).toContain("resume is refused and journalled: no-evidence");
    // What the rules have allowed is done: here their verdict is given, which newer data would bring about.
    const dossier = readSessionFile(folder)!.dossier.sha256;
    const override = {
      schema: "bot4/override@1",
      kind: "resume",
      author: "ada",
      dossier,
      allowed: true,
      rule: null,
    };
    const lift = { command: "resume", operator: "ada", reason: "calm", override };
    expect(await askControl(join(folder, "control.sock"), lift)).toMatchObject({ ok: true });
    expect((await call("status", place)).out).not.toContain("HALTED");
    expect(await json("flatten --operator bob")).toMatchObject({ kind: "flatten", allowed: true });
    await call("stop", place);
    await finished;
    const told = recordsIn(folder).filter((record) => record.includes("operator"));
    expect(told.map((record) => JSON.parse(record.slice(6)))).toMatchObject([
      { action: "halt", operator: "ada", reason: "outage" },
      { action: "lift", operator: "ada", reason: "calm" },
      { action: "flatten", operator: "bob", reason: "" },
    ]);
    const overrides = await json("override list");
    expect(overrides.every((each: { dossier: string }) => each.dossier === dossier)).toBe(true);
    expect(
      overrides.map(({ kind, author, allowed }: Record<string, unknown>) => [kind, author, allowed]),
    ).toEqual([
      ["halt", "ada", true],
      ["resume", "ada", false],
      ["flatten", "bob", true],
    ]);
    const idle = await call("halt --session paper/operated", place);
    expect(idle.code).toBe(exitCodes.badInput);
    expect(idle.err).toContain("session paper/operated does not run, and does nothing until it does");
    const stands = await call("status --session paper/operated", place);
    expect(stands.out).toContain("it does not run; so it stood when it ended");
    const all = await call("status", place);
    expect(all.code, all.err).toBe(exitCodes.ok);
    expect(all.out).toMatch(/^paper\/cross-1 +feed-over +000001-paper-cross +2021-02-04 +\d+\.\d\d$/m);
    expect(all.out).toMatch(/^paper\/operated +stopped +000001-paper-cross/m);
    expect(all.out).toContain("--session <folder> tells one of them in full");
    expect((await call("halt", place)).err).toContain("--session must say which");
  });

  test("an override of a dossier is done by its sessions that run, or says which command acts", async () => {
    const { folder, finished } = await started("paper/overridden");
    const halted = await call("override halt 1 --reason outage --author ada", place);
    expect(halted.out).toBe(
      "halt of 000001-paper-cross is allowed and journalled\n" +
        "session paper/overridden is halted: what is held stays, protected; nothing is added\n",
    );
    expect((await call("status", place)).out).toContain("HALTED by operator-halt");
    expect(await json("override reduce 1 --amount 0.5")).toMatchObject({
      allowed: true,
      sessions: [
        {
          session: "paper/overridden",
          acted: false,
          words: expect.stringContaining("cannot reduce; bot4 halt --session paper/overridden"),
        },
      ],
    });
    expect(await json("override flatten 1 --symbol WAVY")).toMatchObject({
      sessions: [{ acted: false, words: expect.stringContaining("cannot flatten WAVY alone") }],
    });
    await call("stop", place);
    await finished;
    const told = recordsIn(folder).filter((record) => record.includes("operator"));
    expect(told.map((record) => JSON.parse(record.slice(6)))).toMatchObject([
      { action: "halt", operator: "ada", reason: "outage" },
    ]);
    expect((await call("override halt 1", place)).out).toContain("no session of it runs under paper");
  });

  test("defects that the dossier was promoted with are accepted, and those before the first traded bar no matter", async () => {
    const gappy = workshop();
    const rows = readFileSync(join(gappy, "wavy.csv"), "utf8").split("\n");
    const early = rows.filter((_, row) => row !== 5).join("\n");
    writeFileSync(join(gappy, "early.csv"), early);
    // Of the whole, allowed by name in the backtest; a session has it from the dossier.
    const allowing = await promotedPlace("early.csv --allow gaps", gappy);
    const again = await call("paper 1 --feed replay:early.csv@max --session again", allowing);
    expect(again.code, again.err).toBe(exitCodes.ok);
    expect(again.err).toContain("promoted with are accepted: gaps");
    // Promoted without any: a gap in the warm-up is no matter, one in what is traded is.
    for (const name of ["early", "late"]) mkdirSync(at(name));
    writeFileSync(at("early/wavy.csv"), early);
    const from = await paper("--feed replay:early/wavy.csv@max --from 2020-03-01 --session gap --quiet");
    expect(from.code, from.err).toBe(exitCodes.ok);
    expect((await paper("--feed replay:early/wavy.csv@max --session gap --quiet")).code).toBe(exitCodes.ok);
    writeFileSync(at("late/wavy.csv"), rows.filter((_, row) => row !== 100).join("\n"));
    const late = await paper("--feed replay:late/wavy.csv@max --from 2020-03-01 --session none --quiet");
    expect(late.code).toBe(exitCodes.dataDefects);
    expect(late.err).toContain("--allow gaps");
  });

  test("what is no request is refused, and the session goes on", async () => {
    const { folder, finished } = await started("asked");
    const ask = (text: string) =>
      new Promise<string>((resolve) => {
        let answer = "";
        const socket = connect(join(folder, "control.sock"), () => socket.write(text));
        socket.on("data", (part) => {
          answer += part;
        });
        socket.on("error", () => resolve(answer));
        socket.on("close", () => resolve(answer));
      });
    expect(statSync(join(folder, "control.sock")).mode & 0o777).toBe(0o600);
    const second = await paper("--session asked");
    expect(second.err).toContain("is alive; end that one first, or work in a folder of its own");
    expect(second.code).toBe(exitCodes.badInput);
    expect(await ask("{\n")).toContain("a request must be a line of JSON");
    expect(await ask('{"command":"buy"}\n')).toContain("command must be one of status, halt");
    expect(await ask('{"command":"stop","operator":"","reason":""}\n')).toContain(
      "operator must name who asks",
    );
    const lift = { command: "resume", operator: "eve", reason: "now" };
    expect(await ask(`${JSON.stringify(lift)}\n`)).toContain("override must have the schema");
    const override = { schema: "bot4/override@1", kind: "resume", author: "eve", allowed: true, rule: null };
    expect(await ask(`${JSON.stringify({ ...lift, override })}\n`)).toContain("override must be of dossier");
    expect(await ask("x".repeat(20_000))).toContain("a line must have at most 16384 bytes");
    await call("stop --session asked", place);
    expect((await finished).code).toBe(exitCodes.ok);
  });

  test("refuses another session under its name, and changed data, with what to do", async () => {
    const refused = async (words: string, message: string, code: number = exitCodes.badInput) => {
      const finished = await paper(words);
      expect(finished.err).toContain(message);
      expect(finished.code).toBe(code);
    };
    await refused("--session fresh", "a new session needs --feed");
    await refused("--session fresh --feed wavy.csv", "--feed must be replay:<data set>[@60x|@max]");
    await refused("--feed replay:wavy.csv@fast --session fresh", "the speed of --feed must be such as 60x");
    await refused("--feed replay:wavy.csv --from 2030-01-01 --session fresh", "--from must be no later than");
    await refused(
      "--feed replay:wavy.csv --from 2020-01-05 --session fresh",
      "cross needs 20 bars to warm up; ",
    );
    expect(existsSync(at("fresh"))).toBe(false);
    await refused("--session home --feed replay:wavy.csv", "must be empty or the folder of a session");
    await refused("--session whole --seed 8", "has seed 7, and was asked to go on with 8");
    await refused("--session whole --feed replay:other.csv", "has feed replay:wavy.csv, and was asked");
    const csv = readFileSync(at("wavy.csv"), "utf8");
    writeFileSync(at("wavy.csv"), csv.replace("1000\n", "1001\n"));
    await refused("--session whole", "must be as they were; file:WAVY:1d has another sha256");
    writeFileSync(at("wavy.csv"), csv);
    const source = readFileSync(at("cross.ts"), "utf8");
    writeFileSync(at("cross.ts"), source.replace("int(5", "int(6"));
    await refused("--session whole", "strategy.", exitCodes.refused);
    writeFileSync(at("cross.ts"), source);
    rmSync(at("whole/session.json"));
    await refused("--session whole", "a new session needs --feed");
  });
});
