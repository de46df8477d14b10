import { AgentError } from './errors.ts';
import { memoryPairingStore, type PairingStore, type StoredPairing } from './pairing-store.ts';
import {
  type ActOutcome,
  type ActRequest,
  type ActView,
  AGENT_PORTS,
  AGENT_PROGRAM,
  type AgentHealth,
  type AgentHello,
  type AgentIdentity,
  type AgentRelay,
  type ChallengeRequest,
  type PairingOffer,
  type PairingState,
} from './protocol.ts';
import { fromBase64, pairingCode, toBase64, type WebCrypto } from './request-signature.ts';
import { type Call, createTransport, NOT_FOUND, notPaired } from './transport.ts';

export interface AgentClientOptions {
  /** `location.origin` of the office page. */
  origin: string;
  /** When the agent was told to listen elsewhere than on one of the usual ports. */
  port?: number;
  fetch: typeof globalThis.fetch;
  crypto: WebCrypto;
  /** Where the pairing is kept; in memory unless given. */
  store?: PairingStore;
  now?: () => number;
  /** Pause between two questions. */
  wait?: (ms: number) => Promise<void>;
}

export interface ActOptions {
  /** Opens the agent's page, best in a window opened beforehand by the click itself. */
  openPage: (url: string) => void;
  signal?: AbortSignal;
}

export interface PairOptions extends ActOptions {
  /** Shows the six digits; the agent's page must show the same. */
  showCode: (code: string) => void;
}

/** The office page's end of the conversation. */
export interface AgentClient {
  /** Looks for the program; undefined: it does not run on this computer, or the browser does not let the page reach it. */
  find(): Promise<AgentHello | undefined>;
  isPaired(): Promise<boolean>;
  /** @throws AgentError `agent.not_found`, `agent.pairing_refused`, `agent.pairing_expired`, `agent.cancelled` */
  pair(options: PairOptions): Promise<void>;
  /** Ends the pairing on both sides; never fails. */
  unpair(): Promise<void>;
  /** @throws AgentError `agent.not_paired`, `agent.not_found` */
  health(): Promise<AgentHealth>;
  identities(): Promise<AgentIdentity[]>;
  /** Answers when the person has signed, refused, or time is up. What was signed before a failure is in the answer. */
  sign(relay: AgentRelay, onProgress: (view: ActView) => void, options: ActOptions): Promise<ActOutcome>;
  /** Proof of the key for a login: base64 signature over {@link loginChallenge}. */
  signChallenge(
    challenge: ChallengeRequest,
    options: ActOptions,
  ): Promise<{ signature: string } | Extract<ActOutcome, { failed: string }>>;
}

const PAUSE_MS = 400;

function isCode(error: unknown, code: AgentError['code']): boolean {
  return error instanceof AgentError && error.code === code;
}

function assertGoesOn(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new AgentError('agent.cancelled', 'Đã dừng theo yêu cầu.');
  }
}

/** What both ends of the conversation share: where the agent is, the pairing, questions under its key. */
function createConversation(options: AgentClientOptions) {
  const store = options.store ?? memoryPairingStore();
  const now = options.now ?? Date.now;
  const wait = options.wait ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  const transport = createTransport(options);

  const helloAt = async (port: number): Promise<{ port: number; hello: AgentHello } | undefined> => {
    const hello = (await transport.plain(port, { method: 'GET', path: '/v1/hello' }).catch(() => undefined)) as
      | AgentHello
      | undefined;
    return hello?.program === AGENT_PROGRAM ? { port, hello } : undefined;
  };
  const kept = async (): Promise<StoredPairing | undefined> => {
    const pairing = await store.load();
    return pairing === undefined || Date.parse(pairing.expiresAt) <= now() ? undefined : pairing;
  };
  return {
    store,
    wait,
    transport,
    helloAt,
    kept,
    async locate() {
      const ports = options.port === undefined ? AGENT_PORTS : [options.port];
      return (await Promise.all(ports.map(helloAt))).find((found) => found !== undefined);
    },
    async ask(call: Call): Promise<unknown> {
      const pairing = await kept();
      if (pairing === undefined) {
        throw notPaired();
      }
      try {
        return await transport.signed(pairing, call);
      } catch (error) {
        // The agent was started anew or the person removed the pairing: the key is of no use any more. A browser shows
        // that as no answer at all, since the agent lets only paired pages ask.
        const isThere = isCode(error, 'agent.not_found') && (await helloAt(pairing.port)) !== undefined;
        if (isThere || isCode(error, 'agent.not_paired')) {
          await store.save(undefined);
          throw notPaired();
        }
        throw error;
      }
    },
  };
}

