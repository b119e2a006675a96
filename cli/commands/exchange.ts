import type { Entry } from "./index.ts";

/** `bot4 exchange …`: loaded when it is called. */
export const exchangeCommands: readonly Entry[] = [
  {
    usage: "serve",
    about: "Serve a simulated exchange on this machine, as Binance's spot API",
    load: async () => (await import("./exchange/serve.ts")).serveCommand,
  },
];
