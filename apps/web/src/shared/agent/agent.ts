import { type AgentClient, browserPairingStore, createAgentClient, memoryPairingStore } from '@congvu/pki/agent';

let client: AgentClient | undefined;

/** The page's end of the talk with the signing program on this computer; one for the whole page. */
export function agentClient(): AgentClient {
  client ??= createAgentClient({
    origin: location.origin,
    fetch: (input, init) => fetch(input, init),
    crypto,
    store: typeof indexedDB === 'undefined' ? memoryPairingStore() : browserPairingStore(indexedDB),
  });
  return client;
}

/** Signing out ends the pairing on both sides: whoever signs in next pairs anew. Never fails, asks nothing when there is none. */
export async function endPairing(): Promise<void> {
  try {
    await agentClient().unpair();
  } catch {
    // A browser without a database keeps no pairing.
  }
}

/**
 * Opens the small window for the program's own page. To be called by the click itself, before anything is waited for: browsers
 * let no window open later. When it was kept shut, the page shows the address as a link.
 */
export function openAgentWindow(): { show: (url: string) => void; close: () => void } {
  const opened = window.open('', 'congvu-ky-so', 'popup,width=560,height=760');
  let isShown = false;
  return {
    show: (url) => {
      isShown = true;
      if (opened !== null) {
        opened.location.href = url;
      }
    },
    // What the program shows there is its own and stays; an empty window goes.
    close: () => {
      if (!isShown) {
        opened?.close();
      }
    },
  };
}
