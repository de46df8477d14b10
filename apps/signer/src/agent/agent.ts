import type { AgentHealth } from '@congvu/pki/agent';
import { assessHealth } from '../health.ts';
import { type KeySource, lookAtAll } from '../key-source.ts';
import type { TokenChoice } from '../pkcs11/index.ts';
import { type Acts, createActs } from './acts.ts';
import { ownOrigin } from './guard.ts';
import { createPairings, type Pairings } from './pairings.ts';

export interface AgentOptions {
  sources: readonly KeySource[];
  token: TokenChoice;
  pairingHours: number;
  port: number;
  fetch?: typeof globalThis.fetch;
  now?: () => number;
}

/** Everything the pages and the office's API work on. */
export interface Agent {
  port: number;
  sources: readonly KeySource[];
  pairings: Pairings;
  acts: Acts;
  now: () => number;
  pageUrl(kind: 'ky' | 'ghep', id: string): string;
  health(): Promise<AgentHealth>;
  close(): Promise<void>;
}

const CLOCK_CHECK_MS = 3_000;

export function createAgent(options: AgentOptions): Agent {
  const { sources, port } = options;
  const fetch = options.fetch ?? globalThis.fetch;
  const now = options.now ?? Date.now;
  let skewMs: number | undefined;

  const onDate = (date: string | null): void => {
    const office = date === null ? Number.NaN : Date.parse(date);
    skewMs = Number.isNaN(office) ? skewMs : now() - office;
  };
  /** The office's clock is the one that counts; only offices the person paired with are asked. */
  const askClock = async (origin: string): Promise<void> => {
    try {
      const answer = await fetch(origin, {
        method: 'HEAD',
        redirect: 'manual',
        credentials: 'omit',
        signal: AbortSignal.timeout(CLOCK_CHECK_MS),
      });
      onDate(answer.headers.get('date'));
    } catch {
      // An office out of reach says nothing about this clock.
    }
  };
  const pairings = createPairings({ hours: options.pairingHours, now });
  const acts = createActs({ sources, now, fetch, onDate });
  return {
    port,
    sources,
    pairings,
    acts,
    now,
    pageUrl: (kind, id) => `${ownOrigin(port)}/${kind}/${id}`,
    async health() {
      const [first] = pairings.list();
      const [{ reports }] = await Promise.all([
        lookAtAll(sources),
        first === undefined ? Promise.resolve() : askClock(first.origin),
      ]);
      return assessHealth({ sources: reports, token: options.token, now: new Date(now()), skewMs });
    },
    async close() {
      acts.endAll();
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}
