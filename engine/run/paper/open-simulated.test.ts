import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { startChild } from "../../../data/testing/child.ts";
import { readCheckpoint } from "../../adapters/journal/checkpoint.ts";
import { readJournal } from "../../adapters/journal/read-journal.ts";
import { segmentsOf } from "../../adapters/journal/segments.ts";
import { type Random, seeded } from "../../core/random.ts";
import { gridCount } from "../../trade/grid.ts";
import type { instrumentsOf } from "../live/testing/play.ts";
import { standingOf } from "../live/testing/standing.ts";
import { inputsOf } from "./input-log.ts";
import type { SimulatedSession } from "./open-simulated.ts";
import { type Opened, play, prepare } from "./testing/simulated.ts";

/** A session in a process of its own. */
const child = join("..", "..", "engine", "run", "paper", "testing", "session-child.ts");
const root = mkdtempSync(join(tmpdir(), "bot4-simulated-"));

/** All that trader and exchange know and agree on, as text. */
function allOf({ session, exchange }: Opened): string {
  const { client, core } = exchange;
  const orders = [...client.orders.values()].map(({ sibling, ...held }) => [held, sibling?.id]);
  const positions = [...core.actors.values()].map((actor) => actor.positions);
  return `${standingOf(session.trader)}\n${JSON.stringify([orders, positions, client.account])}`;
}

/** What a journal says, each timer by itself: how they are gathered depends on when it was opened. */
const recordsIn = (folder: string): string[] =>
  [...readJournal(folder)].flatMap((record) => {
    const inputs = [...inputsOf(record)].map((input) => JSON.stringify(input));
    return inputs.length > 0 ? inputs : [`${record.kind} ${JSON.stringify(record.data)}`];
  });

/** Copies a journal up to a byte: what is there when it was killed as it had written that much. */
function copyUpTo(from: string, to: string, bytes: number): void {
  mkdirSync(to, { recursive: true });
  let left = bytes;
  for (const { path } of segmentsOf(from)) {
    if (left <= 0) break;
    const copy = join(to, basename(path));
    copyFileSync(path, copy);
    const { length } = readFileSync(path);
    if (length > left) truncateSync(copy, left);
    left -= length;
  }
}

/** Keeps every checkpoint of a journal that is written, by the number of its record. */
function keepCheckpoints(folder: string, kept: Map<number, string>): void {
  if (kept.size > 0 && statSync(join(folder, "checkpoint")).ino === lastCheckpoint) return;
  const found = existsSync(join(folder, "checkpoint")) ? readCheckpoint(folder) : undefined;
  if (!found || kept.has(found.place.sequence)) return;
  const copy = `${folder}-at-${found.place.sequence}`;
  copyFileSync(join(folder, "checkpoint"), copy);
  kept.set(found.place.sequence, copy);
  lastCheckpoint = statSync(join(folder, "checkpoint")).ino;
}

/** Puts the checkpoint where it was when a journal had so many records; one that is ahead, or torn, now and then. */
function putCheckpoint(folder: string, kept: ReadonlyMap<number, string>, random: Random): boolean {
  const sequences = [...readJournal(folder)].map(({ sequence }) => sequence);
  const last = sequences.at(-1) ?? 0;
  const drawn = random();
  const at = [...kept.keys()].filter((sequence) => drawn < 0.1 || sequence <= last).at(-1);
  if (at === undefined) return false;
  const path = join(folder, "checkpoint");
  copyFileSync(kept.get(at)!, path);
  if (drawn > 0.9) truncateSync(path, 100);
  return at <= last && drawn <= 0.9;
}

const bytesIn = (folder: string): number =>
  segmentsOf(folder).reduce((sum, { path }) => sum + readFileSync(path).length, 0);

const kinds = new Set<string>();
let [fromCheckpoints, lastCheckpoint] = [0, 0];

