"use strict";
// Hover or focus shows a scene, a click pins it, Escape lets go; the list picks a character's scenes.
(function () {
  var root = document.documentElement, detail = document.getElementById("detail");
  var choice = document.getElementById("who"), pinned = null, shown = null;
  var links = Array.prototype.slice.call(document.querySelectorAll("a.scene"));
  root.classList.add("js");
  function row(link) { return document.getElementById(link.getAttribute("href").slice(1)); }
  function mark(link, on) {
    if (!link) { return; }
    link.classList.toggle("on", on);
    row(link).classList.toggle("on", on);
  }
  function show(link) {
    if (shown === link) { return; }
    mark(shown, false);
    mark(link, true);
    shown = link;
    detail.textContent = "";
    if (!link) { detail.textContent = detail.dataset.idle; return; }
    Array.prototype.forEach.call(row(link).cells, function (cell, at) {
      if (!cell.textContent) { return; }
      var part = document.createElement(at < 2 ? "b" : "span");
      var label = cell.dataset.label;
      part.textContent = (label ? label + " " : "") + cell.textContent + (at < 2 ? " " : "; ");
      detail.appendChild(part);
    });
  }
  links.forEach(function (link) {
    link.addEventListener("mouseenter", function () { if (!pinned) { show(link); } });
    link.addEventListener("focus", function () { if (!pinned) { show(link); } });
    link.addEventListener("mouseleave", function () { if (!pinned) { show(null); } });
    link.addEventListener("click", function (event) {
      event.preventDefault();
      pinned = pinned === link ? null : link;
      show(link);
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { pinned = null; show(null); }
  });
  choice.addEventListener("change", function () {
    links.forEach(function (link) {
      var there = !choice.value || link.dataset.who.split(" ").indexOf(choice.value) >= 0;
      link.classList.toggle("dim", !there);
      row(link).classList.toggle("dim", !there);
    });
  });
}());
