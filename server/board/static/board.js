/* Cập nhật trực tiếp và phím mũi tên. Viết cho trình duyệt văn phòng cũ (Chromium 80, Firefox 78): không cần bước dựng. */
(function () {
  "use strict";

  var main = document.getElementById("noi-dung");
  var lost = document.getElementById("mat-ket-noi");
  var drawn = document.getElementById("cap-nhat");
  var said = document.getElementById("nghe");
  if (!main) { return; }

  var SILENCE = 12000;      /* ms without a word from the server before the page says that it is cut off */
  var REDRAW = 60000;       /* ms after which figures are drawn anew, so that they grow old on the screen too */
  var GAP = 3000;           /* ms between two drawings: on a great night news come every second */
  var shown = main.getAttribute("data-version");
  var stream = null;
  var heardAt = Date.now();
  var drawnAt = Date.now();
  var askedAt = 0;
  var later = null;
  var isLoading = false;
  var wanted = false;
  var ahead = (Date.parse(main.getAttribute("data-now")) || Date.now()) - Date.now();   /* ms by which the server's clock is ahead of this PC's */

  function two(number) { return (number < 10 ? "0" : "") + number; }

  /* Vietnam's wall clock by the server's time, whatever the PC's zone and clock are. */
  function clock(at) {
    var local = new Date(at + ahead + 7 * 3600000);
    return two(local.getUTCHours()) + ":" + two(local.getUTCMinutes()) + ":" + two(local.getUTCSeconds());
  }

  /* ---- the table by keyboard ---- */

  function cells() {
    var rows = main.querySelectorAll("table.heat tbody tr");
    var found = [];
    for (var row = 0; row < rows.length; row += 1) { found.push(rows[row].querySelectorAll(".go")); }
    return found;
  }

  function placeOf(element, grid) {
    for (var row = 0; row < grid.length; row += 1) {
      for (var column = 0; column < grid[row].length; column += 1) {
        if (grid[row][column] === element) { return { row: row, column: column, key: grid[row][column].closest("tr").getAttribute("data-key") }; }
      }
    }
    return null;
  }

  function enter(element, grid) {
    for (var row = 0; row < grid.length; row += 1) {
      for (var column = 0; column < grid[row].length; column += 1) {
        grid[row][column].setAttribute("tabindex", grid[row][column] === element ? "0" : "-1");
      }
    }
  }

  function prepare() {
    var grid = cells();
    if (grid.length && grid[0].length) { enter(grid[0][0], grid); }
  }

  function go(row, column, grid) {
    var line = grid[Math.max(0, Math.min(grid.length - 1, row))];
    var target = line[Math.max(0, Math.min(line.length - 1, column))];
    enter(target, grid);
    target.focus();
    var frame = target.closest(".frame");
    var head = frame.querySelector("thead th").getBoundingClientRect().bottom;
    var foot = frame.querySelector("tfoot th").getBoundingClientRect().top;
    var box = target.getBoundingClientRect();
    if (box.top < head) { frame.scrollTop -= head - box.top; }
    if (box.bottom > foot) { frame.scrollTop += box.bottom - foot; }
  }

  main.addEventListener("keydown", function (event) {
    var grid = cells();
    var here = placeOf(event.target, grid);
    if (!here || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) { return; }
    var moves = {
      ArrowUp: [here.row - 1, here.column], ArrowDown: [here.row + 1, here.column],
      ArrowLeft: [here.row, here.column - 1], ArrowRight: [here.row, here.column + 1],
      Home: [here.row, 0], End: [here.row, 1000],
      PageUp: [here.row - 10, here.column], PageDown: [here.row + 10, here.column]
    };
    var move = moves[event.key];
    if (move) { event.preventDefault(); go(move[0], move[1], grid); }
  });

  main.addEventListener("focusin", function (event) {
    var grid = cells();
    if (placeOf(event.target, grid)) { enter(event.target, grid); }
  });

  /* ---- drawing anew ---- */

  function redraw() {
    if (isLoading) { wanted = true; return; }
    var rest = GAP - (Date.now() - askedAt);
    if (rest > 0) {
      if (later === null) { later = window.setTimeout(function () { later = null; redraw(); }, rest); }
      return;
    }
    isLoading = true;
    askedAt = Date.now();
    var request = new XMLHttpRequest();
    request.open("GET", window.location.href);
    request.timeout = 20000;
    request.onload = function () {
      isLoading = false;
      if (request.responseURL && request.responseURL.indexOf("/dang-nhap") >= 0) { window.location.reload(); return; }
      var told = Date.parse(request.getResponseHeader("Kh02-Time"));
      if (!isNaN(told)) { ahead = told - Date.now(); }
      if (request.status === 200) { take(request.responseText); }
      if (wanted) { wanted = false; redraw(); }
    };
    request.onerror = request.ontimeout = function () { isLoading = false; };
    request.send();
  }

  function take(text) {
    var fresh = new DOMParser().parseFromString(text, "text/html").getElementById("noi-dung");
    if (!fresh) { return; }
    var grid = cells();
    var here = placeOf(document.activeElement, grid);
    var frames = main.querySelectorAll(".frame");
    var scrolled = [];
    for (var at = 0; at < frames.length; at += 1) { scrolled.push([frames[at].scrollTop, frames[at].scrollLeft, frames[at] === document.activeElement]); }
    var before = alarm();
    var parts = main.querySelectorAll("[data-part]");
    var anew = fresh.querySelectorAll("[data-part]");
    for (at = 0; at < parts.length && at < anew.length; at += 1) { parts[at].innerHTML = anew[at].innerHTML; }
    shown = fresh.getAttribute("data-version");
    drawnAt = Date.now();
    frames = main.querySelectorAll(".frame");
    for (at = 0; at < frames.length && at < scrolled.length; at += 1) {
      frames[at].scrollTop = scrolled[at][0];
      frames[at].scrollLeft = scrolled[at][1];
      if (scrolled[at][2]) { frames[at].focus(); }
    }
    prepare();
    if (here) { again(here); }
    drawn.textContent = "Đã cập nhật lúc " + clock(Date.now());
    if (alarm() !== before) { said.textContent = alarm(); }
    tick();
  }

  /* What a screen reader is told without being asked: critical incidents, and nothing that changes every minute. */
  function alarm() {
    var mark = main.querySelector("[data-say]");
    return mark ? mark.getAttribute("data-say") : "";
  }

  /* The focus stays on the same province and column, wherever the row has moved. */
  function again(here) {
    var grid = cells();
    for (var row = 0; row < grid.length; row += 1) {
      if (grid[row].length && grid[row][0].closest("tr").getAttribute("data-key") === here.key) { go(row, here.column, grid); return; }
    }
  }

  /* ---- the live stream ---- */

  function hear() {
    heardAt = Date.now();
    if (!lost.hidden) { lost.hidden = true; document.body.classList.remove("cut"); }
  }

  function open() {
    if (stream || !window.EventSource) { return; }
    stream = new window.EventSource("/cap-nhat");
    stream.addEventListener("version", function (event) {
      hear();
      if (event.data !== shown) { redraw(); }
    });
    stream.onopen = hear;
    stream.onerror = function () {
      if (stream && stream.readyState === 2) { close(); }   /* refused: a login that ran out shows itself on redraw */
    };
  }

  function close() {
    if (stream) { stream.close(); stream = null; }
  }

  function watch() {
    var now = Date.now();
    if (document.hidden) { return; }
    if (now - heardAt > SILENCE && window.EventSource) {
      if (lost.hidden) {
        lost.textContent = "Mất kết nối với máy chủ từ " + clock(heardAt) + ". Số liệu trên màn hình lấy lúc " + clock(drawnAt) + "; trang tự nối lại.";
        lost.hidden = false;
        document.body.classList.add("cut");
      }
      close();
      redraw();
      open();
      heardAt = lost.hidden ? now : heardAt;
    } else if (now - drawnAt > (window.EventSource ? REDRAW : 15000)) { redraw(); }
  }

  /* A hidden tab holds no connection: browsers allow few to one server. */
  document.addEventListener("visibilitychange", function () {
    if (document.hidden) { close(); } else { heardAt = Date.now(); open(); redraw(); }
  });

  function tick() {
    var face = document.getElementById("dong-ho");
    if (face) { face.textContent = clock(Date.now()).slice(0, 5); }
  }

  prepare();
  open();
  tick();
  window.setInterval(watch, 3000);
  window.setInterval(tick, 1000);
}());
