"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form) return; // one report or none: nothing to choose

  const { group: size, facets, orders } = JSON.parse(document.getElementById("data").textContent);
  const { q, sort, reverse } = form.elements;
  const selects = [...form.querySelectorAll("select.facet")];
  const sections = [...document.querySelectorAll("main > section")];
  const status = document.getElementById("shown");
  const cards = [], home = [];
  sections.forEach((section) => section.querySelectorAll("li").forEach((card) => {
    cards[card.dataset.n] = card;
    home[card.dataset.n] = section;
  }));
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[’ʼ]/g, "'");
  const words = cards.map((card) => plain(card.textContent));
  const given = cards.map((_, n) => n);
  const count = (number) => number.toLocaleString("en");
  let refused = [], filling, writing;

  // The reports that fit the words and the chosen values, in the asked order.
  function fitting() {
    const terms = plain(q.value).split(/\s+/).filter(Boolean);
    const asked = selects.map((select, f) => [facets[f], select.selectedIndex - 1]).filter(([, choice]) => choice >= 0);
    const order = sort.selectedIndex > 0 ? orders[sort.selectedIndex - 1] : given;
    const fit = order.filter((n) => asked.every(([of, choice]) => of[n] === choice) && terms.every((term) => words[n].includes(term)));
    return reverse.checked ? fit.reverse() : fit;
  }

  // Put the reports into their lists: what is seen first at once, the rest in pieces that keep the page alive.
  function show() {
    const fit = fitting(), waiting = [];
    for (const section of sections) {
      const wanted = fit.filter((n) => home[n] === section).map((n) => cards[n]);
      section.hidden = !wanted.length;
      section.querySelectorAll("ul").forEach((list, place) => {
        const group = wanted.slice(place * size, (place + 1) * size);
        if (group.length !== list.children.length || group.some((card, n) => card !== list.children[n])) {
          list.hidden = true;
          waiting.push([list, group]);
        } else list.hidden = !group.length;
      });
    }
    filling = waiting;
    fill(waiting, 5);
    const none = fit.length ? "" : ". “Show all” brings them back";
    const unknown = refused.length ? `. The address also asks for what is not here: ${refused.join(", ")}` : "";
    status.textContent = `${count(fit.length)} of ${count(cards.length)} reports shown${none}${unknown}`;
  }

  function fill(waiting, milliseconds) {
    if (waiting !== filling) return; // something else was asked meanwhile
    const end = performance.now() + milliseconds;
    do {
      const [list, group] = waiting.shift() ?? [];
      if (!list) return;
      list.replaceChildren(...group);
      list.style.setProperty("--cards", group.length);
      list.hidden = !group.length;
    } while (performance.now() < end);
    requestAnimationFrame(() => setTimeout(fill, 0, waiting, 20));
  }

  // The view as the address's fragment, and back.
  function write() {
    const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")).toString();
    history.replaceState(null, "", asked ? `#${asked}` : location.pathname + location.search);
  }

  function read() {
    const asked = new URLSearchParams(location.hash.slice(1));
    for (const select of [sort, ...selects]) select.selectedIndex = 0;
    q.value = "";
    reverse.checked = false;
    refused = [];
    for (const [name, value] of asked) {
      const control = [q, sort, reverse, ...selects].find((each) => each.name === name);
      if (control === reverse) reverse.checked = value === "1";
      else if (control) control.value = value;
      if (!control || control.selectedIndex < 0) refused.push(`${name} = ${value}`);
      if (control?.selectedIndex < 0) control.selectedIndex = 0;
    }
    show();
  }

  function changed() {
    refused = [];
    show();
    clearTimeout(writing);
    writing = setTimeout(write, 250);
  }

  form.addEventListener("input", changed);
  form.addEventListener("reset", () => setTimeout(changed));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => {
    if (location.hash && !location.hash.includes("=")) write(); // a link within the page keeps the view
    else read();
  });
  if (location.hash.includes("=")) read();
  else show();
})();
