// Starts the program. The page names its two files, so that this script needs no inline code.
const { js, wasm } = document.querySelector("link[data-js]").dataset;
import(js)
  .then((program) => program.default({ module_or_path: wasm }))
  .catch((error) => {
    console.error(error);
    window.tobiumeTrouble(error instanceof WebAssembly.CompileError ? "old" : error instanceof WebAssembly.RuntimeError ? "stop" : "load");
  });window.tobiumeWorkStyles = "/work.css";
