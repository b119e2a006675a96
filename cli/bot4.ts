#!/usr/bin/env node
import { packageVersion } from "./code-version.ts";
import { runProcess } from "./process.ts";

const argv = process.argv.slice(2);
// Asked by scripts again and again: answered before anything else is loaded.
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-v")) console.log(packageVersion());
else await runProcess(argv);
