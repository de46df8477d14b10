import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpRequest, HttpResponse, HttpTransport, IssuedCertificate } from '@congvu/pki';
import { parseCertificate } from '@congvu/pki';
import { type Authority, type AuthorityKeys, createAuthority, openAuthority } from '@congvu/pki/authority';
import type { Config } from '../../../platform/config.ts';
import type { Services } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { createOnce } from '../../../platform/durable-file.ts';
import { issuerKeyOf } from '../certificates.store.ts';
import { certificateTables } from '../certificates.tables.ts';
import { assertDemo } from './demo-key-store.ts';

/**
 * The authority of the demo: it issues the demo's keys, stamps time and answers about revocation, inside this process. Every
 * name in it says THỬ NGHIỆM. It is asked over the same requests as a real one, at addresses that can exist nowhere (RFC 2606).
 */
export const DEMO_HOST = 'thu-nghiem.invalid';
const ORIGIN = `http://${DEMO_HOST}`;
export const DEMO_ADDRESSES = {
  tsa: `${ORIGIN}/tsa`,
  ocsp: `${ORIGIN}/ocsp`,
  crl: `${ORIGIN}/issuing.crl`,
  rootCrl: `${ORIGIN}/root.crl`,
};

/** Subscriber certificates of the official programme run at most five years. */
const YEARS = 5;
const DAY_MS = 86_400_000;
const ROLES = ['root', 'issuing', 'tsa', 'ocsp'] as const;

type StoredKeys = Record<(typeof ROLES)[number], { certificate: string; key: string }>;

function pathOf(config: Config): string {
  return join(config.dataDir, 'demo-keys', 'authority.json');
}

function store(keys: AuthorityKeys): StoredKeys {
  const one = ({ certificate, privateKey }: IssuedCertificate) => ({
    certificate: Buffer.from(certificate).toString('base64'),
    key: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  });
  return { root: one(keys.root), issuing: one(keys.issuing), tsa: one(keys.tsa), ocsp: one(keys.ocsp) };
}

function restore(text: string): AuthorityKeys {
  const stored = JSON.parse(text) as StoredKeys; // written by `store` above
  const one = ({ certificate, key }: { certificate: string; key: string }): IssuedCertificate => {
    const privateKey = createPrivateKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'pkcs8' });
    return {
      certificate: new Uint8Array(Buffer.from(certificate, 'base64')),
      privateKey,
      publicKey: createPublicKey(privateKey),
    };
  };
  return { root: one(stored.root), issuing: one(stored.issuing), tsa: one(stored.tsa), ocsp: one(stored.ocsp) };
}

const opened = new WeakMap<Config, AuthorityKeys>();

function readKeys(config: Config): AuthorityKeys | undefined {
  const known = opened.get(config);
  if (known !== undefined || !existsSync(pathOf(config))) {
    return known;
  }
  const keys = restore(readFileSync(pathOf(config), 'utf8'));
  opened.set(config, keys);
  return keys;
}

/** Made at the first call of an installation; afterwards always the same one. @throws AppError `certificates.demo_only` */
export function ensureDemoAuthority(config: Config, now: Date): Authority {
  assertDemo(config);
  const known = readKeys(config);
  if (known !== undefined) {
    return openAuthority(known);
  }
  const from = new Date(now.getTime() - 30 * DAY_MS);
  const to = new Date(from);
  to.setUTCFullYear(to.getUTCFullYear() + YEARS);
  const name = `CA THỬ NGHIỆM ${randomBytes(2).toString('hex').toUpperCase()}`;
  const keys = restore(createOnce(pathOf(config), JSON.stringify(store(createAuthority({ name, at: now, from, to })))));
  opened.set(config, keys);
  return openAuthority(keys);
}

/** With everything revoked so far; undefined outside the demo, or before it has keys. */
export async function openDemoAuthority(
  services: Pick<Services, 'config'> & { db: Db | Tx },
): Promise<Authority | undefined> {
  const keys = services.config.demo ? readKeys(services.config) : undefined;
  if (keys === undefined) {
    return undefined;
  }
  const rows = await certificateTables(services.db)
    .selectFrom('certificate')
    .select(['serial', 'revoked_at'])
    .where('issuer_key', '=', issuerKeyOf(parseCertificate(keys.issuing.certificate).subject))
    .where('revoked_at', 'is not', null)
    .execute();
  return openAuthority(
    keys,
    rows.flatMap(({ serial, revoked_at: at }) =>
      at === null ? [] : [{ serial, at, reason: 'keyCompromise' as const }],
    ),
  );
}

function answer(authority: Authority, request: HttpRequest, at: Date): Uint8Array | undefined {
  const body = request.body ?? new Uint8Array();
  switch (request.url) {
    case DEMO_ADDRESSES.tsa:
      return authority.answerTimestamp(body, at);
    case DEMO_ADDRESSES.ocsp:
      return authority.answerOcsp(body, at);
    case DEMO_ADDRESSES.crl:
      return authority.crl(at, 'issuing');
    case DEMO_ADDRESSES.rootCrl:
      return authority.crl(at, 'root');
    default:
      return undefined;
  }
}

/** The way to the demo's authority: no network, the clock of the story. */
export function demoTransport(services: Pick<Services, 'db' | 'config' | 'clock'>): HttpTransport {
  return async (request): Promise<HttpResponse> => {
    // A stamp needs no list of revocations: a batch of a thousand is not a thousand queries.
    const keys = request.url === DEMO_ADDRESSES.tsa ? readKeys(services.config) : undefined;
    const authority = keys === undefined ? await openDemoAuthority(services) : openAuthority(keys);
    const body = authority === undefined ? undefined : answer(authority, request, services.clock.now());
    return body === undefined
      ? { status: 404, headers: {}, body: new Uint8Array() }
      : { status: 200, headers: {}, body };
  };
}
