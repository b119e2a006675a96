// Lets `node --import` run TypeScript sources as they are, for tests that need processes of their own.
import { register } from "node:module";

register("./strip-types.mjs", import.meta.url);
