import { isIPv6 } from 'node:net';

export interface SourceRules {
  /** Lines open at the same time. */
  connections: number;
  /** Mails in a minute. */
  messages: number;
  /** Addresses of nobody in a minute: somebody is trying names. */
  unknown: number;
}

/** QCVN 12:2026/BCA 3.10.2.2 asks for a limit a source; a server of a province sends a circular to all of them in one go. */
export const DEFAULT_RULES: SourceRules = { connections: 20, messages: 300, unknown: 50 };

const MINUTE_MS = 60_000;
const SOURCES_KEPT = 50_000;

interface Source {
  open: number;
  minute: number;
  messages: number;
  unknown: number;
}

/** A neighbourhood is one source: whoever has one address there has the others. */
export function sourceOf(ip: string): string {
  if (isIPv6(ip)) {
    const [head = '', tail = ''] = ip.split('::');
    const groups = [...head.split(':'), ...Array.from({ length: 8 }, () => '0')];
    return `${groups.slice(0, tail === '' && head.includes(':') ? 4 : Math.min(4, groups.length)).join(':')}::/64`;
  }
  return `${ip.split('.').slice(0, 3).join('.')}.0/24`;
}

/** Counts in this process; several processes each have their share. */
export function createSourceLimits(rules: SourceRules, now: () => number = () => performance.now()) {
  const sources = new Map<string, Source>();

  const sourceAt = (ip: string): Source => {
    const key = sourceOf(ip);
    const minute = Math.floor(now() / MINUTE_MS);
    const known = sources.get(key);
    if (known !== undefined) {
      if (known.minute !== minute) {
        Object.assign(known, { minute, messages: 0, unknown: 0 });
      }
      return known;
    }
    if (sources.size >= SOURCES_KEPT) {
      for (const [other, { open }] of sources) {
        if (open === 0) {
          sources.delete(other);
        }
      }
    }
    const fresh: Source = { open: 0, minute, messages: 0, unknown: 0 };
    sources.set(key, fresh);
    return fresh;
  };
  return {
    /** False when this source has enough lines open. */
    enter: (ip: string): boolean => {
      const source = sourceAt(ip);
      if (source.open >= rules.connections) {
        return false;
      }
      source.open += 1;
      return true;
    },
    leave: (ip: string): void => {
      const source = sourceAt(ip);
      source.open = Math.max(0, source.open - 1);
    },
    mayBegin: (ip: string): boolean => {
      const source = sourceAt(ip);
      source.messages += 1;
      return source.messages <= rules.messages;
    },
    /** False when too many addresses of nobody were tried. */
    noteUnknown: (ip: string): boolean => {
      const source = sourceAt(ip);
      source.unknown += 1;
      return source.unknown <= rules.unknown;
    },
  };
}

export type SourceLimits = ReturnType<typeof createSourceLimits>;
