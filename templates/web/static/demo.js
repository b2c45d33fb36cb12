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

  let moves = 0; // of the clock, begun or ended: a state asked for before one of them is old

  const read = async (address, options) => {
    const before = moves;
    const response = await fetch(address, { headers: { Accept: "application/json" }, ...options });
    const state = await response.json();
    if (address === "clock" || before === moves) show(state);
  };

  clock.addEventListener("submit", async (event) => {
    if (!event.submitter) return;
    event.preventDefault();
    const body = new URLSearchParams({ step: event.submitter.value });
    const buttons = clock.querySelectorAll("button");
    for (const button of buttons) button.disabled = true;
    moves += 1;
    try {
      await read("clock", { method: "POST", body });
    } finally {
      moves += 1;
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
