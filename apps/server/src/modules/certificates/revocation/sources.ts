import { createHash } from 'node:crypto';
import {
  type Certificate,
  checkRevocation,
  type HttpTransport,
  PkiError,
  type RevocationEvidence,
  type RevocationSource,
  revocationSource,
  type TrustAnchorEntry,
} from '@congvu/pki';
import type { Services } from '../../../platform/context.ts';
import { openDemoAuthority } from '../demo/demo-authority.ts';
import { measured } from '../services/breaker.ts';
import { transportTo } from '../services/transport.ts';
import { findOcsp, listCrls, putOcsp } from './evidence.store.ts';

type Needed = Pick<Services, 'db' | 'clock' | 'config'>;

/** A batch of a thousand letters asks about a certificate once. */
const OCSP_FRESH_MS = 10 * 60_000;

/**
 * The revocation lists at hand, newest of each issuer. In the demo those of its own authority are drawn up for this moment of the
 * story, which may run faster than any download.
 */
export async function listEvidence(services: Needed): Promise<RevocationEvidence[]> {
  const [lists, demo] = await Promise.all([listCrls(services.db), openDemoAuthority(services)]);
  const stored = lists.map(({ der }): RevocationEvidence => ({ kind: 'crl', der }));
  if (demo === undefined) {
    return stored;
  }
  const now = services.clock.now();
  return [{ kind: 'crl', der: demo.crl(now, 'issuing') }, { kind: 'crl', der: demo.crl(now, 'root') }, ...stored];
}

/** Keeps score of every address, and answers a list from the shelf while it is current. */
function watchedTransport(services: Needed, anchor: TrustAnchorEntry): HttpTransport {
  const out = transportTo(services, [...anchor.ocspUrls, ...anchor.crlUrls]);
  return async (request) => {
    const kind = request.method === 'GET' ? 'crl' : 'ocsp';
    if (kind === 'crl') {
      const now = services.clock.now();
      const shelf = (await listCrls(services.db)).find(
        ({ facts }) => facts.source === request.url && facts.next_update !== null && facts.next_update > now,
      );
      if (shelf !== undefined) {
        return { status: 200, headers: {}, body: shelf.der };
      }
    }
    return measured(services, { kind, url: request.url }, async () => {
      const answer = await out(request);
      if (answer.status !== 200) {
        throw new PkiError('pki.revocation_unreachable', `Máy chủ trả lời mã ${answer.status}.`);
      }
      return answer;
    });
  };
}

async function keepAnswer(
  services: Needed,
  pair: { certificate: Certificate; issuer: Certificate },
  evidence: RevocationEvidence,
): Promise<void> {
  const now = services.clock.now();
  const { state, thisUpdate, nextUpdate } = checkRevocation({ ...pair, evidence: [evidence], at: now });
  if (evidence.kind === 'ocsp' && state !== 'unknown' && thisUpdate !== undefined) {
    await putOcsp(services.db, {
      certificate_sha256: createHash('sha256').update(pair.certificate.raw).digest('hex'),
      der: Buffer.from(evidence.der),
      state,
      this_update: thisUpdate,
      next_update: nextUpdate ?? null,
      asked_at: now,
    });
  }
}

function sourceOf(services: Needed, anchor: TrustAnchorEntry, timeoutMs: number | undefined): RevocationSource {
  const source = revocationSource({
    ocspUrls: anchor.ocspUrls,
    crlUrls: anchor.crlUrls,
    transport: watchedTransport(services, anchor),
    now: () => services.clock.now(),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  return {
    find: async (certificate, issuer) => {
      const now = services.clock.now();
      const sha256 = createHash('sha256').update(certificate.raw).digest('hex');
      const askedSince = new Date(now.getTime() - OCSP_FRESH_MS);
      const known = await findOcsp(services.db, sha256, { askedSince, now });
      if (known !== undefined) {
        return known;
      }
      const evidence = await source.find(certificate, issuer);
      await keepAnswer(services, { certificate, issuer }, evidence);
      return evidence;
    },
  };
}

/**
 * Where proof about certificates below an anchor comes from: OCSP first, then lists, at the addresses configured for it only.
 * `timeoutMs` is for callers somebody waits for.
 */
export function revocationSourceFor(
  services: Needed,
  options: { timeoutMs?: number } = {},
): (anchor: TrustAnchorEntry) => RevocationSource {
  const sources = new Map<TrustAnchorEntry, RevocationSource>();
  return (anchor) => {
    const source = sources.get(anchor) ?? sourceOf(services, anchor, options.timeoutMs);
    sources.set(anchor, source);
    return source;
  };
}
