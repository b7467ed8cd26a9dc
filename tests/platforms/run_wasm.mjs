// Runs tests that are compiled to WebAssembly: node run_wasm.mjs FILE
//
// The program gets no function of JavaScript: each of them stops it. A panic stops it too.
import { readFileSync } from "node:fs";

const module = new WebAssembly.Module(readFileSync(process.argv[2]));
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
  imports[from] ??= {};
  imports[from][name] = () => {
    throw new Error(`the program called ${name}`);
  };
}
const instance = new WebAssembly.Instance(module, imports);
const status = instance.exports.main(0, 0);
if (status !== 0) throw new Error(`status ${status}`);