type Conversation = ReturnType<typeof createConversation>;

async function waitForPairing(
  { transport, wait }: Conversation,
  port: number,
  offer: PairingOffer,
  signal?: AbortSignal,
): Promise<PairingState> {
  for (;;) {
    assertGoesOn(signal);
    const path = `/v1/pairings/${offer.pairingId}`;
    const state = (await transport.plain(port, { method: 'GET', path })) as PairingState;
    if (state.state === 'paired') {
      return state;
    }
    if (state.state === 'refused') {
      throw new AgentError('agent.pairing_refused', 'Người dùng đã từ chối ghép trang này với chương trình ký số.');
    }
    if (state.state === 'expired') {
      throw new AgentError('agent.pairing_expired', 'Đã quá thời gian xác nhận ghép. Ghép lại từ đầu.');
    }
    await wait(PAUSE_MS);
  }
}

async function pair(
  conversation: Conversation,
  { crypto, origin }: AgentClientOptions,
  { showCode, openPage, signal }: PairOptions,
): Promise<void> {
  const found = await conversation.locate();
  if (found === undefined) {
    throw new AgentError('agent.not_found', NOT_FOUND);
  }
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey));
  const call: Call = { method: 'POST', path: '/v1/pairings', body: { publicKey: toBase64(publicKey) } };
  const offer = (await conversation.transport.plain(found.port, call)) as PairingOffer;
  showCode(await pairingCode(crypto, { origin, publicKey, nonce: fromBase64(offer.nonce) }));
  openPage(offer.pageUrl);
  const { expiresAt } = await waitForPairing(conversation, found.port, offer, signal);
  const { pairingId } = offer;
  const { instance } = found.hello;
  await conversation.store.save({ pairingId, instance, port: found.port, key: keys.privateKey, expiresAt });
}

async function act(
  { ask, wait }: Conversation,
  request: ActRequest,
  onProgress: (view: ActView) => void,
  { openPage, signal }: ActOptions,
): Promise<ActOutcome> {
  assertGoesOn(signal);
  let view = (await ask({ method: 'POST', path: '/v1/acts', body: request })) as ActView;
  openPage(view.pageUrl);
  let wasCancelled = false;
  for (;;) {
    onProgress(view);
    if (view.outcome !== null) {
      return view.outcome;
    }
    const path = `/v1/acts/${view.actId}`;
    if (signal?.aborted && !wasCancelled) {
      // What the token has signed already comes back all the same.
      wasCancelled = true;
      view = (await ask({ method: 'DELETE', path })) as ActView;
    } else {
      await wait(PAUSE_MS);
      view = (await ask({ method: 'GET', path })) as ActView;
    }
  }
}

/**
 * @example
 * const agent = createAgentClient({ origin: location.origin, fetch: window.fetch.bind(window), crypto, store: browserPairingStore(indexedDB) });
 * if ((await agent.find()) !== undefined && !(await agent.isPaired())) await agent.pair({ showCode, openPage });
 * const outcome = await agent.sign(relay, ({ progress }) => show(progress), { openPage });
 */
export function createAgentClient(options: AgentClientOptions): AgentClient {
  const conversation = createConversation(options);
  const { ask, helloAt, kept, locate, store, transport } = conversation;
  return {
    find: async () => (await locate())?.hello,
    isPaired: async () => {
      const pairing = await kept();
      return pairing !== undefined && (await helloAt(pairing.port))?.hello.instance === pairing.instance;
    },
    pair: (pairOptions) => pair(conversation, options, pairOptions),
    async unpair() {
      const pairing = await kept();
      if (pairing !== undefined) {
        await transport.signed(pairing, { method: 'DELETE', path: '/v1/pairing' }).catch(() => undefined);
      }
      await store.save(undefined);
    },
    health: async () => (await ask({ method: 'GET', path: '/v1/health' })) as AgentHealth,
    identities: async () => (await ask({ method: 'GET', path: '/v1/identities' })) as AgentIdentity[],
    sign: (relay, onProgress, actOptions) => act(conversation, { kind: 'sign', relay }, onProgress, actOptions),
    async signChallenge(challenge, actOptions) {
      const outcome = await act(conversation, { kind: 'challenge', challenge }, () => {}, actOptions);
      if ('failed' in outcome) {
        return outcome;
      }
      const [first] = outcome.signatures;
      if (first === undefined) {
        throw new AgentError('agent.answer', 'Chương trình ký số không trả chữ ký. Thử lại.');
      }
      return { signature: first.signature };
    },
  };
}
