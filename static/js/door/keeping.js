// The workers that keep this page, one for each language, so that also another language opens without network.
//   keep(shells) → true once this language's page is kept whole; false where it cannot be

/** @param {string[]} shells the page's paths, this language's first @returns {Promise<boolean>} */
export async function keep(shells) {
  if (!("serviceWorker" in navigator)) return false;
  const done = await Promise.allSettled(shells.map(kept));
  return done[0].status === "fulfilled" && done[0].value;
}

async function kept(shell) {
  const registration = (await navigator.serviceWorker.getRegistration(shell)) ?? (await registered(shell));
  watched(registration);
  if (!registration.active) return activated(registration.installing ?? registration.waiting);
  registration.update().catch(() => {}); // without network the next opening asks again
  return true;
}

const registered = (shell) =>
  navigator.serviceWorker.register(`${shell}/worker.js`, { scope: shell, updateViaCache: "none" });

function watched(registration) {
  registration.onupdatefound = () => letTakeOver(registration.installing);
  letTakeOver(registration.waiting);
  letTakeOver(registration.installing);
}

// All of this page's files are loaded by now, so a new version may take over: it shows from the next opening on.
function letTakeOver(worker) {
  const ask = () => worker.state === "installed" && worker.postMessage("take over");
  worker?.addEventListener("statechange", ask);
  if (worker) ask();
}

const activated = (worker) =>
  new Promise((resolve) => {
    const look = () => {
      if (["activated", "redundant"].includes(worker.state)) resolve(worker.state === "activated");
    };
    worker.addEventListener("statechange", look);
    look();
  });
