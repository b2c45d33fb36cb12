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

  // ---- what is typed, and what waits to be sent, survives a reload of this tab; a browser that
  // stores nothing sends all the same
  function stored(work) {
    try {
      return work(sessionStorage);
    } catch {
      return undefined;
    }
  }
  const recall = (name, other) => stored((kept) => JSON.parse(kept.getItem(store + name))) ?? other;
  const remember = (name, value) => stored((kept) => (kept.setItem(store + name, JSON.stringify(value)), true));
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
    byId("refused").hidden = true;
    const next = { fields: { act: newId(), ...fields }, ...origin };
    waiting.push(next);
    rememberWaiting();
    show(next);
    return deliver();
  }

  async function deliver() {
    if (sending) return;
    sending = true;
    for (let tries = 0; waiting.length; ) {
      const next = waiting[0];
      try {
        const answer = await post(next);
        tries = 0;
        if (answer.locked) return giveWay();
        byId("lost").hidden = true;
        waiting.shift();
        rememberWaiting();
        if (answer.foreign) refuse(next, answer.foreign);
        else take(next, answer);
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
    field.value = [...texts, field.value].filter((text) => text.trim()).join("\n");
    cover();
    if (remember("draft", field.value) || !field.value) location.replace(address("./")); // not a reload: the page may have been posted
    else composer.submit(); // as without a script: the server keeps the text until it is open again
  }

  /** Our answer; or `foreign`, the status of one that is not ours and final. Throws what passes. */
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
    if (response.status >= 500 || [408, 425, 429].includes(response.status)) throw new Error(response.status);
    const answered = await response.text();
    try {
      const answer = JSON.parse(answered);
      if (Array.isArray(answer.messages)) return answer;
    } catch {} // a proxy, a firewall, the page of a hotel's network
    return { foreign: response.status };
  }

  const pause = (milliseconds) =>
    new Promise((done) => {
      const timer = setTimeout(done, milliseconds);
      for (const sign of ["online", "back"]) addEventListener(sign, () => (clearTimeout(timer), done()), { once: true });
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

  /** Somebody between us has refused it for good: it ends, and the next one goes on. */
  function refuse(act, code) {
    settle(act, true);
    status.textContent = "";
    byId("refused").textContent = code === 413 ? words.refusedLarge : words.refused;
    byId("refused").hidden = false;
  }

  function settle(act, refused) {
    act.button?.removeAttribute("aria-busy");
    act.bubble?.classList.remove("sending");
    if (!refused) return;
    act.bubble?.remove();
    if (act.fields.text) putBack(act.fields.text);
    if (act.file && !chooser.files.length) attach(act.file);
  }

  function take(act, answer) {
    status.textContent = answer.notice;
    settle(act, answer.refused);
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
        messages.insertBefore(node, waiting.find((each) => each.bubble)?.bubble ?? null);
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
  let givenBack = ""; // what stands at its beginning since it was refused

  function putBack(text) {
    const before = field.value.startsWith(givenBack) ? givenBack : "";
    givenBack = before ? before + "\n" + text : text;
    const rest = field.value.slice(before.length).replace(/^\n/, "");
    field.value = rest.trim() ? givenBack + "\n" + rest : givenBack;
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

  function attach(file) {
    const files = new DataTransfer();
    files.items.add(file);
    chooser.files = files.files;
    choose();
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
    if (form.id === "leave") return stored((kept) => kept.clear());
    if (form.id === "lock") return cover();
    if (form !== composer && !button) return; // an old browser: the form is posted
    event.preventDefault();
    if (form === composer) {
      const text = field.value, file = chooser.files[0];
      if (!text.trim() && !file) return;
      field.value = chooser.value = givenBack = "";
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

  // ---- what is made to be passed on: into another chat by the clipboard, or by the phone's own sheet
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".hand-on button");
    if (!button) return;
    const text = button.parentElement.dataset.text;
    if (button.className === "share") navigator.share({ text }).catch(() => {}); // not shared after all
    else copy(text, button.closest(".message"));
  });

  async function copy(text, message) {
    const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    if (!copied) getSelection().selectAllChildren(message.querySelector(".text")); // by hand, then
    status.textContent = copied || document.execCommand("copy") ? words.copied : words.copy;
  }

  document.addEventListener("click", (event) => menu.contains(event.target) || (menu.open = false));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // ---- notices, while the page is looked at (a browser has few connections to spare)
  // The server gives a sign of life at each heartbeat; where two are missing the stream is dead,
  // whatever the browser thinks, and another one is opened.
  let source = null, last = Number(words.last), told = last, watchdog = 0;

  function listen() {
    if (source || document.hidden) return;
    source = new EventSource(address("events?after=" + last));
    alive();
    source.onopen = () => {
      alive();
      if (!waiting.length) byId("lost").hidden = true;
      dispatchEvent(new Event("back")); // what waits is sent at once
    };
    source.addEventListener("beat", () => (alive(), tell()));
    source.onmessage = (event) => {
      alive();
      if (Number(event.lastEventId) <= last) return;
      last = Number(event.lastEventId);
      const follow = atEnd(), node = element(JSON.parse(event.data));
      messages.append(node);
      if (acted) firstNew ??= node;
      if (follow) reveal(firstNew ?? node);
      if (!following) byId("below").hidden = false;
      tell();
    };
    source.addEventListener("ended", () => (hush(), (byId("ended").hidden = false)));
    source.addEventListener("locked", giveWay);
    // so many pages of this person are open that this one gives way: it asks again a minute later
    source.addEventListener("crowded", () => (hush(), setTimeout(() => source ?? listen(), 60000)));
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

  const hush = () => (clearTimeout(watchdog), source?.close(), (source = null));
  const again = () => (hush(), listen());

  function alive() {
    clearTimeout(watchdog);
    const pause = Math.max(2 * Number(words.heartbeat), 1000);
    watchdog = setTimeout(() => ((byId("lost").hidden = false), again()), pause);
  }

  /** The server learns what was shown; what it did not hear it is told again at the next beat. */
  async function tell() {
    const shown = last;
    if (told >= shown || document.hidden) return;
    const answer = await fetch(address("seen"), { method: "POST", body: new URLSearchParams({ last: shown }) }).catch(() => null);
    if (answer?.ok) told = Math.max(told, shown);
  }

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

  addEventListener("online", again); // a new network: the old connection is dead, and does not say so
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
  document.documentElement.classList.add("js", ...(navigator.share ? ["shares"] : []));
  field.value ||= [...recall("captions", []), recall("draft", "")].filter(Boolean).join("\n");
  remember("captions", []);
  typed();
  if (!touch && window.top === window) field.focus();
  reveal(byId("now") ?? messages);
  listen();
  waiting.forEach(show);
  deliver();
})();
