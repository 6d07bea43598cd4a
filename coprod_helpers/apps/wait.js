// The page of somebody who waits: asks how far the queue has come, says so, and goes on when it is their turn.

const ASK_AGAIN_MS = 3000;
const said = document.getElementById("said");

async function ask() {
  try {
    const { place, sentence } = await (await fetch(`/place${window.location.search}`, { cache: "no-store" })).json();
    if (said.textContent !== sentence) said.textContent = sentence;
    if (!place) {
      window.location.reload();
      return;
    }
  } catch {
    // The server is away for a moment: the next asking finds it.
  }
  setTimeout(ask, ASK_AGAIN_MS);
}

setTimeout(ask, ASK_AGAIN_MS);
