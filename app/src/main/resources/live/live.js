// The live page: each event brings the whole present state, so that nothing is missed. What comes
// from a document or a model is put in as text, never as markup.
"use strict";

const $ = (id) => document.getElementById(id);
const LEVELS = 10;
let held = false;
let latest = null;
let opened = null;
let drawnReading = "";
const sort = { key: "name", down: false };

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined && text !== null) made.textContent = text;
  if (className) made.className = className;
  return made;
}

const number = (value, digits) =>
  value === null || value === undefined ? "–" : value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits });
const signed = (value) => (value === null || value === undefined ? "–" : (value > 0 ? "+" : "") + value.toFixed(2));

// ---- state of the run

function standing(state) {
  const board = state.board;
  const lag = Object.values(board.lags).reduce((all, one) => all + one, 0);
  if (board.phase === "finished") return ["finished", "finished; this is how it ended"];
  if (board.phase === "stopping") return ["waiting", "stopping: the step at hand is finished and stored"];
  if (board.brokerReached === false) return ["stalled", "stalled: the broker does not answer; waiting for it"];
  if (lag > 0 && board.idleSeconds > 30) {
    return ["stalled", `stalled: ${lag} documents wait, and none was decided on for ${Math.round(board.idleSeconds)} s`];
  }
  if (!state.learned.documents) return ["waiting", "waiting for the first document"];
  return ["running", board.idleSeconds > 10 ? "running; waiting for documents" : "running"];
}

function say(kind, text) {
  $("dot").className = kind;
  if ($("phase").textContent !== text) $("phase").textContent = text;
}

function tiles(state) {
  const learned = state.learned;
  const lags = Object.values(state.board.lags);
  const gains = state.board.topics.reduce((all, topic) => [all[0] + topic.probes, all[1] + (topic.uptake || 0) * topic.probes], [0, 0]);
  const shown = [
    ["Documents", number(learned.documents, 0)],
    ["Steps", number(learned.steps, 0)],
    ["Rejected", number(learned.rejected, 0)],
    ["Tokens per second", learned.documents ? number(learned.tokensPerSecond, 0) : "–"],
    ["Loss", number(learned.loss, 2)],
    ["Uptake, nats", gains[0] ? signed(gains[1] / gains[0]) : "–"],
    ["Damage, KL", state.board.reference ? number(state.board.reference.kl, 3) : "–"],
    ["Lag, documents", lags.length ? number(lags.reduce((all, one) => all + one, 0), 0) : "–"],
  ];
  const list = $("tiles");
  if (list.children.length !== shown.length) {
    list.replaceChildren(...shown.map(([term]) => {
      const tile = element("div");
      tile.append(element("dt", term), element("dd"));
      return tile;
    }));
  }
  shown.forEach(([, value], i) => { list.children[i].lastChild.textContent = value; });
}

// ---- what is read

function reading(view) {
  const id = view ? `${view.lane}/${view.documentId}` : "";
  if (id === drawnReading) return;
  drawnReading = id;
  if (!view) {
    $("reading-about").textContent = "No document has been read yet.";
    $("reading").replaceChildren();
    return;
  }
  const lane = view.lane === "main" ? "" : `lane ${view.lane}, `;
  $("reading-about").textContent = `${lane}topic ${view.topic}, document ${view.documentId}${view.title ? ": " + view.title : ""}`;
  const pieces = view.pieces.map((piece) => {
    const span = element("span", piece.text, "w" + Math.min(LEVELS - 1, piece.level));
    if (piece.weight) span.title = "weight " + piece.weight;
    return span;
  });
  if (view.cut) pieces.push(element("span", " …"));
  $("reading").replaceChildren(...pieces);
  $("reading").scrollTop = 0;
}

// ---- curves

function drawing(label) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 100 100");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  return svg;
}

function path(svg, d, className) {
  const made = document.createElementNS(svg.namespaceURI, "path");
  made.setAttribute("d", d);
  if (className) made.setAttribute("class", className);
  svg.append(made);
}

function bounds(left, right) {
  const line = element("div", null, "bounds");
  line.setAttribute("aria-hidden", "true");
  line.append(element("span", left), element("span", right));
  return line;
}

/** Where a value lies between the lowest and the highest, from the top, of 100. */
const height = (value, low, high) => 95 - 90 * (value - low) / (high - low || 1);

