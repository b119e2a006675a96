import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [folder = "", seed = "1", write = "1"] = process.argv.slice(2);

// Ends this process, as `kill -9` does, right before so many writes to a file. Before the modules are loaded that write.
const real = fs.writeSync as (...args: unknown[]) => number;
let writes = 0;
Object.assign(fs, {
  writeSync: (...args: unknown[]) => {
    if (++writes === Number(write)) process.kill(process.pid, "SIGKILL");
    return real(...args);
  },
});
syncBuiltinESMExports();

const { play, prepare } = await import("./simulated.ts");
const { open, events, end } = prepare(Number(seed));
const opened = open(folder);
play(opened, events, opened.session.events, events.length);
opened.session.wait(end);
await opened.session.close();
