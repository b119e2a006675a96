import { Worker } from "node:worker_threads";

const hooks = new URL("../../../data/testing/strip-types.mjs", import.meta.url).href;
const register = `import { register } from "node:module"; register(${JSON.stringify(hooks)});`;

/** Starts a worker from a TypeScript module beside this one. */
export const startWorker = (name: string, workerData: unknown): Worker =>
  new Worker(new URL(name, import.meta.url), {
    workerData,
    execArgv: ["--import", `data:text/javascript,${encodeURIComponent(register)}`],
  });
