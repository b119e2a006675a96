import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DecisionRow, EventRow, FillRow, OrderRow, RepositoryStore } from "../../ports.ts";
import { passFeed } from "../../run/live/run-feed.ts";
import { biting, paced, tradesOf, venueFor } from "../../run/live/testing/play.ts";
import { openSession } from "../../run/paper/open-session.ts";
import { type ProjectionOptions, projectSession } from "../../run/paper/project-session.ts";
import { drawnCrossing } from "../../run/paper/testing/crossing.ts";
import { takeLock } from "../journal/lock.ts";
import type { Connection } from "./connection.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations.ts";
import { connectPglite, openPglite } from "./pglite/open-pglite.ts";
import { openPostgres } from "./postgres/open-postgres.ts";
import { openSqlStore } from "./sql-store.ts";

const folder = mkdtempSync(join(tmpdir(), "bot4-repository-"));

const order = (id: string, more: Partial<OrderRow> = {}): OrderRow => ({
  id,
  symbol: "BTCUSDT",
  side: "buy",
  kind: "limit",
  role: "decision",
  decidedMs: 1_000,
  status: "working",
  quantity: 0.1 + 0.2,
  limitPrice: 1 / 3,
  triggerPrice: null,
  filled: 0,
  price: null,
  reason: null,
  sentMs: 2_000.25,
  endedMs: null,
  ...more,
});

const fill = (number: number, orderId: string, heardMs: number): FillRow => ({
  number,
  orderId,
  symbol: "BTCUSDT",
  side: "buy",
  quantity: 1e-8,
  price: 64_123.45,
  fee: -0.000_1,
  liquidity: "maker",
  reason: "entry",
  heardMs,
});

/** What every store must do, whichever database is behind it. */
function contract(open: () => Promise<RepositoryStore>): void {
  let store: RepositoryStore;
  beforeAll(async () => {
    store = await open();
  }, 60_000);
  afterAll(() => store?.close());

  test("keeps orders as they stand, and tells them by id and by status", async () => {
    const hostile = `'); drop table bot4.orders; -- "\\{},NULL`;
    await store.unitOfWork("orders", async ({ position, orders }) => {
      await position.advance(0, 3);
      await orders.save([order("b", { sentMs: 3_000 }), order("a"), order("c", { reason: hostile })]);
    });
    const { orders } = store.of("orders");
    expect(await orders.find("a")).toEqual(order("a"));
    expect(await orders.find("c")).toEqual(order("c", { reason: hostile }));
    expect(await orders.find("none")).toBeUndefined();
    const done = order("a", { status: "filled", filled: 0.3, price: 1e-300, endedMs: 4_000 });
    await store.unitOfWork("orders", ({ orders: own }) => own.save([done]));
    expect(await orders.byStatus(["filled"])).toEqual([done]);
    expect((await orders.byStatus(["working", "filled"])).map(({ id }) => id)).toEqual(["a", "c", "b"]);
    expect((await orders.byStatus([], { fromMs: 2_500 })).map(({ id }) => id)).toEqual(["b"]);
    expect((await orders.byStatus([], { limit: 2 })).map(({ id }) => id)).toEqual(["a", "c"]);
    expect(await orders.byStatus(["expired"])).toEqual([]);
  });

  test("keeps what comes in the order of time, number by number", async () => {
    const heard = Array.from({ length: 7 }, (_, k) => fill(k + 1, "a", 1_000 + 10 * k));
    const decided: DecisionRow[] = [
      { closeMs: 60_000, symbol: "A", target: 1 },
      { closeMs: 60_000, symbol: "B", target: -1 / 3 },
    ];
    const events: EventRow[] = [
      { number: 1, ts: 5, kind: "operator", name: "halt", detail: 'anna: "see", it\nis', count: 1 },
      { number: 2, ts: 5, kind: "verdict", name: "gross", detail: "", count: 12 },
    ];
    const equity = [60_000, 120_000].map((closeMs) => ({
      closeMs,
      equity: 1e4 / 3,
      exposure: Number.NaN,
      net: -0.5,
    }));
    await store.unitOfWork("series", async (session) => {
      await session.position.advance(0, 1);
      await session.orders.save([order("a")]);
      await session.fills.append(heard);
      await session.decisions.append(decided);
      await session.events.append(events);
      await session.equity.append(equity);
      await session.equity.append([]);
    });
    const read = store.of("series");
    expect(await read.fills.within()).toEqual(heard);
    expect(await read.fills.within({ fromMs: 1_010, toMs: 1_050, limit: 3 })).toEqual(heard.slice(1, 4));
    expect(await read.decisions.within()).toEqual(decided);
    expect(await read.events.within()).toEqual(events);
    expect(await read.equity.within({ fromMs: 60_001 })).toEqual(equity.slice(1));
    await expect(store.unitOfWork("series", ({ fills }) => fills.append([heard[2]!]))).rejects.toThrow();
    expect(await read.fills.within()).toHaveLength(7);
  });

  test("does all of a unit of work or nothing", async () => {
    const work = store.unitOfWork("torn", async ({ position, orders }) => {
      await position.advance(0, 9);
      await orders.save([order("a")]);
      throw new Error("stopped");
    });
    await expect(work).rejects.toThrow("stopped");
    expect(await store.of("torn").position.read()).toBe(0);
    expect(await store.of("torn").orders.byStatus([])).toEqual([]);
    expect(await store.sessions()).not.toContain("torn");
  });

  test("shows nothing of a unit of work to others before it is done", async () => {
    let goOn = () => {};
    const waits = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const first = store.unitOfWork("slow", async ({ position, orders }) => {
      await position.advance(0, 1);
      await orders.save([order("a")]);
      await waits;
      throw new Error("stopped");
    });
    const second = store.unitOfWork("quick", ({ position }) => position.advance(0, 2));
    const read = store.of("slow").orders.byStatus([]);
    goOn();
    await expect(first).rejects.toThrow("stopped");
    expect(await read).toEqual([]);
    await second;
    expect(await store.of("quick").position.read()).toBe(2);
  });

  test("moves a position only from where it is, and clears one session alone", async () => {
    const advance = (from: number, to: number) =>
      store.unitOfWork("place", ({ position }) => position.advance(from, to));
    await advance(0, 5);
    await advance(5, 2 ** 40 + 1);
    expect(await store.of("place").position.read()).toBe(2 ** 40 + 1);
    await expect(advance(5, 6)).rejects.toThrow("somebody else has changed them");
    await expect(advance(0, 6)).rejects.toThrow("up to record 0");
    await store.unitOfWork("place", ({ orders }) => orders.save([order("a")]));
    await store.unitOfWork("other", async ({ position, orders }) => {
      await position.advance(0, 1);
      await orders.save([order("a")]);
    });
    await store.unitOfWork("place", ({ clear }) => clear());
    expect(await store.of("place").position.read()).toBe(0);
    expect(await store.of("place").orders.byStatus([])).toEqual([]);
    expect(await store.of("other").orders.byStatus([])).toHaveLength(1);
    expect(await store.sessions()).toContain("other");
  });

  test("takes thousands of rows at once", async () => {
    const rows = Array.from({ length: 12_001 }, (_, k) => ({
      closeMs: k,
      equity: k / 7,
      exposure: 0,
      net: 0,
    }));
    await store.unitOfWork("many", async ({ position, equity }) => {
      await position.advance(0, 1);
      await equity.append(rows);
    });
    expect(await store.of("many").equity.within()).toEqual(rows);
  });
}

