// Puts the options in a new order at each showing; the back repeats the front's order.
// Without script, or with a store that refuses, the options stand as written.
(function () {
  var choice = document.querySelector(".citecards .choice");
  var list = choice && choice.querySelector("ol[data-shuffle]");
  if (!list) return;
  var name = "citecards " + choice.getAttribute("data-item");
  var options = Array.prototype.slice.call(list.children);
  var order = choice.getAttribute("data-side") === "front" ? shuffled() : recall();

  function shuffled() {
    var order = options.map(function (_, i) { return i; });
    for (var i = order.length - 1; i > 0; i--) {
      var j = Math.floor(Math.random() * (i + 1));
      var held = order[i];
      order[i] = order[j];
      order[j] = held;
    }
    keep(order);
    return order;
  }

  // Some of Anki's programs load a new page for the back, others keep the window: use both.
  function keep(order) {
    window.citecardsOrder = [name, order];
    try { sessionStorage.setItem(name, JSON.stringify(order)); } catch (refused) { /* window has it */ }
  }

  function recall() {
    var kept = window.citecardsOrder;
    if (kept && kept[0] === name) return kept[1];
    try { return JSON.parse(sessionStorage.getItem(name)); } catch (refused) { return null; }
  }

  function isWhole(order) {
    if (!Array.isArray(order) || order.length !== options.length) return false;
    return options.every(function (_, i) { return order.indexOf(i) >= 0; });
  }

  if (isWhole(order)) order.forEach(function (i) { list.appendChild(options[i]); });
})();
