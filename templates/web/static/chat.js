// The chat page. Everything here also works without this script, by posting forms; the script
// adds: replies in place, sending again after a lost connection, notices as they come.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const log = byId("log"), messages = byId("messages"), composer = byId("composer");
  const field = byId("text"), status = byId("status"), menu = byId("menu");
  const words = document.body.dataset;
  const address = (name) => new URL(name, location.href).href;
  const store = `tusoi ${words.person} `; // another person in this tab does not see the draft
  const touch = matchMedia("(pointer: coarse)").matches;

  // ---- what is typed, and what waits to be sent, survives a reload of this tab
  const recall = (name, other) => JSON.parse(sessionStorage.getItem(store + name)) ?? other;
  const remember = (name, value) => sessionStorage.setItem(store + name, JSON.stringify(value));
  const waiting = recall("waiting", []).map((fields) => ({ fields }));
  function rememberWaiting() { // a file cannot be kept here: after a reload it has to be chosen again
    remember("waiting", waiting.filter((act) => !act.file).map((act) => act.fields));
    remember("captions", waiting.filter((act) => act.file).map((act) => act.fields.text));
  }

  const newId = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

  // ---- acts go one after the other; each keeps its id until it is answered
  let sending = false;

  function act(fields, origin = {}) {
    [acted, firstNew] = [true, null];
    waiting.push({ fields: { act: newId(), ...fields }, ...origin });
    rememberWaiting();
    return deliver();
  }

  async function deliver() {
    if (sending) return;
    sending = true;
    for (let tries = 0; waiting.length; ) {
      const next = waiting[0];
      show(next);
      try {
        const answer = await post(next);
        tries = 0;
        if (answer.locked) return giveWay();
        byId("lost").hidden = true;
        waiting.shift();
        rememberWaiting();
        take(next, answer);
      } catch {
        byId("lost").hidden = false;
        await pause(Math.min(1000 * 2 ** tries++, 15000));
      }
    }
    sending = false;
  }

  /** The page is locked: what waits goes back into the field, which outlives the lock page. */
  function giveWay() {
    const texts = waiting.map((act) => act.fields.text ?? "").filter(Boolean);
    waiting.length = 0;
    rememberWaiting();
    remember("draft", [...texts, field.value].filter((text) => text.trim()).join("\n"));
    cover();
    location.replace(address("./")); // not a reload: the page may have been posted
  }

  async function post({ fields, file }) {
    const body = file ? new FormData() : new URLSearchParams(fields);
    if (file) {
      for (const [name, value] of Object.entries(fields)) body.append(name, value);
      body.append("file", file, file.name); // last, as in the form without a script
    }
    const response = await fetch(address("send"), {
      method: "POST",
      headers: { Accept: "application/json" },
      body,
    });
    if (response.status >= 500 || response.status === 429) throw new Error(response.status);
    return response.json();
  }

  const pause = (milliseconds) =>
    new Promise((done) => {
      const timer = setTimeout(done, milliseconds);
      addEventListener("online", () => (clearTimeout(timer), done()), { once: true });
    });

  // ---- what the person sees of an act
  function show(act) {
    if (act.button) {
      act.button.setAttribute("aria-busy", "true");
      status.textContent = words.working;
    } else if ((act.fields.text || act.file) && !act.bubble) {
      act.bubble = document.createElement("article");
      act.bubble.className = "message mine sending";
      act.bubble.dataset.sending = words.sending;
      const who = document.createElement("p"), text = document.createElement("div");
      [who.className, who.textContent] = ["hidden", words.mine];
      [text.className, text.textContent] = ["text plain", [act.file && `${words.file}: ${act.file.name}`, act.fields.text].filter(Boolean).join("\n")];
      act.bubble.append(who, text);
      messages.append(act.bubble);
      toEnd();
    }
  }

  function take(act, answer) {
    status.textContent = answer.notice;
    act.button?.removeAttribute("aria-busy");
    if (act.bubble) {
      act.bubble.classList.remove("sending");
      if (answer.refused) act.bubble.remove();
    }
    if (answer.refused && act.fields.text) putBack(act.fields.text);
    if (answer.ended) byId("ended").hidden = false;
    if (answer.screen) composer.elements.shown.value = answer.screen;
    if (answer.menu !== null) byId("commands").innerHTML = answer.menu;
    let place = act.message?.isConnected ? act.message : null;
    let first = null;
    for (const message of answer.messages) {
      const node = element(message.html);
      if (message.replaces && place) {
        putInPlace(place, node, act.button);
        place = null;
      } else {
        if (node.querySelector(".keyboard")) retire(act);
        first ??= node;
        messages.append(node);
      }
    }
    if (first) lead(first, act);
  }

  function element(html) {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    return template.content.firstElementChild;
  }

  function putInPlace(old, node, button) {
    status.textContent ||= changedLine(old, node);
    const before = [...old.querySelectorAll("button")];
    const focused = old.contains(document.activeElement) || document.activeElement === document.body;
    node.setAttribute("aria-live", "off"); // nine rows would be read aloud after every tap
    old.replaceWith(node);
    const after = [...node.querySelectorAll("button")];
    const same = before.length === after.length && after[before.indexOf(button)];
    if (focused) (same || after[0] || node).focus({ preventScroll: true });
  }

  /** The one line that a tap changed, when it is out of sight: the buttons may stand far below it. */
  function changedLine(old, node) {
    const lines = (each) => [...each.querySelectorAll(".text .item")];
    const known = lines(old).map((line) => line.textContent);
    const changed = lines(node).filter((line, place) => line.textContent !== known[place]);
    const place = changed.length === 1 && lines(node).indexOf(changed[0]);
    const seen = place !== false && lines(old)[place]?.getBoundingClientRect();
    const hidden = seen && seen.bottom < log.getBoundingClientRect().top + 24;
    return hidden ? changed[0].textContent : "";
  }

  function retire(act) {
    for (const message of messages.querySelectorAll(".message.reply")) message.classList.add("old");
    act.button?.classList.add("chosen");
    act.message?.classList.add("old");
  }

  function lead(first, act) {
    const tapped = act.button && (document.activeElement === act.button || document.activeElement === document.body);
    if (tapped) first.focus({ preventScroll: true });
    if (touch && messages.querySelector(".message:last-child button")) field.blur();
    reveal(first);
  }

  function reveal(first) {
    const height = messages.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
    following = height <= log.clientHeight;
    following ? toEnd() : first.scrollIntoView({ block: "start" });
  }

  let acted = false, firstNew = null; // notices after an act are its answer, shown from the first
  let following = true; // whether the end stays in sight when the page changes its height
  const toEnd = () => (log.scrollTop = log.scrollHeight);
  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;

  // ---- the field
  function putBack(text) {
    field.value = field.value.trim() ? text + "\n" + field.value : text;
    typed();
    field.focus();
  }

  function typed() {
    remember("draft", field.value);
    stayAwake();
    if (CSS.supports("field-sizing", "content")) return;
    field.style.height = "auto";
    field.style.height = field.scrollHeight + 3 + "px";
  }

  // A long answer is not locked away while it is being written.
  let awake = Date.now();
  function stayAwake() {
    if (words.lock === undefined || Date.now() - awake < 45000) return;
    awake = Date.now();
    fetch(address("awake"), { method: "POST" }).catch(() => (awake = 0)); // tried again at the next key
  }

  // ---- a file beside the text
  const chooser = byId("file"), chosen = byId("chosen");

  function choose() {
    const file = chooser.files[0];
    const tooLarge = file && file.size > Number(words.most);
    if (tooLarge) chooser.value = "";
    status.textContent = tooLarge ? words.tooLarge : "";
    chosen.hidden = !file || tooLarge;
    byId("chosen-name").textContent = file ? `${file.name} · ${size(file.size)}` : "";
    if (file && !tooLarge) field.focus();
  }

  const size = (bytes) =>
    bytes < 1048576 ? `${Math.max(Math.round(bytes / 1024), 1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;

  chooser.addEventListener("change", choose);
  byId("detach").addEventListener("click", () => ((chooser.value = ""), choose(), field.focus()));
  addEventListener("beforeunload", (event) => waiting.some((act) => act.file) && event.preventDefault());

  field.addEventListener("input", typed);
  field.addEventListener("keydown", (event) => {
    const composing = event.isComposing || event.keyCode === 229; // Vietnamese input methods
    if (event.key === "Enter" && !event.shiftKey && !composing && !touch) {
      event.preventDefault();
      composer.querySelector("button.primary").click();
    }
  });

  // ---- forms: the composer, the buttons under a message, the menu
  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (form.id === "leave") return sessionStorage.clear();
    if (form.id === "lock") return cover();
    if (form !== composer && !button) return; // an old browser: the form is posted
    event.preventDefault();
    if (form === composer) {
      const text = field.value, file = chooser.files[0];
      if (!text.trim() && !file) return;
      field.value = chooser.value = "";
      typed();
      chosen.hidden = true;
      act({ text, shown: composer.elements.shown.value }, file ? { file } : {});
    } else if (button?.name === "text") {
      menu.open = false;
      act({ text: button.value });
    } else if (button && button.getAttribute("aria-busy") !== "true") {
      const shown = form.elements.shown.value;
      act({ payload: button.value, shown }, { button, message: form.closest(".message") });
    }
  });

  document.addEventListener("click", (event) => menu.contains(event.target) || (menu.open = false));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // ---- notices, while the page is looked at (a browser has few connections to spare)
  let source = null, last = Number(words.last);

  function listen() {
    if (source || document.hidden) return;
    source = new EventSource(address("events?after=" + last));
    source.onopen = () => {
      if (!waiting.length) byId("lost").hidden = true;
      dispatchEvent(new Event("online")); // what waits is sent at once
    };
    source.onmessage = (event) => {
      if (Number(event.lastEventId) <= last) return;
      last = Number(event.lastEventId);
      const follow = atEnd(), node = element(JSON.parse(event.data));
      messages.append(node);
      if (acted) firstNew ??= node;
      if (follow) reveal(firstNew ?? node);
      if (!following) byId("below").hidden = false;
    };
    source.addEventListener("ended", () => (hush(), (byId("ended").hidden = false)));
    source.addEventListener("locked", giveWay);
    source.onerror = async () => {
      byId("lost").hidden = false;
      if (source?.readyState !== EventSource.CLOSED) return; // else the browser tries again
      hush();
      await pause(3000);
      const answer = await fetch(address("events"), { method: "HEAD" }).catch(() => null);
      if (answer?.status === 401) byId("ended").hidden = false;
      else if (answer?.status === 423) giveWay();
      else listen();
    };
  }

  const hush = () => (source?.close(), (source = null));

  // ---- with a PIN, a page that comes back into sight shows nothing until the server has said that
  // it is still open; the back button of a browser may bring one up that was locked or left since
  function cover() {
    if (byId("cover")) byId("cover").hidden = false;
  }

  async function uncover() {
    for (let tries = 0; ; tries++) {
      const answer = await fetch(address("events"), { method: "HEAD" }).catch(() => null);
      if (answer?.status === 423) return giveWay();
      if (answer?.status === 401) return location.replace(address("./"));
      if (answer?.ok) break;
      await pause(Math.min(1000 * 2 ** tries, 15000));
    }
    if (byId("cover")) byId("cover").hidden = true;
    listen();
  }

  function sight() {
    if (document.hidden) return hush(), cover();
    words.lock === undefined ? listen() : uncover();
  }

  document.addEventListener("visibilitychange", sight);
  addEventListener("pagehide", () => (hush(), cover()));
  addEventListener("pageshow", (event) => (event.persisted ? (cover(), uncover()) : listen()));
  const scrolled = () => ([acted, firstNew] = [false, null]);
  for (const by of ["wheel", "touchmove", "pointerdown", "keydown"]) log.addEventListener(by, scrolled, { passive: true });
  byId("below").addEventListener("click", () => (scrolled(), toEnd()));
  log.addEventListener("scroll", () => (following = atEnd()) && (byId("below").hidden = true));
  log.addEventListener("pointerdown", () => (status.textContent = ""));
  const keeper = new ResizeObserver(() => following && toEnd()); // pictures arrive late
  [log, messages].forEach((each) => keeper.observe(each));

  // ---- start
  document.documentElement.classList.add("js");
  field.value ||= [...recall("captions", []), recall("draft", "")].filter(Boolean).join("\n");
  remember("captions", []);
  typed();
  if (!touch && window.top === window) field.focus();
  reveal(byId("now") ?? messages);
  listen();
  deliver();
})();
