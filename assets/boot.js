// Runs first and in every browser, so it is written for old ones: says in words what to do when the
// program cannot be loaded or has stopped. The words stand in index.html.
(function () {
  "use strict";
  // Without scripts the page must not promise that something is being loaded.
  document.documentElement.className = "js";
  var shown = false;
  function trouble(kind) {
    if (shown) return;
    if (!document.body || !document.getElementById("trouble")) {
      document.addEventListener("DOMContentLoaded", function () { trouble(kind); });
      return;
    }
    shown = true;
    document.getElementById("app").hidden = true;
    document.getElementById("trouble").hidden = false;
    document.getElementById("trouble-" + kind).hidden = false;
  }
  window.tobiumeTrouble = trouble;

  var modules = "noModule" in document.createElement("script");
  if (!modules || typeof WebAssembly !== "object" || typeof BigInt !== "function") trouble("old");

  // A part of the first load that did not arrive.
  window.addEventListener("error", function (event) {
    var element = event.target;
    if (element && (element.tagName === "SCRIPT" || (element.rel === "stylesheet" && !element.hasAttribute("data-later")))) trouble("load");
    else if (event.error && window.WebAssembly && event.error instanceof WebAssembly.RuntimeError) trouble("stop");
  }, true);
  window.addEventListener("unhandledrejection", function (event) {
    if (window.WebAssembly && event.reason instanceof WebAssembly.RuntimeError) trouble("stop");
  });
})();
