import { appendFileSync } from "node:fs";
import { lockCatalog } from "../catalog/lock.ts";

// Takes the lock of a catalog, notes in a log when it came and went, and holds it for a while.
const [catalog, log, holdMs] = process.argv.slice(2);
for (;;) {
  try {
    const lock = await lockCatalog(catalog!, "a test");
    appendFileSync(log!, `in ${process.pid}\n`);
    console.log("held");
    await new Promise((done) => setTimeout(done, Number(holdMs)));
    appendFileSync(log!, `out ${process.pid}\n`);
    await lock.release();
    break;
  } catch (error) {
    if (!/is being written by process/.test((error as Error).message)) throw error;
    await new Promise((done) => setTimeout(done, 5));
  }
}
