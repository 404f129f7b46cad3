// The segment counter of language/segments.py for the text being typed; the page works without it.
"use strict";
const BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED = "^{}\\[~]|€\f";

function measure(body) {
  const chars = [...body];
  const isGsm = chars.every((char) => BASIC.includes(char) || EXTENDED.includes(char));
  const costs = chars.map((char) => (isGsm ? (EXTENDED.includes(char) ? 2 : 1) : char.length));
  const [single, each] = isGsm ? [160, 153] : [70, 67];
  const units = costs.reduce((sum, cost) => sum + cost, 0);
  let segments = units ? 1 : 0;
  if (units > single) {
    let room = each;
    for (const cost of costs) {
      if (cost > room) { segments += 1; room = each; }
      room -= cost;
    }
  }
  return { encoding: isGsm ? "GSM-7" : "UCS-2", units, segments };
}

const body = document.getElementById("body");
const count = document.getElementById("count");
function show() {
  const size = measure(body.value);
  count.textContent = `${size.units} ${size.encoding}, ${size.segments} segment${size.segments === 1 ? "" : "s"}`;
}
body.addEventListener("input", show);
body.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); body.form.requestSubmit(); }
});
show();

// The newest text in view and the page where it was: a fragment alone would scroll both.
const texts = document.querySelector(".texts");
texts.scrollTop = texts.scrollHeight;
if (location.hash === "#latest") {
  history.replaceState(null, "", location.pathname + location.search);
  window.scrollTo(0, 0);
  body.focus({ preventScroll: true });
}
