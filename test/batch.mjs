// Runs the command lines given as JSON, one after the other, by the compiled command line that is given first.
const [main, calls] = process.argv.slice(2);
const { main: run } = await import(/** @type {string} */ (main));
const finished = [];
for (const { argv, cwd } of JSON.parse(/** @type {string} */ (calls))) {
  const result = { out: "", err: "" };
  const out = (/** @type {string} */ text) => {
    result.out += text;
  };
  const err = (/** @type {string} */ text) => {
    result.err += text;
  };
  const compute = async (/** @type {() => unknown} */ work) => work();
  const io = { cwd, env: {}, out, err, columns: 100, colour: false, terminal: false, compute };
  finished.push({ code: await run(argv, io), ...result });
}
process.stdout.write(JSON.stringify(finished));