/** All rows of a session. */
const rowsOf = async (store: RepositoryStore, session: string) => {
  const { orders, fills, equity, decisions, events, position } = store.of(session);
  return {
    position: await position.read(),
    orders: await orders.byStatus([]),
    fills: await fills.within(),
    equity: await equity.within(),
    decisions: await decisions.within(),
    events: await events.within(),
  };
};

/** That a database is what the journal of a session says, however often whoever writes it was stopped. */
function projection(open: () => Promise<RepositoryStore>): void {
  const seed = 6;
  const made = drawnCrossing(seed, 240, { limits: biting });
  const options = {
    run: "p",
    plan: made.plan,
    settings: made.settings,
    barsPerYear: 8_760,
    manager: paced.manager,
  };
  const journal = join(folder, "journal");

  /** Goes on with the session over a part of its feed. */
  async function play(fromMs: number, toMs: number): Promise<void> {
    const venue = venueFor(made, { latencyMs: 600_000 });
    const session = openSession({
      ...options,
      folder: journal,
      identity: {},
      venue,
      journal: { segmentBytes: 9_000 },
    });
    const feed = [...tradesOf(made.market, seed)].filter(({ ts }) => ts >= fromMs && ts < toMs);
    passFeed(session.trader, venue, feed, made.plan.timeframeMs, paced.timerMs);
    session.flush();
    await session.journal.close();
  }

  test("stopped anywhere it stands at a whole record, goes on from there, and is the same in the end", async () => {
    const store = await open();
    const half = made.market.ts[150]!;
    await play(0, half);
    const project = (session: string, more: Partial<ProjectionOptions> = {}) =>
      projectSession(store, { ...options, folder: journal, session, ...more });
    await project("whole");
    const whole = await rowsOf(store, "whole");
    expect(whole.fills.length).toBeGreaterThan(3);
    expect(whole.events.length).toBeGreaterThan(0);
    expect(new Set(whole.orders.map(({ status }) => status)).size).toBeGreaterThan(1);
    let [stops, last] = [0, 0];
    for (;;) {
      const stop = (sequence: number) => {
        last = sequence;
        throw new Error("stopped");
      };
      // Every second one is stopped after a unit of work, the others within one.
      const torn: RepositoryStore = {
        ...store,
        unitOfWork: (session, work) =>
          store.unitOfWork(session, async (repositories) => {
            await work(repositories);
            throw new Error("stopped");
          }),
      };
      const before = await rowsOf(store, "parts");
      await projectSession(torn, { ...options, folder: journal, session: "parts", batch: 97 }).catch(
        () => {},
      );
      expect(await rowsOf(store, "parts")).toEqual(before);
      const done = await project("parts", { batch: 97, reached: stop }).then(
        () => true,
        () => false,
      );
      if (done) break;
      stops++;
      expect(await store.of("parts").position.read()).toBe(last);
    }
    expect(stops).toBeGreaterThan(3);
    expect(await rowsOf(store, "parts")).toEqual(whole);
    await play(half, Number.POSITIVE_INFINITY);
    expect((await project("parts", { batch: 211 })).from).toBe(whole.position);
    await project("whole", { rebuild: true });
    expect(await rowsOf(store, "parts")).toEqual(await rowsOf(store, "whole"));
    expect((await store.of("whole").equity.within()).length).toBeGreaterThan(whole.equity.length);
    expect(await project("whole")).toEqual({
      from: expect.any(Number),
      to: (await rowsOf(store, "whole")).position,
    });
    rmSync(journal, { recursive: true });
    await play(0, made.market.ts[9]!);
    await expect(project("whole")).rejects.toThrow("--rebuild");
    await store.close();
  });
}

