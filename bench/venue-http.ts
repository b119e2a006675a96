import { Agent, request } from "node:http";
import { createExchangeServer } from "../engine/adapters/exchange/server.ts";
import { signatureOf } from "../engine/adapters/exchange/signature.ts";
import { parseInstrument } from "../engine/trade/parse-instrument.ts";
import { measure, type Row } from "./harness.ts";

const instrument = parseInstrument({
  symbol: "BTC/USDT",
  kind: "spot",
  base: "BTC",
  quote: "USDT",
  tick: "0.01",
  lot: "0.00001",
  fees: { taker: 0.001, maker: 0.001 },
});
const secret = "bench-secret";

/** Orders in one sample, and connections that send them at the same time. */
const [batch, connections] = [400, 8];

/** One signed market order over HTTP; the lots that it filled. */
function order(agent: Agent, port: number, side: string): Promise<string> {
  const query = `symbol=BTCUSDT&side=${side}&type=MARKET&quantity=0.00100&timestamp=${Date.now()}`;
  const path = `/api/v3/order?${query}&signature=${signatureOf(secret, query)}`;
  const options = {
    agent,
    port,
    host: "127.0.0.1",
    method: "POST",
    path,
    headers: { "X-MBX-APIKEY": "bench" },
  };
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve((JSON.parse(text) as { executedQty?: string }).executedQty ?? text));
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** Signed orders at a server and from clients that share one process: both take their part of the time. */
export async function venueHttpRow(): Promise<Row> {
  const server = createExchangeServer({
    instruments: [instrument],
    market: { balances: { USDT: 1e6, BTC: 100 }, depth: { jitter: 0, halfLifeMs: 0, levels: 5 } },
    keys: [{ key: "bench", secret }],
    wallMs: () => Date.now(),
  });
  // Each moment a new one, so that what was taken is there again.
  let ts = 0;
  const trade = () => server.see({ kind: "trade", ts: ++ts, symbol: "BTC/USDT", price: 50_000, quantity: 1 });
  trade();
  const port = await server.listen(0);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const work = async (): Promise<void> => {
    let left = batch;
    const one = async (): Promise<void> => {
      while (left-- > 0) {
        trade();
        const filled = await order(agent, port, left % 2 === 0 ? "BUY" : "SELL");
        if (filled !== "0.00100") throw new Error(`a market order filled ${filled}, not 0.00100`);
      }
    };
    await Promise.all(Array.from({ length: connections }, one));
  };
  try {
    return await measure({
      name: `signed orders over HTTP on loopback, ${connections} connections, client included`,
      unit: "order",
      units: batch,
      run: work,
      verify: async () => {
        await work();
        const { byNumber } = [...server.desk.clients.values()][0]!.client;
        const wrong = [...byNumber.values()].filter(({ end }) => end !== "filled").length;
        if (wrong > 0 || byNumber.size < batch)
          throw new Error(`${wrong} of ${byNumber.size} orders did not fill`);
      },
      targetMs: (batch / 2_000) * 1e3,
    });
  } finally {
    agent.destroy();
    await server.close();
  }
}
