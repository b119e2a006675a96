import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { checkNames } from "../../research/validate/names.ts";
import { bot4, type Finished, wavyCsv, workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

// What is judged here is promotion, not the market: trades alone bind, and nothing takes long.
const lax = JSON.stringify({
  reported: checkNames.filter((name) => name !== "trades"),
  history: { trades: 5 },
  superiorAbility: { resamples: 100 },
  bootstrap: { resamples: 100 },
  trades: { resamples: 100 },
  paths: { count: 20 },
  overfitting: { blocks: 8 },
  variants: { count: 16 },
});

interface Place {
  readonly cwd: string;
  readonly env: { readonly BOT4_HOME: string };
  readonly run: string;
}

const call = (line: string, { cwd, env }: Pick<Place, "cwd" | "env">): Promise<Finished> =>
  bot4(line.split(" ").filter(Boolean), cwd, env);

async function placeOf(params = ""): Promise<Place> {
  const cwd = workshop();
  const env = { BOT4_HOME: join(cwd, "home") };
  writeFileSync(join(cwd, "lax.json"), lax);
  const { out } = await call(`backtest ./cross.ts --data wavy.csv --no-report --json ${params}`, {
    cwd,
    env,
  });
  return { cwd, env, run: JSON.parse(out).run.id };
}

/** Changes a file, asks, and puts it back. */
async function whileChanged<T>(path: string, content: string | Buffer, work: () => Promise<T>): Promise<T> {
  const before = readFileSync(path);
  writeFileSync(path, content);
  try {
    return await work();
  } finally {
    writeFileSync(path, before);
  }
}

describe("promotion", () => {
  let place: Place;
  let promoted: Finished;
  const files = () => readdirSync(join(place.cwd, "dossiers")).filter((name) => name.endsWith(".json"));
  const file = (at: number) => join(place.cwd, "dossiers", files()[at]!);

  beforeAll(async () => {
    place = await placeOf();
    promoted = await call(`promote ${place.run} --to paper --policy lax.json --json`, place);
  });

  test("writes a signed dossier of what the gate let through, and never shows the key", async () => {
    expect(promoted.code, promoted.err).toBe(exitCodes.ok);
    expect(JSON.parse(promoted.out)).toMatchObject({ promoted: true, dossier: "000001-paper-cross" });
    const key = join(place.env.BOT4_HOME, "promotion-key.pem");
    expect(statSync(key).mode & 0o777).toBe(0o600);
    const secret = readFileSync(key, "utf8").split("\n")[1]!;
    const text = readFileSync(file(0), "utf8");
    for (const shown of [promoted.out, promoted.err, text]) expect(shown).not.toContain(secret);
    const dossier = JSON.parse(text);
    expect(dossier).toMatchObject({
      schema: "bot4/dossier@1",
      serial: 1,
      previous: null,
      supersedes: null,
      stage: "paper",
      strategy: { name: "cross", target: "./cross.ts", params: { fast: 5, slow: 20 } },
      run: { id: place.run },
      seeds: { gate: 1 },
      paper: null,
      gate: { passed: true, policy: { history: { trades: 5 } } },
      ledger: { trials: 1 },
    });
    expect(dossier.code.lock).toMatch(/^[0-9a-f]{64}$/);
    expect(dossier.gate.checks).toHaveLength(checkNames.length);
    expect(dossier.settings.limits.account.grossMax).toBe(1);
  });

  test("is listed, shown and verified", async () => {
    expect((await call("dossier list", place)).out).toMatch(/000001-paper-cross {2}paper .* stands/);
    const { out } = await call("dossier show 1", place);
    expect(out).toMatch(/^strategy {4}cross \(\.\/cross\.ts\) {2}fast=5 slow=20$/m);
    expect(out).toMatch(/^passed +trades +\d+ +at least 5 /m);
    expect(out).toMatch(/^limits {6}account +grossMax=1 short=true$/m);
    // What failed and was only reported shows by how far.
    expect(out).toMatch(/^failed, reported +[\w-]+ +-?[\d.,%]+ +(at least|above|at most|below) [\d.,%]+ /m);
    const verified = await call("dossier verify", place);
    expect(verified).toMatchObject({
      code: exitCodes.ok,
      out: expect.stringContaining("000001-paper-cross verifies"),
    });
    expect(JSON.parse((await call("dossier show 1 --json", place)).out)).toHaveProperty("seal.signature");
  });

  test("refuses one changed byte of the dossier, of strategy, of limits, and names the field", async () => {
    const text = readFileSync(file(0), "utf8");
    const refusal = async (path: string, content: string) => {
      const { code, err } = await whileChanged(path, content, () => call("dossier verify 1", place));
      expect(code).toBe(exitCodes.refused);
      return err;
    };
    expect(
      await refusal(file(0), text.replace('"cross","params":{"fast":5', '"cross","params":{"fast":6')),
    ).toContain("strategy.params.fast was changed after it was sealed: was 5, is 6");
    expect(await refusal(file(0), text.replace('"grossMax":1', '"grossMax":2'))).toContain(
      "settings.limits.account.grossMax was changed after it was sealed: was 1, is 2",
    );
    expect(await refusal(file(0), `${text} `)).toContain("text is not written as it was sealed");
    const source = join(place.cwd, "cross.ts");
    const code = readFileSync(source, "utf8");
    expect(await refusal(source, `${code} `)).toContain("strategy.sourceHash was");
    expect(await refusal(source, code.replace("crossOver(a, b)", "crossOver(b, a)"))).toMatch(
      /strategy\.(graph|source)Hash/,
    );
    const limited = await call("dossier verify 1 --limits careful", place);
    expect(limited.code).toBe(exitCodes.refused);
    expect(limited.err).toContain("settings.limits.account");
    expect((await call("dossier verify 1 --limits research", place)).code).toBe(exitCodes.ok);
  });

  test("believes own keys alone, and those that its owner lists", async () => {
    const stranger = { cwd: place.cwd, env: { BOT4_HOME: join(place.cwd, "elsewhere") } };
    const { code, err } = await call("dossier verify", stranger);
    expect(code).toBe(exitCodes.refused);
    expect(err).toContain("seal.publicKey is not a key that is known here");
    expect(existsSync(stranger.env.BOT4_HOME)).toBe(false);
    const { publicKey } = JSON.parse(readFileSync(file(0), "utf8")).seal;
    const env = { BOT4_HOME: join(place.cwd, "friend") };
    mkdirSync(env.BOT4_HOME, { recursive: true });
    writeFileSync(join(env.BOT4_HOME, "known-keys"), `# friends\n${publicKey} a friend\n`);
    expect((await call("dossier verify", { cwd: place.cwd, env })).code).toBe(exitCodes.ok);
    writeFileSync(join(env.BOT4_HOME, "known-keys"), "abc\n");
    expect((await call("dossier verify", { cwd: place.cwd, env })).err).toContain(
      "known-keys:1 must begin with",
    );
  });

  test("is superseded, never edited; the chain is kept", async () => {
    const before = readFileSync(file(0));
    const { code, out } = await call(`promote ${place.run} --to paper --policy lax.json`, place);
    expect(code).toBe(exitCodes.ok);
    expect(out).toContain("it supersedes");
    expect(readFileSync(file(0))).toEqual(before);
    const list = JSON.parse((await call("dossier list --json", place)).out);
    expect(list.map((row: { superseded: boolean }) => row.superseded)).toEqual([true, false]);
    const { out: diff } = await call("dossier diff 1 2", place);
    expect(diff).toMatch(/^serial: was 1, is 2$/m);
    expect(diff).toMatch(/^supersedes: was null, is [0-9a-f]{12}…$/m);
    expect((await call("dossier diff 1 1", place)).out).toBe("no difference\n");
  });

  test("tells a chain whose end was removed", async () => {
    const last = file(1);
    const bytes = readFileSync(last);
    rmSync(last);
    const { code, err } = await call("dossier verify", place);
    writeFileSync(last, bytes);
    expect(code).toBe(exitCodes.refused);
    expect(err).toMatch(
      /ends with 000001-paper-cross, but went on to dossier 2: its end was removed; put it back/,
    );
    expect((await call("dossier verify", place)).code).toBe(exitCodes.ok);
  });

  test("refuses what the gate refuses, with the names of the checks and nothing written", async () => {
    const count = files().length;
    const strict = join(place.cwd, "strict.json");
    writeFileSync(strict, lax.replace('"trades":5', '"trades":5000'));
    const { code, out } = await call(`promote ${place.run} --to paper --policy strict.json`, place);
    expect(code).toBe(exitCodes.refused);
    expect(out).toMatch(/is not promoted to paper; 1 of the checks that bind do not hold:\n {2}trades: /);
    const json = await call(`promote ${place.run} --to paper --policy strict.json --json`, place);
    expect(JSON.parse(json.out)).toMatchObject({ promoted: false, failed: [{ name: "trades" }] });
    expect(files()).toHaveLength(count);
  });

  test("refuses a run of which anything has changed, and what nobody could trade", async () => {
    const source = join(place.cwd, "cross.ts");
    const changed = await whileChanged(source, `${readFileSync(source, "utf8")}\n`, () =>
      call(`promote ${place.run} --to paper --policy lax.json`, place),
    );
    expect(changed.code).toBe(exitCodes.refused);
    expect(changed.err).toContain("strategy.sourceHash was");
    const close = await placeOf("--fill close");
    expect((await call(`promote ${close.run} --to paper`, close)).err).toContain("--fill next-open");
    expect((await call(`promote ${place.run} --to live`, place)).code).toBe(exitCodes.refused);
    expect((await call(`promote ${place.run} --to paper --paper x.json`, place)).err).toContain(
      "belongs to --to live",
    );
  });

  test("keeps the walk-forward of the same strategy for the record, and takes no other", async () => {
    const walk = await call(
      "walkforward ./cross.ts --data wavy.csv --param fast=3:6 --train 150d --test 60d --no-report --json",
      place,
    );
    const { id } = JSON.parse(walk.out).run;
    const ask = (run: string, rest: string) =>
      call(`promote ${run} --to paper --policy lax.json ${rest}`, place);
    const { code, err } = await ask(place.run, `--walk-forward ${id}`);
    expect(code, err).toBe(exitCodes.ok);
    const text = (await call("dossier show 3 --json", place)).out;
    expect(JSON.parse(text)).toMatchObject({ walkForward: { run: id, result: { scheme: "walk-forward" } } });
    expect((await ask(place.run, `--walk-forward ${place.run}`)).err).toContain("is a backtest");
    expect((await ask(id, "")).err).toContain("is a walk-forward; promote a backtest");
  });

  test("goes live only after a paper record of the same dossier that holds", async () => {
    const sha256 = JSON.parse((await call("dossier list --json", place)).out).at(-1).sha256;
    const day = 86_400_000;
    const record = {
      schema: "bot4/paper-record@1",
      dossier: sha256,
      journal: "0".repeat(64),
      feed: "ccxt:binance",
      fromMs: 0,
      toMs: 40 * day,
      upMs: 40 * day,
      decisions: 960,
      decisionsAgreed: 960,
      fillsMatched: 64,
      fillsMissed: 0,
      fillsExtra: 0,
      slippageMeanBps: 1,
      slippageDeviationBps: 4,
      totalReturn: 0.02,
      shadowReturn: 0.02,
    };
    const live = (change: object) => {
      writeFileSync(join(place.cwd, "paper.json"), JSON.stringify({ ...record, ...change }));
      return call(`promote ${place.run} --to live --paper paper.json --policy lax.json`, place);
    };
    const short = await live({ toMs: 30 * day, upMs: 30 * day });
    expect(short.code).toBe(exitCodes.refused);
    expect(short.out).toContain("paper days: 30.0 days on paper; must be more than 30");
    const played = await live({ feed: "replay:wavy.csv@max" });
    expect(played.code).toBe(exitCodes.refused);
    expect(played.out).toContain(
      "paper feed: replay:wavy.csv@max is a rehearsal; only a live market (ccxt:) is",
    );
    expect((await live({ dossier: "f".repeat(64) })).err).toContain(
      "must be of a dossier for paper in this chain",
    );
    const passed = await live({});
    expect(passed.code, passed.err + passed.out).toBe(exitCodes.ok);
    expect((await call("dossier show 4", place)).out).toMatch(/^paper {7}agreement: 960 of 960/m);
    // What goes live is what was on paper.
    const other = await call("backtest ./cross.ts --data wavy.csv --no-report --json --param fast=6", place);
    const { id } = JSON.parse(other.out).run;
    const mixed = await call(`promote ${id} --to live --paper paper.json --policy lax.json`, place);
    expect(mixed.code).toBe(exitCodes.refused);
    expect(mixed.err).toContain("strategy.graphHash was");
  });

  test("lets people take risk away at any time, and add it by new evidence alone; all is journalled", async () => {
    const asked = (line: string) => call(`override ${line} --author ada`, place);
    expect(await asked("halt 1")).toMatchObject({ code: exitCodes.ok, err: "" });
    expect((await asked("reduce 1 --amount 0.5 --symbol WAVY")).code).toBe(exitCodes.ok);
    const sure = await asked("add 1 --amount 0.2 --reason sure");
    expect(sure.code).toBe(exitCodes.refused);
    expect(sure.out).toContain("no-evidence: it adds risk or contradicts the model");
    const old = await asked(`resume 1 --reason again --evidence ${place.run}`);
    expect(old.code).toBe(exitCodes.refused);
    expect(old.out).toContain("evidence-not-new");
    expect((await asked("flatten 1 --symbol NOPE")).err).toContain(
      "--symbol must be what dossier 000001-paper-cross trades (WAVY); was NOPE",
    );
    expect((await asked("reduce 1")).err).toContain(
      "the amount of reduce is missing; give --amount, the share to leave",
    );
    // The same strategy with the same parameters on a longer history.
    writeFileSync(join(place.cwd, "longer.csv"), wavyCsv(500));
    const longer = await call("backtest ./cross.ts --data longer.csv --no-report --json", place);
    const { id } = JSON.parse(longer.out).run;
    const fresh = await asked(`resume 1 --reason recovered --evidence ${id}`);
    expect(fresh.code, fresh.out + fresh.err).toBe(exitCodes.ok);
    const records = JSON.parse((await call("override list --json", place)).out);
    expect(records.map(({ kind, rule }: Record<string, string>) => `${kind} ${rule}`)).toEqual([
      "halt null",
      "reduce null",
      "add no-evidence",
      "resume evidence-not-new",
      "resume null",
    ]);
    expect((await call("override list", place)).out).toMatch(
      /000001-paper-cross +reduce WAVY 0\.5 +ada +allowed/,
    );
  });
});
