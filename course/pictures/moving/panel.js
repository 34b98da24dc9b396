// A panel: controls, a picture below them, and a sentence about it that a screen reader speaks.
// Python says which controls there are, and what the picture shows; from here come the numbers and the clicks.

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// Each kind gives [what to show, how to show another value].
const KINDS = {
  range({ name, low, high, step, decimals, buttons }, send) {
    const input = element("input", { type: "range", min: low, max: high, step, name });
    const readout = element("output", {});
    const show = (value) => {
      input.value = value;
      readout.textContent = buttons ? `${value} of ${high}` : Number(value).toFixed(decimals);
    };
    const go = (value) => {
      show(Math.min(high, Math.max(low, value)));
      send(Number(input.value));
    };
    input.addEventListener("input", () => go(Number(input.value)));
    const button = (word, by) =>
      element("button", { type: "button", textContent: word, onclick: () => go(Number(input.value) + by) });
    const sides = buttons ? [button("Previous", -1), button("Next", +1)] : [];
    return [element("div", {}, ...sides, element("label", {}, `${name} `, input, " ", readout)), show];
  },
  field({ name }, send) {
    const input = element("input", { type: "text", name, autocomplete: "off", spellcheck: false });
    input.addEventListener("change", () => send(input.value));
    return [element("label", {}, `${name} `, input), (value) => (input.value = value)];
  },
  choice({ name, options }, send) {
    const input = element("select", { name }, ...options.map((each) => element("option", { textContent: each })));
    input.addEventListener("change", () => send(input.value));
    return [element("label", {}, `${name} `, input), (value) => (input.value = value)];
  },
  press({ name, off }, _send, press) {
    const label = { type: "button", name, textContent: name, disabled: off, onclick: press };
    return [element("button", label), () => {}];
  },
};

function render({ model, el }) {
  const bar = element("div", { className: "course-controls" });
  // Else JupyterLab takes arrow keys and Enter for itself; what is held with Ctrl or Cmd is still the lab's.
  bar.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
  const picture = element("div", {});
  const caption = element("p", { role: "status" });
  caption.setAttribute("aria-live", "polite");
  let shown = {};

  const send = (name) => (value) => {
    model.set("values", { ...model.get("values"), [name]: value });
    model.save_changes();
  };
  const controls = () => {
    const focused = bar.contains(document.activeElement) ? document.activeElement.name : null;
    const made = model.get("controls").map((control) => [
      control.name,
      KINDS[control.kind](control, send(control.name), () => model.send({ pressed: control.name })),
    ]);
    bar.replaceChildren(...made.map(([, [what]]) => what));
    shown = Object.fromEntries(made.map(([name, [, show]]) => [name, show]));
    values();
    if (focused) (bar.querySelector(`[name="${CSS.escape(focused)}"]:enabled`) ?? bar.querySelector(":enabled"))?.focus();
  };
  const values = () => {
    for (const [name, value] of Object.entries(model.get("values"))) shown[name]?.(value);
  };
  const draw = () => (picture.innerHTML = model.get("picture"));
  const say = () => (caption.textContent = model.get("caption"));

  const followed = { "change:controls": controls, "change:values": values, "change:picture": draw, "change:caption": say };
  for (const [event, follow] of Object.entries(followed)) model.on(event, follow);
  for (const follow of [controls, draw, say]) follow();
  el.classList.add("course-panel");
  el.replaceChildren(bar, picture, caption);
  return () => {
    for (const [event, follow] of Object.entries(followed)) model.off(event, follow);
  };
}

export default { render };
