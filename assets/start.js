// Starts the program. The page names its two files, so that this script needs no inline code.
const { js, wasm } = document.querySelector("link[data-js]").dataset;
import(js)
  .then((program) => program.default({ module_or_path: wasm }))
  .catch((error) => {
    console.error(error);
    window.tobiumeTrouble(error instanceof WebAssembly.CompileError ? "old" : error instanceof WebAssembly.RuntimeError ? "stop" : "load");
  });

// The pages where one works bring their own style sheet, once. If it fails, boot.js hears of it.
let styles;
window.tobiumeWorkStyles = () =>
  (styles ??= new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = "/work.css";
    link.onload = done;
    document.head.append(link);
  }));
