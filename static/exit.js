// Three presses of Shift in a row, outside a field and with no other key between, leave the site.
(function () {
  "use strict";
  var link = document.querySelector(".exit");
  var count = 0;
  var last = 0;
  if (!link) { return; }
  document.addEventListener("keydown", function (event) {
    var tag = event.target && event.target.tagName;
    if (event.key !== "Shift" || /^(INPUT|TEXTAREA|SELECT)$/.test(tag || "")) { count = 0; return; }
    if (event.repeat) { return; }
    count = event.timeStamp - last < 5000 ? count + 1 : 1;
    last = count === 1 ? event.timeStamp : last;
    if (count === 3) { window.location.replace(link.href); }
  });
}());
