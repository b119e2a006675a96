/** One step of the database's form. It is never changed once it is released: a further one mends it. */
export interface Migration {
  /** From 1, without gaps. */
  readonly version: number;
  readonly name: string;
  /** Statements, each run on its own. */
  readonly statements: readonly string[];
}

/** Times are ms since 1970 UTC as double precision: venues tell parts of a millisecond. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: "sessions and what they did",
    statements: [
      `create table bot4.sessions (
        session text primary key,
        position double precision not null
      )`,
      `create table bot4.orders (
        session text not null references bot4.sessions on delete cascade,
        id text not null,
        symbol text not null,
        side text not null,
        kind text not null,
        role text not null,
        decided_ms double precision,
        status text not null,
        quantity double precision not null,
        limit_price double precision,
        trigger_price double precision,
        filled double precision not null,
        price double precision,
        reason text,
        sent_ms double precision not null,
        ended_ms double precision,
        primary key (session, id)
      )`,
      "create index orders_by_status on bot4.orders (session, status, sent_ms)",
      `create table bot4.fills (
        session text not null references bot4.sessions on delete cascade,
        number double precision not null,
        order_id text not null,
        symbol text not null,
        side text not null,
        quantity double precision not null,
        price double precision not null,
        fee double precision not null,
        liquidity text not null,
        reason text not null,
        heard_ms double precision not null,
        primary key (session, number),
        foreign key (session, order_id) references bot4.orders (session, id) on delete cascade
      )`,
      "create index fills_by_time on bot4.fills (session, heard_ms)",
      `create table bot4.equity (
        session text not null references bot4.sessions on delete cascade,
        close_ms double precision not null,
        equity double precision not null,
        exposure double precision not null,
        net double precision not null,
        primary key (session, close_ms)
      )`,
      `create table bot4.decisions (
        session text not null references bot4.sessions on delete cascade,
        close_ms double precision not null,
        symbol text not null,
        target double precision not null,
        primary key (session, close_ms, symbol)
      )`,
      `create table bot4.events (
        session text not null references bot4.sessions on delete cascade,
        number double precision not null,
        ts double precision not null,
        kind text not null,
        name text not null,
        detail text not null,
        count double precision not null,
        primary key (session, number)
      )`,
      "create index events_by_time on bot4.events (session, ts)",
    ],
  },
];
