// The trial page: turning the clock and changing the member without loading both chats anew.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const clock = byId("clock"), member = byId("member"), frame = byId("member-frame");
  document.body.classList.add("js");

  function show(state) {
    byId("now").textContent = state.now;
    byId("notice").textContent = state.notice;
    for (const option of member.options) option.textContent = state.people[option.value] ?? option.textContent;
    for (const id of Object.keys(state.people)) {
      const known = [...member.options].some((option) => option.value === id);
      if (!known && id !== document.body.dataset.secretary) member.add(new Option(state.people[id], id));
    }
    byId("secretary").textContent = state.people[document.body.dataset.secretary];
  }

  const read = async (address, options) => {
    const response = await fetch(address, { headers: { Accept: "application/json" }, ...options });
    show(await response.json());
  };

  clock.addEventListener("submit", async (event) => {
    if (!event.submitter) return;
    event.preventDefault();
    const body = new URLSearchParams({ step: event.submitter.value });
    const buttons = clock.querySelectorAll("button");
    for (const button of buttons) button.disabled = true;
    try {
      await read("clock", { method: "POST", body });
    } finally {
      for (const button of buttons) button.disabled = false;
      event.submitter.focus();
    }
  });

  member.addEventListener("change", () => {
    frame.src = `../as/${encodeURIComponent(member.value)}/`;
    clock.elements.member.value = member.value;
    history.replaceState(null, "", `?member=${encodeURIComponent(member.value)}`);
  });

  // What people do in the frames changes their states.
  addEventListener("focus", () => read("state"));
  byId("who").addEventListener("pointerenter", () => read("state"));
})();
