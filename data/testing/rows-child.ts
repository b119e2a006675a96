import { dieAt } from "./die-at.ts";

// Stores batches of rows one after the other and dies before the n-th call that changes the file system.
const [folder, step] = process.argv.slice(2);
dieAt(Number(step), "kill");
const { openSegments } = await import("../results/segments.ts");
const segments = await openSegments(folder!, "0123456789abcdef", Date.now());
for (let unit = 0; unit < 4; unit++) await segments.write(unit, new Float64Array(100).fill(unit));
await segments.close();
console.log("stored");
