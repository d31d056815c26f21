// What journeys need inside the page: to find things by what a user sees. Sent with every command, so it leaves nothing behind.
const squash = (text) => (text ?? "").replace(/\s+/g, " ").trim();

const visible = (element) => {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })) return false;
  const box = element.getBoundingClientRect();
  return box.width > 1 && box.height > 1;
};

// Behind a modal dialog, or inert, nothing can be used.
const reachable = (element) => {
  const dialog = [...document.querySelectorAll("dialog")].filter((d) => d.matches(":modal")).pop();
  return !element.closest("[inert]") && (!dialog || dialog.contains(element));
};

// The words that an element shows or, where it shows a picture, stands for.
const words = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  if (node.getAttribute("aria-hidden") === "true" || node.matches("script, style, select, textarea, input, noscript")) return "";
  if (node.hasAttribute("aria-label")) return node.getAttribute("aria-label");
  if (node.tagName === "IMG") return node.alt;
  const style = getComputedStyle(node);
  if (style.display === "none" || style.visibility === "hidden") return "";
  const inside = [...node.childNodes].map(words).join("");
  return style.display === "inline" ? inside : ` ${inside} `;
};

const name = (element) => {
  const by = element.getAttribute("aria-labelledby");
  if (by) return squash(by.split(/\s+/).map((id) => document.getElementById(id)).filter(Boolean).map(words).join(" "));
  if (element.hasAttribute("aria-label")) return squash(element.getAttribute("aria-label"));
  if (element.labels?.length) return squash([...element.labels].map(words).join(" "));
  if (element.matches("input[type=submit], input[type=button], input[type=reset]")) return squash(element.value);
  return squash(words(element)) || squash(element.title) || squash(element.placeholder);
};

const kinds = {
  control:
    "a[href], button, summary, input[type=submit], input[type=button], input[type=reset], input[type=checkbox], input[type=radio], [role=button], " +
    "[role=link], [role=tab], [role=menuitem], [role=option], [role=switch], [role=checkbox], [role=radio], [role=row][tabindex]",
  field:
    "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=reset]):not([type=checkbox]):not([type=radio]):not([type=file]), " +
    "textarea, select, [contenteditable], [role=textbox], [role=combobox], [role=searchbox]",
  tick: "input[type=checkbox], input[type=radio], [role=checkbox], [role=radio], [role=switch]",
  file: "input[type=file]",
};

const tickable = (element) => element.matches("input[type=checkbox], input[type=radio]");
const disabled = (element) => element.matches(":disabled") || element.closest("[aria-disabled=true]") !== null;

// Drawn boxes and file inputs are often hidden behind their label, which is what a user sees and touches.
const handle = (element) =>
  visible(element) ? element : tickable(element) ? [...(element.labels ?? [])].find(visible) : element.type === "file" ? element : undefined;

// The best kind of agreement decides: the whole name, its beginning, a part of it.
const named = (all, wanted) => {
  const with_names = all.map((element) => [element, name(element)]);
  for (const agrees of [(n) => n === wanted, (n) => n.startsWith(wanted), (n) => n.includes(wanted)]) {
    const hits = with_names.filter(([, n]) => agrees(n)).map(([element]) => element);
    if (hits.length) return hits;
  }
  return [];
};

// Of several, those that share the smallest surrounding with the text.
const beside = (elements, text) => {
  const shared = elements.map((element) => {
    for (let around = element; around; around = around.parentElement) if (squash(around.innerText).includes(text)) return around;
  });
  return elements.filter((_, i) => shared[i] && !shared.some((other) => other && other !== shared[i] && shared[i].contains(other)));
};

const page = {
  find(kind, wanted, near) {
    const all = [...document.querySelectorAll(kinds[kind])].filter((element) => handle(element) && reachable(element));
    let hits = named(all, squash(wanted));
    if (near !== null) hits = beside(hits, squash(near));
    // One link twice is one link; a row and the link inside it are one thing.
    hits = hits.filter((hit, i) => !hits.some((other, j) => other !== hit && (hit.contains(other) || (j < i && hit.href && other.href === hit.href))));
    if (!hits.length) return { why: `there is none; on the page are: ${all.map(name).filter(Boolean).join(" | ") || "none"}` };
    if (hits.length > 1) return { why: `there are ${hits.length}: ${hits.map(name).join(" | ")}` };
    const [element] = hits;
    if (disabled(element)) return { why: "it is disabled" };
    const ticked = tickable(element) ? element.checked : element.getAttribute("aria-checked") === "true";
    return { element: handle(element), type: element.tagName === "INPUT" ? element.type : element.tagName.toLowerCase(), ticked, value: page.value(element) };
  },

  value(element) {
    if (element.tagName === "SELECT") return squash(element.selectedOptions[0]?.label);
    return element.value ?? element.innerText;
  },

  // What is typed next replaces what is there.
  select_all(element) {
    element.focus();
    if (element.select) element.select();
    else getSelection().selectAllChildren(element);
  },

  // Typing without keys: the browser's own editor sends `beforeinput`, `input` and later `change`, but no `keydown`.
  insert(element, value) {
    page.select_all(element);
    const done = value ? document.execCommand("insertText", false, value) : element.value === "" || document.execCommand("delete");
    return done ? null : "it takes no text";
  },

  // The same where the cursor is, in whatever has the focus.
  type(value) {
    return document.execCommand("insertText", false, value) ? null : "nothing that takes text has the focus";
  },

  // For fields whose keys depend on the browser's language, such as dates. The setter of the prototype, as frameworks wrap the element's own.
  set(element, value) {
    element.focus();
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), "value").set.call(element, value);
    for (const type of ["input", "change"]) element.dispatchEvent(new Event(type, { bubbles: true }));
    return element.value === value ? null : `it does not take ${value}`;
  },

  choose(element, wanted) {
    const options = [...element.options];
    const option = options.find((o) => squash(o.label) === squash(wanted));
    if (!option || option.disabled) return `it offers: ${options.map((o) => squash(o.label)).join(" | ")}`;
    element.focus();
    option.selected = true;
    for (const type of ["input", "change"]) element.dispatchEvent(new Event(type, { bubbles: true }));
    return null;
  },

  text: () => document.body?.innerText ?? "",
  sees: (text) => squash(document.body?.innerText).includes(squash(text)),
  heading: () => squash([...document.querySelectorAll("h1")].find(visible)?.innerText),
  focused: () => (document.activeElement === document.body ? "" : name(document.activeElement)),
  mark_old: () => void (window.tobiumeOldPage = true),
  loaded: () => !window.tobiumeOldPage && document.readyState === "complete",
  complaints: () => window.tobiumeComplaints?.splice(0) ?? [],
  // The part of the page that makes a good picture: all of it or, while a dialog lies over it, what is on the screen.
  frame() {
    const root = document.documentElement;
    const whole = Math.max(root.scrollHeight, document.body?.scrollHeight ?? 0);
    return document.querySelector("dialog:modal") ? { top: scrollY, height: innerHeight } : { top: 0, height: Math.max(whole, innerHeight) };
  },

  // What sticks out at the right, so that the page must be moved sideways.
  sticking_out() {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const out = [...document.body.querySelectorAll("*")].filter((e) => visible(e) && e.getBoundingClientRect().right > root.clientWidth + 1);
    return out.slice(0, 5).map((e) => `${e.cloneNode().outerHTML} ends at ${Math.round(e.getBoundingClientRect().right)} of ${root.clientWidth}`);
  },
};
