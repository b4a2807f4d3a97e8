// What the pages gain where JavaScript runs; every page works without it.
import { initAll } from "./govuk-frontend.min.js";

// Chromium says that it knows Kazakh, yet writes its numbers as in English; Russian groups digits as Kazakh does.
if (!/\s/u.test(new Intl.NumberFormat("kk").format(2000))) {
  Intl.NumberFormat = class extends Intl.NumberFormat {
    constructor(locales, options) {
      super(locales === "kk" ? "ru" : locales, options);
    }
  };
}

initAll();

// An answer that has come on a page of its own form is where the reader goes on.
document.querySelector("[data-focus]")?.focus();

// A radio button may not carry aria-expanded (ARIA 1.2), yet the component sets it at the start and after each choice.
function dropExpanded() {
  document.querySelectorAll("input[type=radio][aria-expanded]").forEach((radio) => radio.removeAttribute("aria-expanded"));
}

window.addEventListener("pageshow", dropExpanded);
document.addEventListener("click", dropExpanded);

const PAUSE = 2000;
const LONGEST_PAUSE = 20000;

// An element with data-poll-url takes over, every two seconds, the element with its own id from that address, until what
// comes back has no such attribute any more: the document is ready, the link to it stands there.
function poll(element, pause) {
  window.setTimeout(() => look(element, pause), pause);
}

async function look(element, pause) {
  if (!element.dataset.pollUrl || !element.isConnected) {
    return;
  }
  if (document.hidden) {
    poll(element, PAUSE);
    return;
  }
  let response;
  try {
    response = await fetch(element.dataset.pollUrl, { headers: { "X-Requested-With": "fetch" } });
  } catch {
    poll(element, Math.min(pause * 2, LONGEST_PAUSE)); // the network is away
    return;
  }
  if (response.status >= 500 || response.status === 429) {
    poll(element, Math.min(pause * 2, LONGEST_PAUSE));
    return;
  }
  if (!response.ok || response.redirected) {
    return; // signed out, or gone: the link «Refresh» in the element shows which
  }
  take(element, await response.text());
  poll(element, PAUSE);
}

// The element itself stays, so that a screen reader announces what changed inside it.
function take(element, text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.getElementById(element.id);
  if (!fresh) {
    delete element.dataset.pollUrl;
    return;
  }
  if (fresh.innerHTML !== element.innerHTML) {
    element.replaceChildren(...fresh.childNodes);
  }
  if (fresh.dataset.pollUrl) {
    element.dataset.pollUrl = fresh.dataset.pollUrl;
  } else {
    delete element.dataset.pollUrl;
  }
}

document.querySelectorAll("[data-poll-url]").forEach((element) => poll(element, PAUSE));

// The list beside the case in hand shows where in it one is, without moving the page.
const inHand = document.querySelector(".q-agenda [aria-current]");
if (inHand) {
  const list = inHand.closest(".q-agenda");
  list.scrollTop = inHand.offsetTop - list.offsetTop - list.clientHeight / 2;
}

// A link of «On this page» opens what is folded away right under the heading that it leads to.
function unfold() {
  const folded = document.getElementById(location.hash.slice(1))?.nextElementSibling;
  if (folded instanceof HTMLDetailsElement) {
    folded.open = true;
  }
}

window.addEventListener("hashchange", unfold);
unfold();

// A table is a stop of the keyboard only while there is something to scroll to.
const scrolls = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    if (target.scrollWidth > target.clientWidth) {
      target.tabIndex = 0;
    } else {
      target.removeAttribute("tabindex");
    }
  }
});
document.querySelectorAll(".q-table-scroll").forEach((table) => scrolls.observe(table));