function curve(id, points, name) {
  const box = $(id);
  if (points.length < 2) {
    box.replaceChildren(element("p", "Not enough points yet.", "empty"));
    return;
  }
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  const [x0, x1] = [xs[0], xs[xs.length - 1]];
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const at = (point, i) => {
    const x = x1 > x0 ? (point[0] - x0) / (x1 - x0) : i / (points.length - 1);
    return `${(x * 100).toFixed(2)} ${height(point[1], low, high).toFixed(2)}`;
  };
  const svg = drawing(`${name}: from ${ys[0].toFixed(2)} to ${ys[ys.length - 1].toFixed(2)} over documents ${x0} to ${x1}; lowest ${low.toFixed(2)}, highest ${high.toFixed(2)}`);
  if (low < 0 && high > 0) path(svg, `M0 ${height(0, low, high)}H100`, "zero");
  path(svg, "M" + points.map(at).join("L"));
  box.replaceChildren(bounds(`${low.toFixed(2)} to ${high.toFixed(2)}`, `now ${ys[ys.length - 1].toFixed(2)}`), svg,
    bounds(`document ${x0}`, `document ${x1}`));
}

// ---- signals

const short = (value) => value.toLocaleString("en", { maximumSignificantDigits: 4 });
const clock = (time) => new Date(time).toISOString().slice(0, 16).replace("T", " ");

/** A window is [time, value, low, high, anomaly, shift]; low and high are null without a forecast. */
function panel(one) {
  const windows = one.windows;
  const [first, last] = [windows[0], windows[windows.length - 1]];
  const seen = windows.flatMap((window) => window.slice(1, 4)).filter((value) => value !== null);
  const [low, high] = [Math.min(...seen), Math.max(...seen)];
  const x = (window) => (last[0] > first[0] ? 100 * (window[0] - first[0]) / (last[0] - first[0]) : 50).toFixed(2);
  const at = (window, value) => `${x(window)} ${height(value, low, high).toFixed(2)}`;
  const anomalies = windows.filter((window) => window[4]);
  const shifts = windows.filter((window) => window[5]);
  const svg = drawing(`${one.series}, ${one.channel}: ${windows.length} windows from ${clock(first[0])} to ${clock(last[0])}, lowest ${short(low)}, highest ${short(high)}, now ${short(last[1])}; anomalies: ${anomalies.length}, shifts: ${shifts.length}`);
  const forecast = windows.filter((window) => window[2] !== null);
  if (forecast.length > 1) {
    const upper = forecast.map((window) => at(window, window[3]));
    const lower = forecast.map((window) => at(window, window[2])).reverse();
    path(svg, "M" + [...upper, ...lower].join("L") + "Z", "band");
  }
  shifts.forEach((window) => path(svg, `M${x(window)} 0V100`, "shift"));
  path(svg, "M" + windows.map((window) => at(window, window[1])).join("L") + (windows.length === 1 ? "h0.01" : ""));
  anomalies.forEach((window) => path(svg, `M${at(window, window[1])}h0.01`, "anomaly"));
  const box = element("div", null, "curve");
  const head = element("h3", `${one.series}, ${one.channel} `);
  head.append(element("small", `${one.lane === "main" ? "" : "lane " + one.lane + ", "}topic ${one.topic}`));
  box.append(head, bounds(`${short(low)} to ${short(high)}`, `now ${short(last[1])}`), svg, bounds(clock(first[0]), clock(last[0])));
  return box;
}

function signals(view) {
  const forecast = view.panels.find((one) => one.windows.some((window) => window[2] !== null));
  $("signals-about").textContent = !view.panels.length
    ? "No signal yet. With signals.enabled: true, points of freshet.signals are watched."
    : "Newest windows, times in UTC. " + (forecast ? `Band: where ${Math.round(100 * forecast.band)} % of values were forecast. ` : "") + "Dot: anomaly. Dashed line: shift.";
  $("signals").replaceChildren(...view.panels.map(panel));
  $("alarms-part").hidden = !view.panels.length;
}

// ---- topics

const alertOf = (topic) => topic.alert ? `${topic.alert.measure} ${topic.alert.raised ? "raised" : "over"} at step ${topic.alert.step}` : "";