describe("PGlite, embedded", () => {
  const home = join(folder, "embedded");
  let connection: Connection;
  beforeAll(async () => {
    connection = await connectPglite(home);
  }, 60_000);
  afterAll(() => connection?.close());
  const shared = (): Connection => ({ ...connection, close: async () => {} });

  test("is made step by step, once, and what another bot4 has made is refused by name", async () => {
    expect(await migrate(connection)).toBe(migrations.length);
    expect(await migrate(connection)).toBe(0);
    const next = {
      version: migrations.length + 1,
      name: "one more",
      statements: ["create table bot4.more (x integer)"],
    };
    const torn = { ...next, statements: [...next.statements, "no statement at all"] };
    await expect(migrate(connection, [...migrations, torn])).rejects.toThrow();
    // Nothing of the step that failed is left.
    expect(await migrate(connection, [...migrations, next])).toBe(1);
    await expect(migrate(connection)).rejects.toThrow(
      `at most version ${migrations.length}; was ${next.version}`,
    );
    const changed = { ...next, statements: ["create table bot4.other (x integer)"] };
    await expect(migrate(connection, [...migrations, changed])).rejects.toThrow("(one more) of the database");
    await connection.query("drop schema bot4 cascade");
  });

  describe("as a store", () => {
    contract(() => openSqlStore(shared()));
  });

  describe("as the projection of a journal", () => {
    projection(() => openSqlStore(shared()));
  });

  test("is open in one process at a time", async () => {
    const other = join(folder, "other");
    mkdirSync(other);
    const held = takeLock(join(other, "database.lock"));
    await expect(openPglite(other)).rejects.toThrow("must be free");
    held();
  });
});

const given = process.env.BOT4_POSTGRES;

/** A database of its own on the server that is given, so that no other is touched. */
const scratch = `bot4_test_${process.pid}`;

async function atServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: given });
  await client.connect();
  await client.query(sql);
  await client.end();
}

const scratchUrl = (): string => {
  const url = new URL(given!);
  url.pathname = `/${scratch}`;
  return url.href;
};

test.runIf(process.env.CI === "true")("PostgreSQL is there to be tested in CI (BOT4_POSTGRES)", () => {
  expect(given).toBeTruthy();
});

describe.skipIf(!given)("PostgreSQL, on a server (skipped where BOT4_POSTGRES names none)", () => {
  beforeAll(() => atServer(`create database ${scratch}`));
  afterAll(() => atServer(`drop database ${scratch} with (force)`));
  describe("as a store", () => {
    contract(() => openPostgres(scratchUrl()));
  });

  describe("as the projection of a journal", () => {
    projection(() => openPostgres(scratchUrl()));
  });

  test("a connection that is lost is named, and what was not finished is undone", async () => {
    const store = await openPostgres(scratchUrl());
    const work = store.unitOfWork("cut", async ({ position, orders }) => {
      await position.advance(0, 1);
      await atServer(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${scratch}' and pid <> pg_backend_pid()`,
      );
      await orders.save([order("a")]);
    });
    await expect(work).rejects.toThrow("the connection to PostgreSQL was lost");
    await store.close();
    const again = await openPostgres(scratchUrl());
    expect(await again.of("cut").position.read()).toBe(0);
    await again.close();
  });

  test("two that come at once bring it to its form one after the other", async () => {
    const stores = await Promise.all([openPostgres(scratchUrl()), openPostgres(scratchUrl())]);
    await Promise.all(stores.map(({ close }) => close()));
  });
});

test("a server that cannot be reached is refused without a word of its URL", async () => {
  const secret = "postgres://anna:s3cret@127.0.0.1:9/bot4";
  const message = await openPostgres(secret).then(String, (error: Error) => error.message);
  expect(message).toMatch(/^PostgreSQL must be reachable/);
  expect(message).toContain("ECONNREFUSED");
  for (const word of ["s3cret", "anna", "127.0.0.1"]) expect(message).not.toContain(word);
  await expect(openPostgres("no url: s3cret")).rejects.toThrow(/^(?!.*s3cret)/);
});
