// Results follow the words while they are typed. Without this the form is sent as ever.
(function () {
  "use strict";
  var PAUSE = 250;
  var form = document.querySelector("form[data-part]");
  var found = document.getElementById("hasil");
  var told = document.getElementById("hasil-kabar");
  if (!form || !found || !told || !window.fetch || !window.AbortController) { return; }
  var words = form.querySelector("[name=q]");
  var before = words.value;
  var place = "";  // "latitude,longitude" of the device: kept here, and gone with the page
  var running = null;
  var timer = 0;

  function asked(from) { return new URLSearchParams(new FormData(from)); }

  function show(params, after) {
    var mine = new AbortController();
    var sent = new URLSearchParams(params);
    if (running) { running.abort(); }
    running = mine;
    if (place) { sent.set("sort", "distance"); sent.delete("from"); }
    found.setAttribute("aria-busy", "true");
    fetch(form.getAttribute("data-part") + "?" + sent, {
      credentials: "same-origin",
      headers: place ? { "Simpul-Near": place } : {},
      signal: mine.signal
    }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (markup) {
      if (mine !== running) { return; }
      replace(markup);
      window.history.replaceState(null, "", form.action + "?" + params);
      if (after) { after(); }
    }).catch(function (fault) {
      // Whoever is online again sends the form, or types on.
      if (fault.name !== "AbortError") { before = null; }
    }).then(function () {
      if (mine === running) { found.removeAttribute("aria-busy"); }
    });
  }

  function replace(markup) {
    var filters = found.querySelector(".filters");
    var open = filters && filters.open;
    found.innerHTML = markup;
    filters = found.querySelector(".filters");
    if (filters && open) { filters.open = true; }
    ready();
    var heading = found.querySelector("h2");
    told.textContent = heading ? heading.textContent : "";
  }

  function ready() {
    var here = found.querySelector("[data-here]");
    if (here && navigator.geolocation) { here.hidden = false; }
  }

  function typed() {
    if (words.value === before) { return; }
    before = words.value;
    show(asked(form));
  }

  function locate(button) {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(function (at) {
      // About a kilometre: near enough to sort by, too coarse to tell a house.
      place = at.coords.latitude.toFixed(2) + "," + at.coords.longitude.toFixed(2);
      show(asked(form), toHeading);
    }, function () {
      var line = found.querySelector("[data-told]");
      button.disabled = false;
      if (line) { line.textContent = line.getAttribute("data-refused"); }
    }, { timeout: 10000, maximumAge: 600000 });
  }

  function toHeading() {
    var heading = found.querySelector("h2");
    if (heading) { heading.tabIndex = -1; heading.focus(); heading.scrollIntoView(); }
  }

  words.addEventListener("input", function (event) {
    window.clearTimeout(timer);
    if (!event.isComposing) { timer = window.setTimeout(typed, PAUSE); }
  });
  words.addEventListener("compositionend", function () {
    window.clearTimeout(timer);
    timer = window.setTimeout(typed, PAUSE);
  });
  form.addEventListener("submit", function () {
    window.clearTimeout(timer);
    if (running) { running.abort(); }
  });
  found.addEventListener("click", function (event) {
    var button = event.target.closest("[data-here] button");
    var link = event.target.closest("a");
    if (button) { locate(button); return; }
    // The place of the device stands in no address, so its pages are turned in here.
    if (!place || !link || link.pathname !== new URL(form.action).pathname) { return; }
    if (event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    var params = new URLSearchParams(link.search);
    event.preventDefault();
    if (!params.has("page") && params.get("sort") !== "distance") { place = ""; }
    show(params, toHeading);
  });
  found.addEventListener("submit", function (event) {
    if (!place || event.target.querySelector("[name=from]")) { return; }
    event.preventDefault();
    show(asked(event.target), toHeading);
  });
  ready();
}());
