// The form: one declaration drawn as native HTML, the same in JupyterLab and in Voilà.
//
// The page sends messages and sets no trait: "draft" as boxes are left, "submit" once a save, "language", "choose" and
// the buttons that a status offers. What is typed stays in the model of the page too, so that a form that is drawn
// again, or in two places, shows it. Data reach the page as text only: nothing here reads a string as HTML.

const NEAR_LIMIT = 0.8;
const DRAFT_AFTER_MS = 400;
const COUNT_SPOKEN_AFTER_MS = 1000;
const NO_ANSWER_AFTER_S = 20;
const CODE = /^[2-9A-Z]{4}(-[2-9A-Z]{4})+$/;

let drawn = 0;

/** Make an element: attributes as given, children as text or elements. */
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null && value !== "") node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** Put values into a whole sentence: "{row} added." */
function say(sentence, values = {}) {
  return String(sentence ?? "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Join the ids of what describes a control, leaving out what is not there. */
function ids(...nodes) {
  return nodes.filter(Boolean).map((node) => node.id).join(" ");
}

/** Count characters as a reader does, not as the machine stores them. */
function lengthOf(text) {
  return Array.from(text).length;
}

/** The label of a field with its need said in words. */
function labelText(field, words) {
  if (field.required) return say(words.label_needed, { label: field.label });
  return field.required === null ? field.label : say(words.label_optional, { label: field.label });
}

/** The place for a field's mistake; empty until there is one. */
function mistakeLine(context) {
  const node = make("p", { class: "coprod-mistake", id: context.id(), hidden: true, dir: "auto" });
  return {
    node,
    show(message) {
      // Text that is hidden is still read to those who come by its id, so an empty line holds none.
      const prefix = make("span", { class: "coprod-unseen" }, `${context.words.mistake} `);
      node.replaceChildren(...(message ? [prefix, message] : []));
      node.hidden = !message;
    },
  };
}

function hintLine(text, context) {
  return text ? make("p", { class: "coprod-hint", id: context.id() }, text) : null;
}

/** The choices of a field, and with them any value that is no longer among them: what was stored is never dropped. */
function choicesWith(field, values, words) {
  const choices = field.choices ?? [];
  const known = new Set(choices.map((choice) => choice.value));
  const others = values.filter((value) => value !== "" && !known.has(value));
  return [...choices, ...others.map((value) => ({ value, label: say(words.not_listed, { value }) }))];
}

/** A line that counts characters once a limit is near; spoken after a pause, so that it does not talk over typing. */
function characterCount(field, control, context) {
  const limit = field.maximum_length;
  if (!limit) return null;
  const seen = make("p", { class: "coprod-hint coprod-count", id: context.id(), hidden: true, "aria-hidden": "true" });
  const spoken = make("span", { class: "coprod-unseen", "aria-live": "polite" });
  let timer;
  const update = (speak) => {
    const left = limit - lengthOf(control.value);
    const isNear = left < limit * (1 - NEAR_LIMIT);
    const sentence = left < 0 ? context.words.characters_over : context.words.characters_left;
    seen.textContent = isNear ? say(sentence, { count: Math.abs(left) }) : "";
    seen.hidden = !isNear;
    seen.classList.toggle("coprod-over", left < 0);
    clearTimeout(timer);
    if (speak) timer = setTimeout(() => { spoken.textContent = seen.textContent; }, COUNT_SPOKEN_AFTER_MS);
  };
  control.addEventListener("input", () => update(true));
  update(false);
  return make("div", {}, seen, spoken);
}

/** A label, its hint, its mistake and one control. */
function boxField(field, control, context) {
  control.id = context.id();
  control.dataset.key = context.key;
  const hint = hintLine(field.hint, context);
  const mistake = mistakeLine(context);
  const unit = field.unit ? make("span", { class: "coprod-unit", id: context.id() }, field.unit) : null;
  control.setAttribute("aria-describedby", ids(hint, mistake.node, unit));
  const label = make("label", { class: "coprod-label", for: control.id }, labelText(field, context.words));
  const box = make("div", { class: "coprod-box" }, control, unit);
  const count = characterCount(field, control, context);
  return {
    node: make("div", { class: "coprod-field", "data-field": field.name }, label, hint, mistake.node, box, count),
    read: () => control.value,
    first: control,
    showMistake(message) {
      mistake.show(message);
      if (message) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
      return control;
    },
  };
}

function textField(field, value, context) {
  const control = make("input", {
    type: "text", dir: "auto", autocomplete: field.autocomplete ?? "off", inputmode: field.inputmode,
    class: `coprod-${field.kind}`,
  });
  control.value = value;
  return boxField(field, control, context);
}

function longTextField(field, value, context) {
  const control = make("textarea", { rows: 4, dir: "auto", class: "coprod-long_text" });
  control.value = value;
  return boxField(field, control, context);
}

/** The options of a select, those of one group together under its name. */
function fillSelect(control, choices) {
  const groups = new Map();
  for (const choice of choices) {
    const option = make("option", {}, choice.label);
    option.value = choice.value;
    if (!choice.group) {
      control.append(option);
      continue;
    }
    if (!groups.has(choice.group)) {
      groups.set(choice.group, make("optgroup", { label: choice.group }));
      control.append(groups.get(choice.group));
    }
    groups.get(choice.group).append(option);
  }
}

function selectField(field, value, context) {
  const control = make("select");
  const blank = field.required ? context.words.choose_one : context.words.no_answer;
  fillSelect(control, [{ value: "", label: blank }, ...choicesWith(field, [value], context.words)]);
  control.value = value;
  return boxField(field, control, context);
}

/** One radio button or check box with its label and hint. */
function optionLine(type, group, choice, checked, describedBy, context) {
  const control = make("input", { type, name: group, id: context.id(), "data-key": `${context.key}:${choice.value}` });
  control.value = choice.value;
  control.checked = checked;
  const hint = choice.hint ? make("span", { class: "coprod-hint", id: context.id() }, choice.hint) : null;
  const described = [describedBy, ids(hint)].filter(Boolean).join(" ");
  if (described) control.setAttribute("aria-describedby", described);
  const label = make("label", { for: control.id }, choice.label);
  return { control, node: make("div", { class: "coprod-option" }, control, make("div", {}, label, hint)) };
}

/** A question whose answers are several controls: radio buttons or check boxes. */
function optionsField(type, field, choices, isChecked, context) {
  const hint = hintLine(field.hint, context);
  const mistake = mistakeLine(context);
  const group = context.id();
  // A check box has no group that could carry the mistake, so each one points at it; radio buttons form one control.
  const each = type === "checkbox" ? mistake.node.id : "";
  const lines = choices.map((choice) => optionLine(type, group, choice, isChecked(choice.value), each, context));
  const controls = lines.map((line) => line.control);
  const legend = make("legend", { class: "coprod-label" }, labelText(field, context.words));
  const options = make("div", { class: `coprod-options${choices.length > 8 ? " coprod-many" : ""}` },
    ...lines.map((line) => line.node));
  const set = make("fieldset", {
    id: context.id(), tabindex: "-1", class: "coprod-field", "data-field": field.name,
    role: type === "radio" ? "radiogroup" : null, "aria-describedby": ids(hint, mistake.node),
  }, legend, hint, mistake.node, options);
  return {
    node: set,
    controls,
    first: controls.find((control) => control.checked) ?? controls[0] ?? set,
    showMistake(message) {
      mistake.show(message);
      for (const holder of type === "radio" ? [set] : controls) {
        if (message) holder.setAttribute("aria-invalid", "true");
        else holder.removeAttribute("aria-invalid");
      }
      return controls.find((control) => control.checked) ?? controls[0] ?? set;
    },
  };
}

function radioField(field, value, context) {
  const blank = field.required ? [] : [{ value: "", label: context.words.no_answer }];
  const choices = [...choicesWith(field, [value], context.words), ...blank];
  const made = optionsField("radio", field, choices, (choice) => choice === value, context);
  return { ...made, read: () => made.controls.find((control) => control.checked)?.value ?? "" };
}

function choiceField(field, value, context) {
  return (field.style === "select" ? selectField : radioField)(field, value, context);
}

function yesNoField(field, value, context) {
  const choices = [{ value: "yes", label: context.words.yes }, { value: "no", label: context.words.no }];
  return radioField({ ...field, choices }, value, context);
}

function choicesField(field, value, context) {
  const ticked = Array.isArray(value) ? value : [];
  const choices = choicesWith(field, ticked, context.words);
  const made = optionsField("checkbox", field, choices, (choice) => ticked.includes(choice), context);
  if (!choices.length) made.node.append(make("p", { class: "coprod-hint" }, field.none_yet ?? context.words.none_yet));
  return { ...made, read: () => made.controls.filter((control) => control.checked).map((control) => control.value) };
}

/** Something that is shown and not asked for, such as an id. */
function shownField(field) {
  const term = make("span", { class: "coprod-label" }, field.label);
  const node = make("p", { class: "coprod-field coprod-shown", "data-field": field.name }, term,
    make("span", { dir: "auto" }, field.text));
  return { node, read: () => null, first: node, showMistake: () => node };
}

/** A group of rows that can be added and removed. */
function rowsField(field, value, context) {
  const { words } = context;
  const rows = [];
  const hint = hintLine(field.hint, context);
  const mistake = mistakeLine(context);
  const holder = make("div", { class: "coprod-rows" });
  const add = button(field.add_label || words.add_row, `${context.key}:add`);
  const back = button(words.put_back, `${context.key}:back`);
  back.hidden = true;
  let removed = null;
  const rowName = (number) => say(words.row_name, { label: field.row_label || field.label, number });

  const renumber = () => rows.forEach((row, place) => {
    row.legend.textContent = rowName(place + 1);
    row.remove.textContent = say(words.remove_row, { row: rowName(place + 1) });
  });
  const insert = (values, place) => {
    const row = makeRow(values);
    rows.splice(place, 0, row);
    holder.insertBefore(row.node, holder.children[place] ?? null);
    renumber();
    return row;
  };
  function makeRow(values) {
    const unique = context.id();
    const inner = (child) => ({ ...context, key: `${context.key}:${unique}:${child.name}` });
    const parts = field.fields.map((child) => [child.name, makeField(child, values?.[child.name], inner(child))]);
    const legend = make("legend", { class: "coprod-label" });
    const remove = button("", `${context.key}:${unique}:remove`);
    const box = make("div", { class: "coprod-row-fields" }, ...parts.map(([, part]) => part.node));
    const row = { node: make("fieldset", { class: "coprod-row" }, legend, box, remove), legend, remove, parts };
    row.read = () => Object.fromEntries(parts.map(([name, part]) => [name, part.read()]));
    remove.addEventListener("click", () => removeRow(row));
    return row;
  }
  function removeRow(row) {
    const place = rows.indexOf(row);
    removed = { values: row.read(), place };
    context.announce(say(words.row_removed, { row: rowName(place + 1) }));
    rows.splice(place, 1);
    row.node.remove();
    renumber();
    back.hidden = false;
    back.focus();
    context.changed();
  }
  add.addEventListener("click", () => {
    const row = insert({}, rows.length);
    context.announce(say(words.row_added, { row: rowName(rows.length) }));
    row.parts[0][1].first.focus();
    context.changed();
  });
  back.addEventListener("click", () => {
    const row = insert(removed.values, Math.min(removed.place, rows.length));
    context.announce(say(words.row_back, { row: row.legend.textContent }));
    back.hidden = true;
    row.parts[0][1].first.focus();
    context.changed();
  });
  (Array.isArray(value) ? value : []).forEach((values) => insert(values, rows.length));
  const node = make("fieldset", {
    class: "coprod-field", "data-field": field.name, "aria-describedby": ids(hint, mistake.node),
  }, make("legend", { class: "coprod-label" }, labelText(field, words)), hint, mistake.node, holder,
  make("div", { class: "coprod-buttons" }, add, back));
  return {
    node,
    first: add,
    read: () => rows.map((row) => row.read()),
    showMistake(message, where = {}) {
      if (!message) {
        mistake.show("");
        rows.forEach((row) => row.parts.forEach(([, part]) => part.showMistake("")));
        return null;
      }
      const row = rows[where.row];
      const part = row?.parts.find(([name]) => name === where.column)?.[1] ?? row?.parts[0]?.[1];
      if (part) return part.showMistake(message);
      mistake.show(message);
      return add;
    },
  };
}

const KINDS = {
  text: textField, number: textField, date: textField, long_text: longTextField, choice: choiceField,
  choices: choicesField, yes_no: yesNoField, rows: rowsField, shown: shownField,
};

function makeField(field, value, context) {
  const isList = field.kind === "choices" || field.kind === "rows";
  return (KINDS[field.kind] ?? textField)(field, value ?? (isList ? [] : ""), context);
}

function button(text, key, look = "coprod-second") {
  return make("button", { type: "button", class: look, "data-key": key }, text);
}

/** One view of the form. */
class Form {
  constructor(model, element) {
    this.model = model;
    this.prefix = `coprod-${(drawn += 1)}-${Math.random().toString(36).slice(2, 8)}`;
    this.made = 0;
    this.openedId = model.get("submission_id");
    this.isWaiting = false;
    this.isAnswerLate = false;
    this.isUnsaved = false;
    this.isTypedSince = false;
    this.frame();
    element.append(this.root);
    this.draw();
    this.showMistakes(false);
    this.showStatus();
    this.listen();
  }

  id() {
    this.made += 1;
    return `${this.prefix}-${this.made}`;
  }

  get words() {
    return this.model.get("spec").words ?? {};
  }

  /** Make what stays while the inside is drawn anew: regions that announce must stand in the page beforehand. */
  frame() {
    this.summary = make("div", { class: "coprod-summary", tabindex: "-1", hidden: true });
    this.head = make("div");
    this.before = make("div");
    this.body = make("div");
    this.foot = make("div");
    this.save = make("button", { type: "submit", class: "coprod-save", "data-key": "save" });
    this.others = make("div", { class: "coprod-buttons" });
    this.status = make("div", { class: "coprod-status", role: "status" });
    this.actions = make("div", { class: "coprod-buttons" });
    this.spoken = make("div", { class: "coprod-unseen", "aria-live": "polite" });
    this.form = make("form", { novalidate: true, autocomplete: "off" }, this.head, this.summary, this.before, this.body,
      this.foot, make("div", { class: "coprod-buttons" }, this.save), this.others, this.status, this.actions, this.spoken);
    const folded = this.model.get("folded");
    const inside = folded ? make("details", {}, make("summary", { class: "coprod-fold" }, folded), this.form) : this.form;
    // JupyterLab would take keys as commands while a button or a list has the focus, and would swallow Enter in a box.
    this.root = make("div", { class: "coprod-form", "data-lm-suppress-shortcuts": "true" }, inside);
    this.root.addEventListener("keydown", (event) => {
      if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    });
  }

  listen() {
    const { model } = this;
    this.listeners = {
      "change:submission_id": () => this.follow(),
      "change:values": () => this.follow(),
      "change:spec": () => { if (this.isSameOpening()) this.redraw(); else this.follow(); },
      "change:mistakes": () => this.showMistakes(false),
      "change:status": () => this.settle(),
    };
    for (const [name, listener] of Object.entries(this.listeners)) model.on(name, listener);
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.body.addEventListener("input", () => this.keep());
    this.body.addEventListener("change", () => { this.keep(); this.sendDraftSoon(); });
    this.leaving = (event) => { if (this.isUnsaved && !this.model.get("spec").keeps_drafts) event.preventDefault(); };
    window.addEventListener("beforeunload", this.leaving);
  }

  remove() {
    for (const [name, listener] of Object.entries(this.listeners)) this.model.off(name, listener);
    window.removeEventListener("beforeunload", this.leaving);
    clearTimeout(this.waiting);
    if (this.drafting) this.sendDraft();
  }

  // ---- what is typed

  read() {
    return Object.fromEntries(this.fields.map(([name, part]) => [name, part.read()]));
  }

  /** Keep what is typed in the page's model, where another view or a later drawing finds it. */
  keep() {
    this.isUnsaved = true;
    this.isTypedSince = true;
    this.model.set("values", this.read());
  }

  sendDraftSoon() {
    clearTimeout(this.drafting);
    this.drafting = setTimeout(() => this.sendDraft(), DRAFT_AFTER_MS);
  }

  /** Give what is typed to the kernel, where it survives a reload of JupyterLab. */
  sendDraft() {
    clearTimeout(this.drafting);
    this.drafting = null;
    this.send({ kind: "draft", values: this.model.get("values") });
  }

  send(message) {
    try {
      this.model.send({ ...message, submission_id: this.model.get("submission_id") });
    } catch {
      this.noAnswer();
    }
  }

  /** Send what the user asks for once, and hold the form still until the answer is there. */
  ask(message, shown) {
    if (this.isWaiting) return;
    clearTimeout(this.drafting);
    this.drafting = null;
    this.setWaiting(true);
    this.isAnswerLate = false;
    this.isTypedSince = false;
    this.showStatus({ state: "saving", message: shown });
    this.waiting = setTimeout(() => this.noAnswer(), (this.model.get("spec").wait_seconds ?? NO_ANSWER_AFTER_S) * 1000);
    this.send(message);
  }

  submit() {
    const { goes_to: address } = this.model.get("spec");
    if (address) {
      window.location.assign(address);
      return;
    }
    this.ask({ kind: "submit", values: this.read() }, this.words.saving);
  }

  /** Let the user press Save again: the submission's id makes sure that it is stored once. */
  noAnswer() {
    this.isAnswerLate = true;
    this.setWaiting(false);
    this.showStatus({ state: "refused", message: this.words.no_answer_yet });
  }

  setWaiting(isWaiting) {
    this.isWaiting = isWaiting;
    clearTimeout(this.waiting);
    // A button that is disabled outright would lose the focus; this one keeps it, and `ask` holds a second press back.
    this.save.setAttribute("aria-disabled", String(isWaiting));
    if (isWaiting && this.body.contains(document.activeElement)) this.save.focus();
    this.body.inert = isWaiting;
  }

  // ---- what the kernel says

  isSameOpening() {
    return this.model.get("submission_id") === this.openedId;
  }

  /** Show values that the kernel opened, or that were typed in another view of the same form. */
  follow() {
    if (this.isSameOpening()) {
      if (JSON.stringify(this.model.get("values")) !== JSON.stringify(this.read())) this.redraw();
      return;
    }
    // An answer that came after the waiting was over must not take away what was typed meanwhile.
    const typed = this.isTypedSince && this.isAnswerLate ? this.read() : null;
    this.openedId = this.model.get("submission_id");
    this.isUnsaved = Boolean(typed);
    this.isTypedSince = false;
    if (typed) this.model.set("values", typed);
    this.redraw();
    this.turnPage();
  }

  /** At another page of the same form begin at its top, for eyes and for screen readers. */
  turnPage() {
    const { page } = this.model.get("spec");
    if (!page || page === this.openPage) return;
    this.openPage = page;
    window.scrollTo(0, 0);
    this.title.focus({ preventScroll: true });
  }

  redraw() {
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    this.draw();
    this.showMistakes(false);
    if (focused) this.root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  settle() {
    const status = this.model.get("status") ?? {};
    if (status.state === "saving") return;
    const wasWaiting = this.isWaiting;
    this.setWaiting(false);
    if (status.state === "saved" && !this.isTypedSince) this.isUnsaved = false;
    this.showStatus(status);
    this.showMistakes(wasWaiting && status.state === "refused");
  }

  // ---- drawing

  draw() {
    const spec = this.model.get("spec");
    const level = Math.min(Math.max(spec.heading_level ?? 3, 1), 5);
    const title = make(`h${level}`, { class: "coprod-title", id: this.id(), tabindex: spec.page ? "-1" : null }, spec.title);
    this.title = title;
    this.openPage ??= spec.page;
    this.root.setAttribute("lang", spec.language || "en");
    if (spec.page) document.documentElement.lang = spec.language || "en";
    if (spec.document_title) document.title = spec.document_title;
    this.form.setAttribute("aria-labelledby", title.id);
    const progress = spec.progress ? [make("p", { class: "coprod-progress" }, spec.progress)] : [];
    this.head.replaceChildren(...this.languages(spec), ...progress, title, ...paragraphs(spec.intro), ...panel(spec.panel),
      ...this.chooser(spec));
    this.before.replaceChildren(...notices(spec.notices, level + 1));
    this.fields = [];
    this.body.replaceChildren(...(spec.groups ?? []).map((group) => this.group(group)));
    this.foot.replaceChildren(...(spec.answers ?? []).map((part) => this.answers(part, level + 1)));
    this.save.textContent = spec.save_label || this.words.save;
    this.save.hidden = !(spec.has_save ?? this.fields.length > 0);
    this.others.replaceChildren(...(spec.buttons ?? []).map(({ kind, label }) => {
      const other = button(label, `button-${kind}`);
      other.addEventListener("click", () => this.ask({ kind, values: this.read() }, this.words.opening));
      return other;
    }));
  }

  /** Answers to check: each page's questions with a button that opens the page again. */
  answers({ page, title, rows, change }, level) {
    const list = make("dl", { class: "coprod-answers" }, ...rows.map(({ label, value }) => make("div", {},
      make("dt", {}, label), make("dd", { dir: "auto" }, ...lines(value)))));
    const heading = make(`h${level}`, { class: "coprod-part", id: this.id() }, title);
    if (!change) return make("div", { class: "coprod-answers-part" }, heading, list);
    const open = button(change, `change-${page}`);
    open.append(make("span", { class: "coprod-unseen" }, `: ${title}`));
    open.addEventListener("click", () => this.ask({ kind: "change", page, values: this.read() }, this.words.opening));
    return make("div", { class: "coprod-answers-part" }, make("div", { class: "coprod-part-line" }, heading, open), list);
  }

  group(group) {
    const values = this.model.get("values") ?? {};
    const parts = group.fields.map((field) => {
      const part = makeField(field, values[field.name], this.contextOf(field));
      if (field.kind !== "shown") this.fields.push([field.name, part]);
      return part.node;
    });
    if (!group.title) return make("div", { class: "coprod-group" }, ...parts);
    const hint = hintLine(group.hint, this.contextOf({ name: "" }));
    return make("fieldset", { class: "coprod-group", "aria-describedby": ids(hint) },
      make("legend", { class: "coprod-group-title" }, group.title), hint, ...parts);
  }

  contextOf(field) {
    return {
      words: this.words,
      key: field.name,
      id: () => this.id(),
      announce: (sentence) => this.announce(sentence),
      changed: () => { this.keep(); this.sendDraftSoon(); },
    };
  }

  languages(spec) {
    if ((spec.languages ?? []).length < 2) return [];
    const buttons = spec.languages.map(({ code, label }) => {
      const choice = button(label, `language-${code}`);
      choice.lang = code;
      choice.setAttribute("aria-pressed", String(code === spec.language));
      choice.addEventListener("click", () => this.chooseLanguage(code));
      return choice;
    });
    return [make("div", { class: "coprod-buttons", role: "group", "aria-label": this.words.language }, ...buttons)];
  }

  chooseLanguage(language) {
    this.sendDraft();
    this.ask({ kind: "language", language, values: this.read() }, this.words.opening);
  }

  /** The list of rows. A button opens one: a list that acted by itself would act on every arrow key. */
  chooser(spec) {
    if (!spec.record) return [];
    const context = this.contextOf({ name: "_record" });
    const control = make("select");
    fillSelect(control, spec.record.choices);
    control.value = spec.record.value;
    const field = boxField({ ...spec.record, name: "_record", required: null }, control, context);
    const open = button(this.words.open, "_record:open");
    open.addEventListener("click", () => {
      this.sendDraft();
      this.ask({ kind: "choose", key: control.value }, this.words.opening);
    });
    field.node.querySelector(".coprod-box").append(open);
    return [field.node];
  }

  // ---- mistakes and status

  /** Show each mistake at its field, and all of them above the form with links that move the focus. */
  showMistakes(moveFocus) {
    const mistakes = this.model.get("mistakes") ?? [];
    this.fields.forEach(([, part]) => part.showMistake(""));
    const lines = together(mistakes).map((mistake) => this.mistakeItem(mistake));
    this.summary.hidden = !lines.length;
    if (!lines.length) {
      this.summary.replaceChildren();
      return;
    }
    const level = Math.min((this.model.get("spec").heading_level ?? 3) + 1, 6);
    const title = make(`h${level}`, { class: "coprod-summary-title" }, this.words.problem);
    this.summary.replaceChildren(make("div", { role: "alert" }, title, make("ul", {}, ...lines)));
    if (moveFocus) this.summary.focus();
  }

  mistakeItem({ field, row, column, message, label }) {
    const part = this.fields.find(([name]) => name === field)?.[1];
    const text = label ? say(this.words.mistake_at, { label, message }) : message;
    if (!part) return make("li", { dir: "auto" }, text);
    const control = part.showMistake(message, { row, column });
    const link = make("a", { href: `#${control.id}` }, text);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      control.focus();
      control.closest(".coprod-field")?.scrollIntoView({ block: "nearest" });
    });
    return make("li", { dir: "auto" }, link);
  }

  showStatus(status = this.model.get("status") ?? {}) {
    this.status.className = `coprod-status coprod-${status.state ?? "editing"}`;
    this.status.replaceChildren(...paragraphs(status.message));
    this.actions.replaceChildren(...(status.actions ?? []).map(({ label, ...message }) => {
      const action = button(label, `action-${message.kind}`);
      action.addEventListener("click", () => { this.sendDraft(); this.ask(message, this.words.opening); });
      return action;
    }));
  }

  announce(sentence) {
    this.spoken.textContent = "";
    // A sentence that is set in the same breath as the empty text would not be spoken again.
    setTimeout(() => { this.spoken.textContent = sentence; }, 50);
  }
}

/** Put the mistakes of one box into one line. */
function together(mistakes) {
  const places = new Map();
  for (const mistake of mistakes) {
    const place = JSON.stringify([mistake.field || mistake.message, mistake.row ?? null, mistake.column ?? ""]);
    const earlier = places.get(place);
    places.set(place, earlier ? { ...earlier, message: `${earlier.message} ${mistake.message}` } : mistake);
  }
  return [...places.values()];
}

/** Text with its line ends, without reading it as HTML. */
function lines(text) {
  return String(text ?? "").split("\n").flatMap((line, place) => (place ? [make("br"), line] : [line]));
}

/** What stands out at the end: a reference, a code, what happens next. */
function panel(said) {
  if (!said?.length) return [];
  return [make("div", { class: "coprod-panel" }, ...said.map((line) => make("p", { dir: "auto", class: CODE.test(line) ? "coprod-code" : null }, line)))];
}

/** What to know beforehand, and what to ring in danger. */
function notices(all, level) {
  return (all ?? []).map(({ title, lines: said, is_warning: isWarning }) => make("div",
    { class: `coprod-notice${isWarning ? " coprod-warning" : ""}` },
    make(`h${level}`, { class: "coprod-part" }, title), ...said.map((line) => make("p", { dir: "auto" }, line))));
}

function paragraphs(text) {
  return String(text ?? "").split("\n").filter((line) => line.trim()).map((line) => make("p", { dir: "auto" }, line));
}

export default {
  render({ model, el }) {
    const form = new Form(model, el);
    return () => form.remove();
  },
};