/** Kills a session at bytes of its journal by chance, and goes on for a while: it must write what the whole one wrote. */
function killed(seed: number, times: number): number {
  const { open, events, end, instruments } = prepare(seed);
  const random = seeded(seed + 5);
  const folder = join(root, `${seed}`);
  const whole = open(folder);
  const kept = new Map<number, string>();
  for (let k = 0; k < events.length; k++) {
    play(whole, events, k, k + 1);
    keepCheckpoints(folder, kept);
  }
  whole.session.wait(end);
  whole.session.journal.abandon();
  checkHeld(whole, instruments, seed);
  const records = recordsIn(folder);
  for (const { kind } of readJournal(folder)) kinds.add(kind);
  const bytes = bytesIn(folder);
  for (let k = 0; k < times; k++) {
    const at = Math.floor(random() * bytes);
    const copy = join(root, `${seed}-${k}`);
    copyUpTo(folder, copy, at);
    if (putCheckpoint(copy, kept, random)) fromCheckpoints++;
    const again = open(copy);
    const next = again.session.events;
    const last = k === 0;
    play(again, events, next, last ? events.length : Math.min(events.length, next + 4));
    if (last || next === events.length) again.session.wait(end);
    again.session.journal.abandon();
    const wrote = recordsIn(copy);
    const what = `seed ${seed}, killed at byte ${at}`;
    const both = Math.min(wrote.length, records.length);
    expect(wrote.slice(0, both), what).toEqual(records.slice(0, both));
    expect(wrote.slice(both).join(), what).toMatch(/^({"kind":"timer","ts":[\d.]+},?)*$/);
    if (last) expect(allOf(again) === allOf(whole), what).toBe(true);
    rmSync(copy, { recursive: true });
  }
  return whole.session.trader.session.fills.length;
}

/** In the end trader and exchange hold the same, and no order came to the exchange twice. */
function checkHeld(
  { session, exchange }: Opened,
  instruments: ReturnType<typeof instrumentsOf>,
  seed: number,
) {
  for (const [k, { symbol, lot }] of instruments.entries()) {
    const lots = gridCount(lot, session.trader.session.slots[k]!.quantity, "nearest");
    expect(lots, `seed ${seed}: ${symbol}`).toBe(exchange.core.actors.get(symbol)!.positions[1] ?? 0);
  }
}

describe("a session with its venue in its process", () => {
  test("killed at 500 bytes of its journal goes on as one that was not", () => {
    let fills = 0;
    for (let seed = 1; seed <= 10; seed++) fills += killed(seed, 50);
    expect(fills).toBeGreaterThan(25);
    expect(fromCheckpoints).toBeGreaterThan(100);
    expect([...kinds].join()).toMatch(/timers.*unseen|unseen.*timers/);
  }, 300_000);

  test("killed in a process of its own before some write of a file, it goes on as one that was not", async () => {
    const seed = 3;
    const random = seeded(1);
    const { open, events, end } = prepare(seed);
    const [whole, folder] = [join(root, "one"), join(root, "many")];
    const one = open(whole);
    play(one, events, 0, events.length);
    one.session.wait(end);
    await one.session.close();
    let kills = 0;
    for (let write = 1; kills < 2; write += 20 + Math.floor(random() * 100)) {
      const { signal, stderr } = await startChild(child, [folder, String(seed), String(write)]).ended;
      expect([signal, stderr]).toEqual(["SIGKILL", ""]);
      kills++;
    }
    const again = open(folder);
    expect(again.session.events).toBeGreaterThan(0);
    play(again, events, again.session.events, events.length);
    again.session.wait(end);
    expect(allOf(again) === allOf(one)).toBe(true);
    await again.session.close();
    expect(recordsIn(folder)).toEqual(recordsIn(whole));
  }, 60_000);

  test("goes on after an operator, and refuses another seed", () => {
    const { open, events } = prepare(3);
    const folder = join(root, "operator");
    const first = open(folder);
    play(first, events, 0, 60);
    const said = { operator: "ann", reason: "maintenance" } as const;
    first.session.tell({ kind: "operator", ts: events[59]!.ts + 5, action: "flatten", ...said });
    play(first, events, 60, 70);
    const stood = allOf(first);
    first.session.journal.abandon();
    const again = open(folder);
    again.session.wait(events[69]!.ts);
    expect(allOf(again) === stood).toBe(true);
    again.session.journal.abandon();
    const other: SimulatedSession[] = [];
    expect(() => other.push(prepare(4).open(folder).session)).toThrow("the journal in");
  });
});
