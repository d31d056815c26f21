// WebKit's driver hands out no console, so the page collects its complaints itself, from the first command that reaches it.
if (!window.tobiumeComplaints) {
  const complaints = (window.tobiumeComplaints = []);
  const add = (source, text) => complaints.push({ source, text: String(text) });
  const shown = (thing) => (thing instanceof Error ? `${thing}\n${thing.stack}` : String(thing));
  addEventListener("error", (event) => {
    if (event.target === window) add("javascript", `${event.message} (${event.filename}:${event.lineno})`);
    else add("network", `${event.target.src ?? event.target.href} could not be loaded`);
  }, true);
  addEventListener("unhandledrejection", (event) => add("javascript", `Unhandled rejection: ${shown(event.reason)}`));
  document.addEventListener("securitypolicyviolation", (event) =>
    add("security", `${event.effectiveDirective} blocked ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`));
  const error = console.error;
  console.error = (...things) => {
    add("console-api", things.map(shown).join(" "));
    error.apply(console, things);
  };
}
