import { playFeed } from "../../engine/adapters/exchange/play-feed.ts";
import {
  createExchangeServer,
  type ExchangeServer,
  type ServerOptions,
} from "../../engine/adapters/exchange/server.ts";
import { createWireFaults } from "../../engine/adapters/exchange/wire-faults.ts";
import { refuse } from "../../engine/core/errors.ts";
import { chanceOf } from "../../engine/venue/exchange/core.ts";
import { marketFaults } from "../../engine/venue/faults/faulty-feed.ts";
import { readFaults } from "../faults.ts";
import type { Io } from "../io.ts";
import { type MarketRequest, openMarket, type Steps } from "./market.ts";

/** What is served, to whom and how. */
export interface ServeRequest extends MarketRequest {
  readonly steps: Steps;
  readonly balances: Readonly<Record<string, number>>;
  readonly keys: ServerOptions["keys"];
  readonly queue: "pessimistic" | "probabilistic" | "trades";
  readonly faults: string | undefined;
  readonly speed: number;
  readonly port: number;
  readonly seed: number;
}

/** A server at work. It goes on until it is closed, or `finished` fails with what its data threw. */
export interface Serving {
  readonly server: ExchangeServer;
  readonly port: number;
  readonly finished: Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts an exchange over its data and says where it is. */
export async function startServer(request: ServeRequest, io: Io): Promise<Serving> {
  const { steps, balances, keys, queue, speed, seed } = request;
  const plan = request.faults === undefined ? undefined : await readFaults(request.faults, io);
  const { instruments, feed, history, barMs } = await openMarket(request, steps, io);
  const wallMs = () => Date.now();
  const server = createExchangeServer({
    instruments,
    market: { balances, queue, seed, triggerAtOnce: "reject" },
    keys,
    wallMs,
    ...(barMs !== undefined && { barMs }),
    ...(plan && { faults: createWireFaults(plan, chanceOf(plan.seed, "wire"), wallMs) }),
  });
  for (const event of history) server.recall(event);
  const port = await server.listen(request.port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    return refuse(`port ${request.port} is taken; choose another with --port, 0 for any`);
  });
  const names = instruments.map(({ symbol }) => symbol);
  io.out(
    `${names.join(", ")} on http://127.0.0.1:${port}/api/v3 and ws://127.0.0.1:${port}/ws, at ${speed}x\n`,
  );
  const market = plan ? marketFaults(feed, plan, names, chanceOf(plan.seed, "market")) : feed;
  let stop = () => {};
  let finish = () => {};
  const close = async () => {
    stop();
    await server.close();
    finish();
  };
  const finished = new Promise<void>((resolve, reject) => {
    finish = resolve;
    const ended = () => io.err("the data has ended; its last book stays\n");
    const failed = (error: unknown) => {
      reject(error);
      // Nothing keeps the process alive then.
      void close();
    };
    stop = playFeed(market, { speed, wallMs, see: server.see, ended, failed });
  });
  return { server, port, finished, close };
}
