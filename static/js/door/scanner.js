// A hardware scanner types a ticket as a very fast keyboard would, with Enter at its end. It works wherever the focus
// is and moves none; whoever types by hand is never taken for one.
//   listen(onText): onText(text) is called with what was scanned

// Nobody types twenty signs so fast; once so much came, a scanner may also stop for a moment.
const QUICK_MS = 200, HALT_MS = 1500, SETTLED_MS = 800, SHORTEST = 20;
const WHOLE = /(?:^|\/t\/)(?:[a-z2-7]{146}|[a-z2-7]{26})$/i;

/** @param {(text: string) => void} onText */
export function listen(onText) {
  let typed = "", last = -Infinity, settling = null, field = null, stood = "";

  const isScan = () => typed.length >= SHORTEST;
  const inTime = (event) => event.timeStamp - last <= (isScan() ? HALT_MS : QUICK_MS);

  function take() {
    clearTimeout(settling);
    const text = typed;
    typed = "";
    if (field) field.value = stood;
    onText(text);
  }

  function begin(event) {
    typed = "";
    field = event.target.matches?.("input") ? event.target : null;
    stood = field ? field.value : "";
  }

  function key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === "Enter" && isScan() && inTime(event)) {
      event.preventDefault();
      event.stopPropagation();
      take();
      return;
    }
    if (event.key.length !== 1) return;
    if (!inTime(event)) begin(event);
    typed += event.key;
    last = event.timeStamp;
    clearTimeout(settling);
    settling = setTimeout(() => isScan() && WHOLE.test(typed) && take(), SETTLED_MS);
  }

  window.addEventListener("keydown", key, { capture: true });
}
