"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form) return; // one report or none: nothing to choose

  const { facets, orders } = JSON.parse(document.getElementById("data").textContent);
  const { q, sort, reverse } = form.elements;
  const selects = [...form.querySelectorAll("select.facet")];
  const lists = [...document.querySelectorAll("main ul")];
  const status = document.getElementById("shown");
  const cards = [];
  for (const card of document.querySelectorAll("[data-n]")) cards[card.dataset.n] = card;
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[’ʼ]/g, "'");
  const words = cards.map((card) => plain(card.textContent));
  const given = cards.map((_, n) => n);
  const count = (number) => number.toLocaleString("en");
  let ordered = "", refused = [], writing;

  // Which reports fit the words and the chosen values.
  function filter() {
    const terms = plain(q.value).split(/\s+/).filter(Boolean);
    const asked = selects.map((select, f) => [facets[f], select.selectedIndex - 1]).filter(([, choice]) => choice >= 0);
    let shown = 0;
    cards.forEach((card, n) => {
      const fits = asked.every(([of, choice]) => of[n] === choice) && terms.every((term) => words[n].includes(term));
      if (card.hidden === fits) card.hidden = !fits;
      shown += fits;
    });
    for (const list of lists) list.parentElement.hidden = !list.querySelector("li:not([hidden])");
    const none = shown ? "" : ". “Show all” brings them back";
    const unknown = refused.length ? `. This address also asks for what is not here: ${refused.join(", ")}` : "";
    status.textContent = `${count(shown)} of ${count(cards.length)} reports shown${none}${unknown}`;
  }

  // Put the reports in the asked order, each in its own list.
  function order() {
    const now = `${sort.selectedIndex} ${reverse.checked}`;
    if (now === ordered) return;
    const asked = sort.selectedIndex > 0 ? orders[sort.selectedIndex - 1] : given;
    const sorted = (reverse.checked ? [...asked].reverse() : asked).map((n) => cards[n]);
    const byList = new Map(lists.map((list) => [list, document.createDocumentFragment()]));
    const home = sorted.map((card) => card.parentElement);
    sorted.forEach((card, n) => byList.get(home[n]).append(card));
    byList.forEach((fragment, list) => list.append(fragment));
    ordered = now;
  }

  // The view as the address's fragment, and back.
  function write() {
    const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")).toString();
    history.replaceState(null, "", asked ? `#${asked}` : location.pathname + location.search);
  }

  function read() {
    const asked = new URLSearchParams(location.hash.slice(1));
    form.reset();
    refused = [];
    for (const [name, value] of asked) {
      const control = [q, sort, reverse, ...selects].find((each) => each.name === name);
      if (control === reverse) reverse.checked = value === "1";
      else if (control) control.value = value;
      if (control ? control !== reverse && control !== q && control.selectedIndex < 0 : true) refused.push(`${name} = ${value}`);
      if (control && control.selectedIndex < 0) control.selectedIndex = 0;
    }
    show();
  }

  function show() {
    order();
    filter();
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
