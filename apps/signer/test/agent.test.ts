import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { isSignedBy, OID } from '@congvu/pki';
import { type ActOutcome, loginChallenge } from '@congvu/pki/agent';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningAgent, startAgent } from '../src/agent/server.ts';
import { tokenSource } from '../src/token-source.ts';
import { buildDocument, type Office, openOffice, Person, pair } from './office.ts';
import { createSoftToken, PIN, SOFTHSM, type SoftToken } from './soft-token.ts';

const SUBJECT = [
  { oid: OID.commonName, value: 'Lò Thị Mường' },
  { oid: OID.organization, value: 'UBND huyện Tam Đường' },
  { oid: OID.title, value: 'Phó Chủ tịch' },
];

function codesOf(outcome: ActOutcome): Record<string, string> {
  const problems = outcome.problems.map(({ documentId, code }) => [documentId, code]);
  const signed = 'signatures' in outcome ? outcome.signatures.map(({ documentId }) => [documentId, 'signed']) : [];
  return Object.fromEntries([...signed, ...problems]);
}

/** fetch sets the Host header itself; this does not. */
function rawGet(port: number, host: string, path = '/v1/hello', origin = 'https://congvu.example'): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ host: '127.0.0.1', port, path, headers: { host, origin } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.once('error', reject);
    asked.end();
  });
}