function topics(all) {
  const wanted = $("filter").value.trim().toLowerCase();
  const value = (topic) => sort.key === "alert" ? alertOf(topic) : topic[sort.key];
  const rows = all.filter((topic) => topic.name.toLowerCase().includes(wanted)).sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === y) return a.name < b.name ? -1 : 1;
    if (x === null || x === undefined || x === "") return 1;
    if (y === null || y === undefined || y === "") return -1;
    const order = typeof x === "string" ? x.localeCompare(y) : x - y;
    return sort.down ? -order : order;
  });
  const body = $("topics").tBodies[0];
  const focused = body.contains(document.activeElement) ? document.activeElement.dataset.topic : null;
  body.replaceChildren(...rows.map((topic) => {
    const row = element("tr");
    const name = element("td");
    const open = element("button", topic.name);
    open.type = "button";
    open.dataset.topic = topic.name;
    open.setAttribute("aria-expanded", String(opened === topic.name));
    open.setAttribute("aria-controls", "probes");
    name.append(open);
    const alert = element("td", alertOf(topic) || "–");
    if (topic.alert) alert.className = topic.alert.raised ? "raised" : "over";
    row.append(name, element("td", number(topic.probes, 0)), element("td", signed(topic.uptake)),
      element("td", signed(topic.retention)), element("td", signed(topic.locality)), alert);
    return row;
  }));
  if (!rows.length) {
    const row = element("tr");
    const cell = element("td", all.length ? "No topic has this in its name." : "No probe has been scored yet.", "empty");
    cell.colSpan = 6;
    row.append(cell);
    body.append(row);
  }
  if (focused !== null) {
    const again = [...body.querySelectorAll("button")].find((button) => button.dataset.topic === focused);
    if (again) again.focus();
  }
}

async function probes() {
  const topic = opened;
  if (topic === null) return;
  let rows;
  try {
    rows = await (await fetch("/live/topic?name=" + encodeURIComponent(topic))).json();
  } catch {
    return; // the next event asks again
  }
  if (opened !== topic) return;
  $("probes-head").textContent = `Probes of ${topic}: the newest ${rows.length}`;
  $("probe-rows").replaceChildren(...rows.map((row) => {
    const line = element("tr");
    const answer = (text, exact) => {
      const cell = element("td", text || "(nothing)");
      if (exact === 1) cell.append(" ", element("small", "right", "over"));
      return cell;
    };
    line.append(element("td", row.question), element("td", row.answer), answer(row.answerBase, row.emBase),
      answer(row.answerNow, row.emNow), element("td", signed(row.nllGain)), element("td", number(row.lag, 0)));
    return line;
  }));
}

function open(topic) {
  opened = topic;
  $("probes").hidden = topic === null;
  if (topic !== null) {
    $("probes-head").textContent = `Probes of ${topic}`;
    $("probe-rows").replaceChildren();
    probes().then(() => $("probes-head").focus());
  }
  if (latest) topics(latest.board.topics);
}

// ---- lists

function list(id, items, nothing) {
  const box = $(id);
  const key = JSON.stringify(items.map((item) => item.key));
  if (box.dataset.key === key) return;
  box.dataset.key = key;
  box.replaceChildren(...(items.length ? items.map((item) => {
    const line = element("li");
    const main = element("div", null, "main");
    main.append(element("span", item.head, item.kind), element("span", item.value));
    line.append(main, element("small", item.about));
    return line;
  }) : [element("li", nothing, "empty")]));
}

const words = { rolledBack: "rolled back" };

function lists(state) {
  list("decisions", state.board.decisions.slice(0, 50).map((one) => ({
    key: [one.lane, one.documentId, one.decision, one.step],
    head: words[one.decision] || one.decision,
    kind: one.decision,
    value: one.loss === null || one.loss === undefined ? "" : `loss ${one.loss.toFixed(2)}`,
    about: `${one.topic}, ${one.documentId}, step ${one.step}${one.reason ? ": " + one.reason : ""}`,
  })), "No document has been decided on yet.");
  list("checkpoints", state.checkpoints.map((one) => ({
    key: [one.id, one.tags],
    head: `${one.id}${one.tags.length ? " (" + one.tags.join(", ") + ")" : ""}`,
    value: `step ${one.step}`,
    about: `${one.lane === "main" ? "" : "lane " + one.lane + ", "}${one.reason}, ${one.time}, ${one.parent ? "after " + one.parent : "the first"}`,
  })), "None is stored yet.");
  list("alarms", state.board.signals.alarms.map((one) => ({
    key: [one.lane, one.series, one.time, one.what],
    head: `${one.what} in ${one.series}`,
    kind: one.what,
    value: clock(one.time),
    about: `topic ${one.topic}${one.channels.length ? ", " + one.channels.join(", ") : ""}${one.lane === "main" ? "" : ", lane " + one.lane}`,
  })), "None.");
  list("alerts", state.board.alerts.map((one) => ({
    key: [one.topic, one.measure, one.raised, one.step],
    head: `${one.measure} ${one.raised ? "beyond its limit" : "back"}`,
    kind: one.raised ? "raised" : "over",
    value: signed(one.value),
    about: `${one.topic}, limit ${signed(one.limit)}, over ${one.probes} probes, step ${one.step}`,
  })), "None.");
}

