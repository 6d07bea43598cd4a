// The page of an app: takes over the form that stands in the page, and talks with that form's own kernel.
//
// It speaks as much of Jupyter's protocol as one widget needs: state that the kernel sends, and messages to it. What was
// typed before this script ran is taken along. Charts are drawn from their specifications by one prepared script.

// The channel's number for a page whose kernel was ended, as after a long time in which nobody used it.
const OVER = 4000;
const RETRY_MS = [500, 1000, 2000, 4000, 8000];
const { kernel, model: modelId, mark } = document.body.dataset;
const wordsByLanguage = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const notice = document.getElementById("notice");
let shownLanguage = document.documentElement.lang;

/** Say something to everybody, with a button if there is something to press. */
function tell(text, label, act) {
  const button = label ? Object.assign(document.createElement("button"), { type: "button", textContent: label }) : "";
  if (button) button.addEventListener("click", act);
  notice.replaceChildren(...(text ? [Object.assign(document.createElement("p"), { textContent: text }), button] : []));
}

/** What the page says in the language that its form is in now. */
function word(name) {
  return wordsByLanguage[document.documentElement.lang]?.[name] ?? "";
}

/** Let the page around the form follow the form's language, and its address, so that a refresh comes back in it. */
function followLanguage(language) {
  if (!wordsByLanguage[language] || language === shownLanguage) return;
  shownLanguage = language;
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  const address = new URL(window.location.href);
  address.searchParams.set("language", language);
  window.history.replaceState(window.history.state, "", address);
  document.querySelector('[data-word="accessibility"]').search = `?language=${language}`;
}

/** The form's model as its script knows one: get, set, on, off, send; the kernel's half is at the other end of a channel. */
class Model {
  constructor(state) {
    this.state = state;
    this.heard = {};
    this.session = crypto.randomUUID();
    this.waiting = [];
    this.tries = 0;
    this.connect();
  }

  get(name) { return this.state[name]; }

  set(name, value) { this.update({ [name]: value }); }

  on(name, listener) { (this.heard[name] ??= []).push(listener); }

  off(name, listener) { this.heard[name] = (this.heard[name] ?? []).filter((other) => other !== listener); }

  update(state) {
    const changed = Object.keys(state).filter((name) => JSON.stringify(state[name]) !== JSON.stringify(this.state[name]));
    Object.assign(this.state, state);
    for (const name of changed) for (const listener of [...(this.heard[`change:${name}`] ?? [])]) listener();
  }

  send(message) {
    const id = crypto.randomUUID();
    this.waiting.push(JSON.stringify({
      channel: "shell", buffers: [], metadata: {}, parent_header: {},
      header: { msg_id: id, msg_type: "comm_msg", session: this.session, username: "", version: "5.3", date: new Date().toISOString() },
      content: { comm_id: modelId, data: { method: "custom", content: message } },
    }));
    this.flush();
  }

  flush() {
    while (this.socket?.readyState === WebSocket.OPEN && this.waiting.length) this.socket.send(this.waiting.shift());
  }

  connect() {
    const address = new URL(`/api/kernels/${kernel}/channels?session_id=${this.session}`, window.location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    this.socket = new WebSocket(address);
    this.socket.addEventListener("open", () => { this.tries = 0; tell(""); this.flush(); });
    this.socket.addEventListener("message", ({ data }) => this.take(JSON.parse(data)));
    this.socket.addEventListener("close", ({ code }) => { if (code === OVER) this.end(); else this.reconnect(); });
  }

  take({ msg_type: kind, content }) {
    if (kind === "comm_msg" && content.comm_id === modelId && content.data?.method === "update") this.update(content.data.state);
    if (kind === "status" && content.execution_state === "dead") this.end();
  }

  reconnect() {
    if (this.isOver) return;
    const wait = RETRY_MS[this.tries];
    this.tries += 1;
    if (wait === undefined) {
      this.end();
      return;
    }
    if (this.tries > 1) tell(word("lost"));
    setTimeout(() => this.connect(), wait);
  }

  /** The kernel is gone, or the server: what was kept comes back when the page is opened again. */
  end() {
    this.isOver = true;
    tell(word("over"), word("go_on"), () => window.location.reload());
  }
}

/** What was typed into the page before this script ran. */
function typedSoFar(root, fields) {
  const values = {};
  for (const { name, kind } of fields) {
    const controls = [...root.querySelectorAll("[data-key]")].filter(({ dataset: { key } }) => key === name || key.startsWith(`${name}:`));
    if (!controls.length) continue;
    const chosen = controls.filter((control) => control.checked).map((control) => control.value);
    if (kind === "choices") values[name] = chosen;
    else values[name] = controls[0].type === "radio" ? chosen[0] ?? "" : controls[0].value;
  }
  return values;
}

async function takeOver(place) {
  const { default: widget } = await import(`./form.js?v=${mark}`);
  const state = JSON.parse(document.getElementById("state").textContent);
  const fields = state.spec.groups.flatMap((group) => group.fields);
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const caret = focused && document.activeElement.selectionEnd;
  Object.assign(state.values, typedSoFar(place, fields));
  const model = new Model(state);
  place.replaceChildren();
  widget.render({ model, el: place });
  model.on("change:spec", () => followLanguage(model.get("spec").language));
  const again = focused ? place.querySelector(`[data-key="${CSS.escape(focused)}"]`) : null;
  again?.focus();
  if (again?.setSelectionRange && caret !== null) again.setSelectionRange(caret, caret);
  document.body.dataset.ready = "yes";
  window.addEventListener("pagehide", () => {
    model.isOver = true;
    navigator.sendBeacon(`/end/${kernel}`);
  });
  // A page that the browser had put aside comes back without its kernel.
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) window.location.reload(); });
}

/** Draw the charts, without any code that is made on the way. */
async function drawCharts(places) {
  await import(`./charts.js?v=${mark}`);
  for (const place of places) {
    const spec = JSON.parse(place.dataset.spec);
    await window.vegaEmbed(place, spec, { actions: false, ast: true, renderer: "svg", tooltip: false });
    place.querySelector("svg")?.setAttribute("aria-hidden", "true");
    place.parentElement.querySelector(".sideways").hidden = place.scrollWidth <= place.clientWidth;
  }
}

/** Show only the cases that hold what is typed. */
function findCases(box) {
  const cases = [...document.querySelectorAll("details.case")];
  box.closest(".finder").hidden = false;
  box.addEventListener("input", () => {
    const sought = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const one of cases) one.hidden = !sought.every((word) => one.dataset.text.toLowerCase().includes(word));
    document.getElementById("found").textContent = String(cases.filter((one) => !one.hidden).length);
  });
}

const place = document.getElementById("form");
if (place && document.getElementById("state")) takeOver(place);
const charts = [...document.querySelectorAll("[data-spec]")];
if (charts.length) drawCharts(charts);
const finder = document.getElementById("finder");
if (finder) findCases(finder);
