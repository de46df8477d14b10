import { readFile } from 'node:fs/promises';
import type { AuthResult, AuthResults, Campaign, GuardContext, KnownPerson, ProtectedName } from '@congvu/mailguard';
import { UsageError } from '../command-line.ts';

/** What `--context` holds: everything may be left out. */
export interface ContextFile {
  ownDomains: string[];
  protectedNames: ProtectedName[];
  people: KnownPerson[];
  /** Addresses that wrote before; absent: nobody knows, and no rule speaks of first time. */
  knownSenders?: string[];
  auth?: AuthResults;
  campaigns?: Campaign[];
  at?: string;
}

export const EXAMPLE_CONTEXT: ContextFile = {
  ownDomains: ['laichau.gov.vn'],
  protectedNames: [
    { name: 'UBND tỉnh Lai Châu', domain: 'laichau.gov.vn' },
    { name: 'UBND huyện Tam Đường', domain: 'tamduong.laichau.gov.vn' },
  ],
  people: [{ name: 'Nguyễn Văn An', title: 'Chủ tịch UBND huyện', address: 'annv.tamduong@laichau.gov.vn' }],
  knownSenders: ['vanthu@sonoivu.laichau.gov.vn'],
  auth: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
  campaigns: [{ number: '315', fingerprint: '5a3c99e1042b77d0', hosts: ['nang-cap-hop-thu.weebly.com'] }],
  at: '2026-03-02T01:00:00.000Z',
};

const FIELDS = new Set(Object.keys(EXAMPLE_CONTEXT));
const RESULTS: readonly string[] = ['pass', 'fail', 'softfail', 'neutral', 'none', 'temperror', 'permerror', 'policy'];

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(place: string, wanted: string): never {
  throw new UsageError(`--context: trường ${place} phải là ${wanted}; xem congvu mail inspect --example`);
}

function texts(value: unknown, place: string): string[] {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    return refuse(place, 'danh sách chữ');
  }
  return value;
}

/** Objects whose named fields are texts. */
function records<Name extends string>(
  value: unknown,
  place: string,
  names: readonly Name[],
): (Record<Name, string> & Fields)[] {
  const isRight = (item: unknown): item is Record<Name, string> & Fields =>
    isFields(item) && names.every((name) => typeof item[name] === 'string');
  if (!Array.isArray(value) || !value.every(isRight)) {
    return refuse(place, `danh sách có ${names.join(', ')}`);
  }
  return value;
}

function authOf(value: unknown): AuthResults {
  if (
    !isFields(value) ||
    !Object.values(value).every((result) => typeof result === 'string' && RESULTS.includes(result))
  ) {
    return refuse('auth', `{spf, dkim, dmarc, arc} với ${RESULTS.join(', ')}`);
  }
  return value as Record<string, AuthResult>; // every value was looked up
}

function peopleOf(value: unknown): KnownPerson[] {
  return records(value, 'people', ['name', 'address']).map(({ name, address, title }) =>
    typeof title === 'string' ? { name, address, title } : { name, address },
  );
}

function campaignsOf(value: unknown): Campaign[] {
  return records(value, 'campaigns', ['number', 'fingerprint']).map(({ number, fingerprint, hosts }) =>
    hosts === undefined ? { number, fingerprint } : { number, fingerprint, hosts: texts(hosts, 'campaigns.hosts') },
  );
}

function instantOf(value: unknown): Date {
  const at = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(at.getTime()) ? refuse('at', 'thời điểm, ví dụ 2026-03-02T01:00:00Z') : at;
}

async function readFields(file: string): Promise<Fields> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`--context: không đọc được tệp ${file}`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`--context: tệp ${file} không phải JSON`);
  }
  if (!isFields(value)) {
    throw new UsageError(`--context: tệp ${file} phải là một đối tượng JSON`);
  }
  const unknown = Object.keys(value).find((name) => !FIELDS.has(name));
  if (unknown !== undefined) {
    throw new UsageError(`--context: không có trường ${unknown}; các trường: ${[...FIELDS].join(', ')}`);
  }
  return value;
}

/** The context of a call: the file, and every `--protect` as a domain of our own. @throws UsageError */
export async function readContext(file: string | undefined, protect: readonly string[]): Promise<GuardContext> {
  const fields = file === undefined ? {} : await readFields(file);
  const domains = protect.map((domain) => domain.trim().toLowerCase().replace(/^@/, ''));
  const wrong = domains.find((domain) => !/^[\p{L}\p{N}.-]{1,253}\.\p{L}{2,}$/u.test(domain));
  if (wrong !== undefined) {
    throw new UsageError(`--protect "${wrong}": phải là tên miền, ví dụ laichau.gov.vn`);
  }
  const known =
    fields['knownSenders'] === undefined
      ? undefined
      : new Set(texts(fields['knownSenders'], 'knownSenders').map((address) => address.toLowerCase()));
  return {
    ownDomains: [...domains, ...texts(fields['ownDomains'] ?? [], 'ownDomains')],
    protectedNames: [
      ...domains.map((domain) => ({ name: domain, domain })),
      ...records(fields['protectedNames'] ?? [], 'protectedNames', ['name', 'domain']),
    ],
    people: peopleOf(fields['people'] ?? []),
    ...(known === undefined ? {} : { knownSenders: (address: string) => known.has(address) }),
    ...(fields['auth'] === undefined ? {} : { auth: authOf(fields['auth']) }),
    campaigns: campaignsOf(fields['campaigns'] ?? []),
    at: fields['at'] === undefined ? new Date() : instantOf(fields['at']),
  };
}
