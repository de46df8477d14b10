import { readFile } from 'node:fs/promises';
import type { AuthResult, AuthResults } from '@congvu/mailguard';
import { authenticate, type DNSResolver } from 'mailauth';
import { UsageError } from '../command-line.ts';

/** `{"laichau.gov.vn": {"TXT": ["v=spf1 -all"], "MX": […]}}`: the only names there are; a text may be a list of its pieces. */
type Names = Record<string, Record<string, unknown>>;

class NoSuchName extends Error {
  readonly code: string = 'ENOTFOUND';
}

async function readNames(file: string): Promise<Names> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`--dns: không đọc được tệp ${file}`);
  });
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, types]) => [name.toLowerCase().replace(/\.$/, ''), types]),
      );
    }
  } catch {
    // said below
  }
  throw new UsageError(`--dns: tệp ${file} phải là JSON {"tên": {"TXT": ["…"]}}`);
}

/** A resolver that knows the names of a file alone: no network is asked. @throws UsageError */
export async function fixtureResolver(file: string): Promise<DNSResolver> {
  const names = await readNames(file);
  return async (name, type) => {
    const found = names[name.toLowerCase().replace(/\.$/, '')]?.[type];
    if (!Array.isArray(found)) {
      throw new NoSuchName(`${name} ${type}`);
    }
    return type === 'TXT'
      ? found.map((text: unknown) => (Array.isArray(text) ? text.map(String) : [String(text)]))
      : found;
  };
}

const KNOWN: readonly string[] = ['pass', 'fail', 'softfail', 'neutral', 'none', 'temperror', 'permerror', 'policy'];

function resultOf(value: unknown): AuthResult | undefined {
  return typeof value === 'string' && KNOWN.includes(value) ? (value as AuthResult) : undefined; // looked up
}

/** SPF (by the topmost Received), DKIM, DMARC and ARC of a mail under the names of the fixture. */
export async function authenticateBy(raw: Buffer, resolver: DNSResolver): Promise<AuthResults> {
  const { spf, dkim, dmarc, arc } = await authenticate(raw, {
    trustReceived: true,
    mta: 'congvu.invalid',
    resolver,
    disableBimi: true,
  });
  const signed = (dkim?.results ?? []).map(({ status }) => status?.result);
  const found: [keyof AuthResults, AuthResult | undefined][] = [
    ['spf', resultOf(spf === false ? undefined : spf?.status?.result)],
    ['dkim', resultOf(signed.find((result) => result === 'pass') ?? signed[0])],
    ['dmarc', resultOf(dmarc === false ? undefined : dmarc?.status?.result)],
    ['arc', resultOf(arc === false ? undefined : arc?.status?.result)],
  ];
  return Object.fromEntries(found.filter(([, result]) => result !== undefined));
}