describe.runIf(SOFTHSM !== undefined)('the agent, with a SoftHSM2 token', () => {
  let token: SoftToken;
  let running: RunningAgent;
  let office: Office;
  let certificate: Uint8Array;
  let clock = 0;

  beforeAll(async () => {
    token = createSoftToken('Lò Thị Mường', [
      { kind: 'rsa-2048', id: 1, label: 'ky', subject: SUBJECT },
      { kind: 'p-256', id: 2, label: 'dang-nhap', subject: SUBJECT },
      // Slow enough for something to happen in the middle of a batch.
      { kind: 'rsa-4096', id: 3, label: 'cham', subject: SUBJECT },
    ]);
    certificate = token.certificates.get('ky')?.certificate ?? new Uint8Array();
  }, 180_000);
  beforeEach(async () => {
    clock = 0;
    const now = (): number => Date.now() + clock;
    const driver = { name: 'SoftHSM', path: token.module };
    running = await startAgent({
      sources: [tokenSource({ driver, token: { label: token.label }, pinMinutes: 0 })],
      token: { label: token.label },
      pairingHours: 12,
      port: 0,
      now,
    });
    office = await openOffice(running.agent.port, now);
  });
  afterEach(async () => {
    await office?.close();
    await running?.close();
  });
  afterAll(() => token?.remove());

  const sign = async (relay: Parameters<Office['client']['sign']>[0], act: (person: Person) => Promise<void>) => {
    const person = new Person(running);
    const outcome = await office.client.sign(relay, () => {}, {
      openPage: (url) => {
        void person.open(url).then(() => act(person));
      },
    });
    return { outcome, person };
  };
  const keyOf = (label: string) =>
    new X509Certificate(token.certificates.get(label)?.certificate ?? new Uint8Array()).publicKey;

  it('pairs by a code that is the same on both pages, signs, and the PIN never passes through the office', async () => {
    const { codeOnPage, person } = await pair(office, running);
    expect(codeOnPage).toMatch(/^\d{3} \d{3}$/);
    expect(person.html).toContain(codeOnPage);
    expect(person.html).toContain(office.origin);
    const relay = office.relay(certificate, ['a', 'b', 'c']);
    const { outcome, person: signer } = await sign(relay, (window) => window.sign(PIN));
    expect(codesOf(outcome)).toEqual({ a: 'signed', b: 'signed', c: 'signed' });
    for (const { documentId, signature } of 'signatures' in outcome ? outcome.signatures : []) {
      const attrs = Buffer.from(relay.items.find((item) => item.documentId === documentId)?.attrs ?? '', 'base64');
      expect(isSignedBy('RSA-PKCS1-SHA256', keyOf('ky'), attrs, Buffer.from(signature, 'base64'))).toBe(true);
    }
    expect(signer.html).toContain('Lò Thị Mường');
    expect(signer.html).toContain('&lt;b&gt;a&lt;/b&gt;');
    expect(signer.html).not.toContain('<b>a</b>');
    expect(office.sent.length).toBeGreaterThan(5);
    expect(office.sent.some((text) => text.includes(PIN))).toBe(false);
  });

  it('signs a document and its attachments as items of their own, and names them as it was asked', async () => {
    await pair(office, running);
    const { items, ...rest } = office.relay(certificate, ['a', 'b', 'c']);
    const named = items.map((item, index) => ({ ...item, documentId: index < 2 ? 'a' : 'c', itemId: `muc-${index}` }));
    const { outcome } = await sign({ ...rest, items: named }, (window) => window.sign(PIN));
    const signed = 'signatures' in outcome ? outcome.signatures : [];
    expect(signed.map(({ documentId, itemId }) => [documentId, itemId])).toEqual([
      ['a', 'muc-0'],
      ['a', 'muc-1'],
      ['c', 'muc-2'],
    ]);
    for (const { itemId, signature } of signed) {
      const attrs = Buffer.from(named.find((item) => item.itemId === itemId)?.attrs ?? '', 'base64');
      expect(isSignedBy('RSA-PKCS1-SHA256', keyOf('ky'), attrs, Buffer.from(signature, 'base64'))).toBe(true);
    }
    const twice = { ...rest, items: named.map((item) => ({ ...item, itemId: 'muc' })) };
    await expect(sign(twice, (window) => window.sign(PIN))).rejects.toMatchObject({ code: 'signer.request' });
  });

  it('refuses per document what is not what was shown, and signs the others', async () => {
    await pair(office, running);
    const ids = ['good', 'tampered', 'unshown', 'missing', 'foreign', 'redirect', 'bare', 'junk'];
    const relay = office.relay(certificate, ids);
    const tampered = office.documents.get('tampered') ?? buildDocument('');
    tampered.served = Buffer.concat([tampered.covered, Buffer.from('x')]);
    office.documents.delete('missing');
    const items = relay.items.map((item) => {
      switch (item.documentId) {
        case 'unshown':
          return { ...item, digest: createHash('sha256').update('khác').digest('hex') };
        case 'foreign':
          return { ...item, contentUrl: item.contentUrl.replace('127.0.0.1', 'localhost') };
        case 'bare':
          return { ...item, attrs: randomBytes(32).toString('base64') };
        case 'junk':
          return { ...item, attrs: Buffer.from('3103020100', 'hex').toString('base64') };
        default:
          return item;
      }
    });
    const { outcome } = await sign({ ...relay, items }, (person) => person.sign(PIN));
    expect(codesOf(outcome)).toEqual({
      good: 'signed',
      tampered: 'signer.content_mismatch',
      unshown: 'signer.content_mismatch',
      missing: 'signer.content_unreachable',
      foreign: 'signer.content_mismatch',
      redirect: 'signer.content_unreachable',
      bare: 'signer.bare_hash',
      junk: 'signer.bare_hash',
    });
  });

  it('asks for no PIN when nothing may be signed', async () => {
    await pair(office, running);
    const relay = office.relay(certificate, ['a']);
    office.documents.set('a', buildDocument('a'));
    const { outcome } = await sign(relay, async () => {});
    expect(outcome).toMatchObject({ failed: 'refused', code: 'signer.content_mismatch' });
  });

  it('refuses malformed relays, unknown certificates and expired batches at once', async () => {
    await pair(office, running);
    const ask = (change: Partial<Parameters<Office['client']['sign']>[0]>) =>
      office.client.sign(office.relay(certificate, ['a'], change), () => {}, { openPage: () => {} });
    await expect(ask({ items: [] })).rejects.toMatchObject({ code: 'signer.request' });
    await expect(ask({ consent: { who: 'A\u202e', reason: 'x' } })).rejects.toMatchObject({ code: 'signer.request' });
    await expect(ask({ certificateSha256: 'ab'.repeat(32) })).rejects.toMatchObject({ code: 'signer.no_key' });
    await expect(ask({ algorithm: 'ECDSA-SHA256' })).rejects.toMatchObject({ code: 'signer.algorithm' });
    await expect(ask({ expiresAt: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'signer.expired' });
  });

  it('lets the person type a wrong PIN once and the right one after; each is tried once', async () => {
    await pair(office, running);
    const seen: string[] = [];
    const { outcome } = await sign(office.relay(certificate, ['a']), async (person) => {
      await person.sign('000000');
      await person.until('waiting');
      const view = await person.state();
      seen.push(view.message ?? '', view.pinWarning ?? '');
      await person.press('sign', { pin: PIN });
    });
    expect(codesOf(outcome)).toEqual({ a: 'signed' });
    expect(seen[0]).toContain('PIN');
    expect(seen[1]).not.toBe('');
  });

  it('ends as refused by the person, cancelled by the page, or expired', async () => {
    await pair(office, running);
    const { outcome } = await sign(office.relay(certificate, ['a']), async (person) => {
      await person.press('refuse');
    });
    expect(outcome).toMatchObject({ failed: 'refused', code: 'signer.refused' });
    const controller = new AbortController();
    const cancelled = await office.client.sign(office.relay(certificate, ['a']), () => controller.abort(), {
      openPage: () => {},
      signal: controller.signal,
    });
    expect(cancelled).toMatchObject({ failed: 'refused', code: 'signer.cancelled' });
    const late = await office.client.sign(
      office.relay(certificate, ['a'], { expiresAt: new Date(Date.now() + 60_000).toISOString() }),
      () => {
        clock = 61_000;
      },
      { openPage: () => {} },
    );
    expect(late).toMatchObject({ failed: 'expired' });
  });

  it('proves a key for a login, and never signs that text as a document', async () => {
    await pair(office, running);
    const login = token.certificates.get('dang-nhap')?.certificate ?? new Uint8Array();
    const challenge = randomBytes(24).toString('base64url');
    const person = new Person(running);
    const answer = await office.client.signChallenge(
      { certificateSha256: createHash('sha256').update(login).digest('hex'), algorithm: 'ECDSA-SHA256', challenge },
      {
        openPage: (url) => {
          void person.open(url).then(() => person.sign(PIN));
        },
      },
    );
    const signature = Buffer.from('signature' in answer ? answer.signature : '', 'base64');
    const text = loginChallenge(office.origin, challenge);
    expect(isSignedBy('ECDSA-SHA256', keyOf('dang-nhap'), text, signature)).toBe(true);
    expect(isSignedBy('ECDSA-SHA256', keyOf('dang-nhap'), Buffer.from(challenge), signature)).toBe(false);
    const relay = office.relay(certificate, ['a']);
    const items = relay.items.map((item) => ({ ...item, attrs: Buffer.from(text).toString('base64') }));
    const { outcome } = await sign({ ...relay, items }, async () => {});
    expect(outcome).toMatchObject({ failed: 'refused', code: 'signer.bare_hash' });
  });

  it('tells a paired page about identities and health', async () => {
    await pair(office, running);
    const identities = await office.client.identities();
    expect(identities.map(({ holder }) => holder)).toEqual(Array.from({ length: 3 }, () => 'Lò Thị Mường'));
    expect(await office.client.health()).toMatchObject({ isReady: true, faults: [] });
  });

  it('gives back what was signed when the token is pulled in mid-batch', async () => {
    await pair(office, running);
    const ids = Array.from({ length: 200 }, (_, index) => `v${index}`);
    const slow = token.certificates.get('cham')?.certificate ?? new Uint8Array();
    const person = new Person(running);
    let isPulled = false;
    try {
      const outcome = await office.client.sign(
        office.relay(slow, ids),
        ({ progress }) => {
          if (progress.signed > 5 && !isPulled) {
            isPulled = true;
            token.pull();
          }
        },
        { openPage: (url) => void person.open(url).then(() => person.sign(PIN)) },
      );
      const codes = Object.values(codesOf(outcome));
      expect(codes).toHaveLength(200);
      expect(codes.filter((code) => code === 'signed').length).toBeGreaterThan(5);
      expect(codes.filter((code) => code === 'signer.token_removed').length).toBeGreaterThan(0);
    } finally {
      token.plug();
    }
  });

  describe('keeps out', () => {
    const signedRequest = async () => {
      await pair(office, running);
      await office.client.identities();
      const last = office.requests.at(-1);
      if (last === undefined) {
        throw new Error('no request');
      }
      return last;
    };

    it('a request sent again, changed, late, or under another origin', async () => {
      const { url, init } = await signedRequest();
      const headers = init.headers as Record<string, string>;
      const status = async (change: Record<string, string>, path = url, method = 'GET') =>
        (await fetch(path, { ...init, method, headers: { ...headers, ...change } })).status;
      expect(await status({})).toBe(401);
      expect(await status({ 'congvu-nonce': randomBytes(16).toString('hex') })).toBe(401);
      expect(await status({ origin: 'https://la.example' })).toBe(401);
      expect(await status({}, url.replace('identities', 'health'))).toBe(401);
      // A fresh request is taken, so what was refused above was refused for what it was.
      expect(await office.client.identities()).toHaveLength(3);
      clock = 61_000;
      const old = office.requests.at(-1);
      expect((await fetch(old?.url ?? '', old?.init)).status).toBe(401);
    });

    it('a request that was held back until its time had passed', async () => {
      await pair(office, running);
      const held = async () => {
        office.isCut = true;
        await expect(office.client.health()).rejects.toMatchObject({ code: 'agent.not_found' });
        office.isCut = false;
        const request = office.requests.filter(({ url }) => url.endsWith('/v1/health')).at(-1);
        return () => fetch(request?.url ?? '', request?.init);
      };
      const soon = await held();
      expect((await soon()).status).toBe(200);
      const late = await held();
      clock = 61_000;
      expect((await late()).status).toBe(401);
    });

    it('pages that are not paired: only hello and the wish to pair are answered', async () => {
      const { port } = running.agent;
      const ask = (path: string, origin: string | undefined, method = 'GET', headers: Record<string, string> = {}) =>
        fetch(`http://127.0.0.1:${port}${path}`, {
          method,
          headers: { ...headers, ...(origin === undefined ? {} : { origin }) },
        });
      expect((await ask('/v1/hello', 'https://congvu.example')).status).toBe(200);
      expect((await ask('/v1/hello', 'http://congvu.example')).status).toBe(403);
      expect((await ask('/v1/hello', undefined)).status).toBe(403);
      expect((await ask('/v1/hello', 'null')).status).toBe(403);
      const identities = await ask('/v1/identities', 'https://congvu.example');
      expect(identities.status).toBe(401);
      expect(identities.headers.get('access-control-allow-origin')).toBeNull();
      const privately = { 'access-control-request-private-network': 'true' };
      const refused = await ask('/v1/acts', 'https://congvu.example', 'OPTIONS', privately);
      expect(refused.status).toBe(403);
      expect(refused.headers.get('access-control-allow-private-network')).toBeNull();
      await pair(office, running);
      const allowed = await ask('/v1/acts', office.origin, 'OPTIONS', privately);
      expect(allowed.status).toBe(204);
      expect(allowed.headers.get('access-control-allow-private-network')).toBe('true');
      expect(allowed.headers.get('access-control-allow-origin')).toBe(office.origin);
      expect(await (await ask('/v1/hello', 'https://congvu.example')).text()).not.toContain('Mường');
    });

    it('names that merely point here (DNS rebinding)', async () => {
      const { port } = running.agent;
      expect(await rawGet(port, `127.0.0.1:${port}`)).toBe(200);
      expect(await rawGet(port, `congvu.example:${port}`)).toBe(421);
      expect(await rawGet(port, `localhost:${port}`)).toBe(421);
      expect(await rawGet(port, '127.0.0.1')).toBe(421);
      expect(await rawGet(port, `congvu.example:${port}`, '/')).toBe(421);
    });

    it('whoever has the address of a page but is not the window that opened it', async () => {
      await pair(office, running);
      const other = new Person(running);
      const { outcome } = await sign(office.relay(certificate, ['a']), async (person) => {
        other.url = person.url;
        expect((await other.press('sign', { pin: PIN })).status).toBe(403);
        expect((await other.open(person.url)).status).toBe(403);
        expect((await person.press('sign', { pin: PIN }, { origin: office.origin })).status).toBe(403);
        expect((await person.press('sign', { pin: PIN }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
        expect((await person.press('sign', { pin: PIN }, { 'content-type': 'text/plain' })).status).toBe(403);
        await person.sign(PIN);
      });
      expect(codesOf(outcome)).toEqual({ a: 'signed' });
    });

    it('frames, foreign scripts and other pages’ acts', async () => {
      const front = await fetch(`${running.url}/`);
      expect(front.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(front.headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(front.headers.get('access-control-allow-origin')).toBeNull();
      expect(await front.text()).not.toMatch(/<script(?! src="\/assets\/page\.js" defer><\/script>)| on[a-z]+=/);
      expect((await fetch(`${running.url}/assets/../settings.ts`)).status).toBe(404);
    });

    it('a page whose pairing was refused, ran out or was removed', async () => {
      const person = new Person(running);
      const refused = office.client.pair({
        showCode: () => {},
        openPage: (url) => {
          void person.open(url).then(() => person.press('refuse'));
        },
      });
      await expect(refused).rejects.toMatchObject({ code: 'agent.pairing_refused' });
      await expect(office.client.identities()).rejects.toMatchObject({ code: 'agent.not_paired' });
      const late = office.client.pair({
        showCode: () => {},
        openPage: () => {
          clock = 6 * 60_000;
        },
      });
      await expect(late).rejects.toMatchObject({ code: 'agent.pairing_expired' });
      await pair(office, running);
      expect(await office.client.isPaired()).toBe(true);
      await office.client.unpair();
      await expect(office.client.identities()).rejects.toMatchObject({ code: 'agent.not_paired' });
      await pair(office, running);
      clock += 13 * 3_600_000;
      await expect(office.client.identities()).rejects.toMatchObject({ code: 'agent.not_paired' });
    });
  });
});
