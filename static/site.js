/* What pages gain when JavaScript is there; every page does its work without it.
   Nothing here writes a style or builds HTML from text: the policy of the site forbids the first,
   and names typed by other people forbid the second. */
(() => {
  "use strict";

  const say = (element, count) => {
    const words = element.dataset[count === 0 ? "none" : count === 1 ? "one" : "many"] || "";
    return words.replace("{n}", count.toLocaleString(document.documentElement.lang));
  };

  /* The same letters for « Maison d’Élu·e·s » and « maison d'elues »: what a reader would not think of typing. */
  const plain = (text) =>
    text
      .toLowerCase()
      .replace(/œ/g, "oe")
      .replace(/æ/g, "ae")
      .normalize("NFD")
      .replace(/[\u0300-\u036f·•.()]/g, "")
      .replace(/[^a-z0-9]+/g, " ")
      .trim();

  /* --- Type-ahead for organizations: a text input that becomes an ARIA combobox. --- */

  const combobox = (root) => {
    const input = root.querySelector("input:not([type=hidden])");
    const found = root.querySelector(".combobox__found");
    const other = (name) => root.dataset[name] && document.getElementById(root.dataset[name]);
    const list = document.createElement("ul");
    let options = [];
    let active = -1;
    let chosen = input.value;
    let timer = 0;
    let request = null;

    list.id = `${input.id}-options`;
    list.className = "combobox__list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", root.dataset.listLabel || "");
    list.hidden = true;
    input.after(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.autocomplete = "off";
    input.spellcheck = false;

    /* An answer that comes late must not reopen what was closed. */
    const close = () => {
      clearTimeout(timer);
      if (request) request.abort();
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const mark = (index) => {
      active = index;
      [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === index)));
      if (index < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", list.children[index].id);
      return list.children[index].scrollIntoView({ block: "nearest" });
    };

    const mend = (field) => {
      const box = field.closest(".field--invalid");
      if (!box) return;
      box.classList.remove("field--invalid");
      box.querySelector(".field__error")?.remove();
      field.removeAttribute("aria-invalid");
    };

    const fill = (field, value) => {
      if (!field || !value) return;
      field.value = value;
      mend(field);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    };

    const choose = (option) => {
      input.value = chosen = option.name;
      const id = other("id");
      if (id) id.value = option.id;
      mend(input);
      if (other("signed")) other("signed").hidden = !option.signed;
      fill(other("region"), option.region);
      fill(other("city"), option.city);
      if (found) found.textContent = option.label && option.label !== option.name ? option.label : "";
      close();
    };

    const line = (option, index) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${index}`;
      item.className = "combobox__option";
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const typed = input.value.trim();
      const place = option.name.toLowerCase().indexOf(typed.toLowerCase());
      if (typed && place >= 0 && option.name.length === option.name.toLowerCase().length) {
        const strong = document.createElement("mark");
        strong.textContent = option.name.slice(place, place + typed.length);
        item.append(option.name.slice(0, place), strong, option.name.slice(place + typed.length));
      } else {
        item.append(option.name);
      }
      if (option.label && option.label !== option.name) {
        const more = document.createElement("small");
        more.textContent = option.label;
        item.append(more);
      }
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => choose(option));
      return item;
    };

    const show = (answer) => {
      options = answer;
      list.replaceChildren(...options.map(line));
      list.hidden = options.length === 0;
      input.setAttribute("aria-expanded", String(options.length > 0));
      mark(-1);
      if (found) found.textContent = say(root, options.length);
    };

    const ask = async () => {
      if (request) request.abort();
      const typed = input.value.trim();
      if (typed.length < 2) {
        if (found) found.textContent = "";
        return close();
      }
      const { signal } = (request = new AbortController());
      try {
        const address = new URL(root.dataset.source, document.baseURI);
        address.searchParams.set("q", typed);
        const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
        const names = answer.ok ? await answer.json() : [];
        if (!signal.aborted) show(names);
      } catch (error) {
        if (error.name !== "AbortError") close(); /* without network the input is a plain one again */
      }
      return undefined;
    };

    input.addEventListener("input", () => {
      const id = other("id");
      if (id && input.value !== chosen) id.value = "";
      if (other("signed")) other("signed").hidden = true;
      clearTimeout(timer);
      timer = setTimeout(ask, 150);
    });
    input.addEventListener("keydown", (event) => {
      const open = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) return options.length && input.value.trim().length > 1 ? show(options) : ask();
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark(active < 0 ? (step > 0 ? 0 : options.length - 1) : (active + step + options.length) % options.length);
      } else if (event.key === "Enter" && open && active >= 0) {
        event.preventDefault();
        choose(options[active]);
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        close();
      } else if (event.key === "Tab") {
        close();
      }
      return undefined;
    });
    input.addEventListener("blur", () => setTimeout(close, 100));
  };

  /* --- Search in the list of signatories. --- */

  const search = (box) => {
    const target = document.getElementById(box.dataset.search);
    if (!target) return;
    const input = box.querySelector("input");
    const found = box.querySelector("[role=status]");
    const anchors = document.querySelector(".anchors");
    const sections = [...target.querySelectorAll("section")].map((section) => {
      const count = section.querySelector("[data-count]");
      const rows = [...section.querySelectorAll("li")].map((row) => ({ row, words: ` ${plain(row.textContent)}` }));
      return { section, count, total: count && count.textContent, rows };
    });
    const filter = () => {
      const words = plain(input.value).split(" ").filter(Boolean);
      let shown = 0;
      for (const { section, count, total, rows } of sections) {
        let here = 0;
        for (const { row, words: text } of rows) {
          row.hidden = !words.every((word) => text.includes(word));
          here += row.hidden ? 0 : 1;
        }
        section.hidden = words.length > 0 && here === 0;
        if (count) count.textContent = words.length ? here.toLocaleString(document.documentElement.lang) : total;
        shown += here;
      }
      if (anchors) anchors.hidden = words.length > 0; /* what was found comes right below the search */
      found.textContent = words.length ? say(box, shown) : "";
    };
    box.hidden = false;
    if (input.dataset.name) input.name = input.dataset.name; /* no field is sent that nobody saw */
    input.addEventListener("input", filter);
    input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    if (input.value) filter(); /* the browser may bring back what was typed */
  };

  /* --- Copy, counters, keys. --- */

  const copy = (button) => {
    const words = button.querySelector("[data-words]");
    const label = words.textContent;
    const status = button.nextElementSibling;
    let timer = 0;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const target = document.getElementById(button.dataset.copy);
      if (!target) return;
      let answer = button.dataset.done;
      try {
        await navigator.clipboard.writeText("value" in target ? target.value : target.innerText);
      } catch {
        answer = button.dataset.failed;
        if (target.select) target.select();
        else getSelection().selectAllChildren(target);
      }
      words.textContent = status.textContent = answer;
      clearTimeout(timer);
      timer = setTimeout(() => {
        words.textContent = label;
        status.textContent = "";
      }, 4000);
    });
  };

  const counter = (input) => {
    const words = document.getElementById(input.dataset.counter);
    const most = words && Number(words.dataset.max || input.maxLength);
    if (!(most > 0)) return;
    const update = () => {
      const left = most - input.value.length;
      words.dataset.state = left < 0 ? "over" : "";
      words.textContent = left < 0 ? words.dataset.over.replace("{n}", -left) : say(words, left);
    };
    input.addEventListener("input", update);
    update();
  };

  /* What only some answers call for is out of sight until one of them is given. */
  const onlyWith = (box) => {
    const form = box.closest("form");
    const update = () => {
      box.hidden = !box.dataset.value.split(" ").includes(form.elements[box.dataset.onlyWith].value);
    };
    form.addEventListener("change", update);
    update();
  };

  /* --- Boxes that one button acts on: it says how many are ticked, and another ticks them all. --- */

  const ticked = (words) => {
    const form = words.closest("form");
    const boxes = [...form.elements].filter((box) => box.type === "checkbox");
    const act = form.querySelector("button[type=submit]");
    const all = form.querySelector("[data-all]");
    const update = () => {
      const count = boxes.filter((box) => box.checked).length;
      act.textContent = say(words, count);
      all.textContent = count === boxes.length ? all.dataset.nothing : all.dataset.all;
    };
    all.hidden = false;
    all.addEventListener("click", () => {
      const tick = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = tick;
      update();
    });
    for (const box of boxes) box.addEventListener("change", update);
    update();
  };

  /* --- The other language, in the middle of a form: what is typed goes along, in this tab only, and once. --- */

  const typed = () => [...document.querySelectorAll("main form[method=post] :is(input, select, textarea)[id]")]
    .filter((field) => !["hidden", "password", "file"].includes(field.type));

  const bringAlong = (link) => link.addEventListener("click", () => {
    const kept = typed().map(({ id, type, value, checked }) => [id, /checkbox|radio/.test(type) ? checked : value]);
    if (kept.length) sessionStorage.setItem(`typed:${link.pathname}`, JSON.stringify(kept));
  });

  const unpack = () => {
    const name = `typed:${location.pathname}`;
    const kept = new Map(JSON.parse(sessionStorage.getItem(name) || "[]"));
    sessionStorage.removeItem(name);
    for (const field of typed()) {
      const value = kept.get(field.id);
      if (typeof value === "boolean") field.checked = value;
      else if (value) field.value = value;
    }
  };

  /* --- The tablet of an assembly: without network nothing is sent and nothing is lost; and a page that the browser
     kept in memory is asked for again, so that nobody reads what the one before typed. --- */

  const offline = (form) => {
    const notice = document.getElementById(form.dataset.offline);
    form.addEventListener("submit", (event) => {
      notice.hidden = navigator.onLine;
      if (navigator.onLine) return;
      event.preventDefault();
      notice.focus();
    });
    window.addEventListener("online", () => { notice.hidden = true; });
  };

  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector("[data-afresh]")) location.reload();
  });

  /* One-letter keys: those of the card that has the focus, then those of the page where it is about one thing, from
     anywhere on it; never while typing. Whoever speaks to the computer, or whose hand is not sure, turns the second off. */
  const keysAreOff = () => localStorage.getItem("keys") === "off";

  const keysSwitch = (button) => {
    const say = () => { button.textContent = keysAreOff() ? button.dataset.off : button.dataset.on; };
    button.hidden = false;
    say();
    button.addEventListener("click", () => {
      if (keysAreOff()) localStorage.removeItem("keys");
      else localStorage.setItem("keys", "off");
      say();
    });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
    const key = `[data-key="${CSS.escape(event.key.toLowerCase())}"]`;
    const card = event.target.closest("[data-keys]");
    const act = card?.querySelector(key) || (!keysAreOff() && document.querySelector(`[data-keys=page] ${key}`));
    if (!act || act.disabled) return;
    event.preventDefault();
    act.click();
  });

  /* From card to card, inside a column of them: J for the next one, K for the one before. */
  document.addEventListener("keydown", (event) => {
    const step = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
    const column = event.target.closest("[data-cards]");
    const cards = column ? [...column.querySelectorAll("[data-keys][tabindex]")].filter((card) => !card.hidden) : [];
    const next = cards[cards.indexOf(event.target.closest("[data-keys]")) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  /* --- Blanks of a text: a button puts one where the cursor is. --- */

  const blanks = (box) => {
    const form = box.closest("form");
    let last = form.querySelector("textarea:not([data-one-line])");
    if (!last) return;
    box.hidden = false;
    form.querySelector("[data-blanks-in-words]").open = false;
    form.addEventListener("focusin", (event) => {
      if (event.target.matches("textarea, input[type=text]")) last = event.target;
    });
    box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-blank]");
      if (!button) return;
      last.setRangeText(button.dataset.blank, last.selectionStart, last.selectionEnd, "end");
      last.dispatchEvent(new Event("input", { bubbles: true }));
      last.focus();
    });
  };

  /* --- Tabs: on a narrow screen they are one row; the present one is in sight, in the middle. --- */

  const inSight = (tab) => {
    const row = tab.closest("ul");
    const { left, width } = tab.getBoundingClientRect();
    row.scrollLeft += left + width / 2 - row.getBoundingClientRect().left - row.clientWidth / 2;
  };

  const enhance = (root) => {
    const each = (selector, upgrade) => root.querySelectorAll(selector).forEach((element) => {
      if (element.dataset.ready) return;
      element.dataset.ready = "yes";
      upgrade(element);
    });
    each("[data-combobox]", combobox);
    each("[data-search]", search);
    each("[data-copy]", copy);
    each("[data-counter]", counter);
    each("[data-ticked]", ticked);
    each("[data-only-with]", onlyWith);
    each("[data-offline]", offline);
    each(".masthead a[hreflang]", bringAlong);
    each("[data-blanks]", blanks);
    each(".tabs [aria-current]", inSight);
    each("[data-keys-switch]", keysSwitch);
    each("[data-focus]", (element) => element.focus());
  };

  unpack();
  enhance(document);
  document.addEventListener("htmx:load", (event) => enhance(event.target.parentNode || document));

  /* htmx sends what is typed to where the last button pressed sends it: what is saved would be saved twice,
     and the second time refused. A preview only asks for a preview. */
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target;
    if (form.matches("[data-editor]")) event.detail.path = form.getAttribute("hx-post");
  });
})();