// ---- what the gate held back

function quarantine(all) {
  $("quarantine-about").textContent = all.length
    ? "The newest first. Novelty: the share of earlier documents that were less unlike the usual. Deviations are in standard deviations."
    : "Nothing has been held back. Under gate.policy: strict or adapt, documents unlike the usual wait here.";
  $("quarantine-table").hidden = !all.length;
  const key = JSON.stringify(all.map((one) => [one.lane, one.documentId]));
  if ($("quarantine").dataset.key === key) return;
  $("quarantine").dataset.key = key;
  $("quarantine").replaceChildren(...all.map((one) => {
    const row = element("tr");
    const least = Object.entries(one.scores).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])).slice(0, 3);
    row.append(element("td", one.documentId), element("td", one.topic), element("td", one.nearestTopic || "–"),
      element("td", number(one.novelty, 3)), element("td", least.map(([name, value]) => `${name}\u00a0${(value > 0 ? "+" : "") + value.toFixed(1)}`).join(", ") || "–"),
      element("td", one.text + (one.cut ? " …" : "")));
    return row;
  }));
}

function draw(state) {
  latest = state;
  if (held) return;
  const [kind, text] = standing(state);
  say(kind, text);
  $("name").textContent = state.name === "freshet" ? "" : state.name;
  tiles(state);
  reading(state.board.reading);
  curve("loss", state.board.loss, "Loss");
  curve("uptake", state.board.uptake, "Uptake");
  topics(state.board.topics);
  probes();
  signals(state.board.signals);
  quarantine(state.board.quarantine);
  lists(state);
}

// ---- connection: the browser comes back by itself, unless the server answered with an error

let lost = null;

function connect() {
  const events = new EventSource("/live/events");
  events.onmessage = (event) => {
    clearTimeout(lost);
    lost = null;
    draw(JSON.parse(event.data));
  };
  events.onerror = () => {
    if (lost === null) {
      lost = setTimeout(() => say("stalled", "connection lost; trying again"), 3000);
    }
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  };
}

// ---- what the reader does

$("hold").addEventListener("click", () => {
  held = !held;
  $("hold").setAttribute("aria-pressed", String(held));
  if (!held && latest) draw(latest);
});
$("filter").addEventListener("input", () => latest && topics(latest.board.topics));
$("topics").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const head = button.closest("th");
  if (!head) {
    open(opened === button.dataset.topic ? null : button.dataset.topic);
    return;
  }
  sort.down = sort.key === head.dataset.key ? !sort.down : head.dataset.key !== "name";
  sort.key = head.dataset.key;
  for (const other of $("topics").tHead.querySelectorAll("th")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
  if (latest) topics(latest.board.topics);
});
$("probes-close").addEventListener("click", () => {
  const topic = opened;
  open(null);
  const button = [...$("topics").querySelectorAll("td button")].find((one) => one.dataset.topic === topic);
  if (button) button.focus();
});
$("ask").addEventListener("submit", async (event) => {
  event.preventDefault();
  $("ask-button").disabled = true;
  const show = (id, text, given) => { $(id).textContent = text; $(id).className = given ? "answer given" : "answer"; };
  try {
    const answer = await fetch("/live/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question: $("question").value }),
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.error);
    show("answer-base", body.base || "(nothing)", true);
    show("answer-now", body.now || "(nothing)", true);
    $("answer-now-head").textContent = body.checkpoint ? `Adapted, as of step ${body.step}` : "Adapted: no checkpoint yet, so the base model";
  } catch (error) {
    show("answer-base", "No answer: " + error.message, false);
    show("answer-now", "", false);
  } finally {
    $("ask-button").disabled = false;
  }
});

connect();
