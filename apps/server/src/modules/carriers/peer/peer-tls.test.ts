import { request as httpRequest } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { type IssuedCertificate, issueCertificate, OID, writePem } from '@congvu/pki';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { confirmPeer } from './commands/confirm-peer.ts';
import { proposePeer } from './commands/propose-peer.ts';
import { showCertificate } from './commands/show-certificate.ts';
import { actingIn, createSide, lastGroups, pair, parcelOf, type Side } from './peer.testing.ts';

const HOUR_MS = 3_600_000;

function certify(name: string, issuer?: IssuedCertificate): IssuedCertificate {
  return issueCertificate({
    subject: [{ oid: OID.commonName, value: name }],
    notBefore: new Date(Date.now() - HOUR_MS),
    notAfter: new Date(Date.now() + HOUR_MS),
    ...(issuer === undefined
      ? { authority: {} }
      : { issuer, keyUsage: ['digitalSignature', 'keyEncipherment'] as const }),
  });
}

function pem({ certificate, privateKey }: IssuedCertificate): { certificate: string; key: string } {
  return {
    certificate: writePem(certificate),
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

const authority = certify('Nơi cấp riêng của tỉnh');
const server = pem(certify('localhost', authority));
const ours = pem(certify('UBND huyện Tam Đường', authority));
const other = pem(certify('Kẻ lạ', certify('Nơi cấp lạ')));

let a: Side;
let b: Side;
/** What usually stands before a server: it speaks TLS, asks for a certificate and passes on, Host untouched. */
let front: Server;
let endpoint: string;
let visitors: string[];
let id: string;

beforeAll(async () => {
  a = await createSide('UBND huyện Tam Đường', 'H35.A1');
  b = await createSide('Sở Thông tin và Truyền thông', 'H35.B1');
  visitors = [];
  const ca = writePem(authority.certificate);
  const options = { cert: server.certificate, key: server.key, ca, requestCert: true, rejectUnauthorized: false };
  front = createServer(options, (incoming, outgoing) => {
    const socket = incoming.socket as TLSSocket;
    // Everybody may ask who this is; only who shows a certificate of the province comes further.
    if (!socket.authorized && incoming.url?.startsWith('/exchange/v1/identity') !== true) {
      outgoing.writeHead(403).end();
      return;
    }
    visitors.push(socket.authorized ? String(socket.getPeerCertificate().subject.CN) : '');
    const { method, url: path, headers } = incoming;
    const onward = httpRequest(new URL(b.url), { method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const bound = front.address();
  endpoint = `https://localhost:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
});
afterAll(async () => {
  front.closeAllConnections();
  front.close();
  await Promise.all([a.close(), b.close()]);
});

const PROPOSAL = { plainHttpConfirmed: false, name: '', share: 'own' as const };

async function send() {
  await rawQuery(a.office.db, 'update carriers_connection set failures = 0, resting_until = null', []);
  return a.part.carrier.send(a.system(), [await parcelOf(a, b, id, { bytes: Buffer.from(`thư ${Math.random()}`) })]);
}

describe('a peer behind TLS', () => {
  test('is not believed without its issuer', async () => {
    await expect(proposePeer(actingIn(a), { ...PROPOSAL, endpoint, ca: '' })).rejects.toMatchObject({
      code: 'carriers.peer_unreachable',
    });
    ({ id } = await proposePeer(actingIn(a), { ...PROPOSAL, endpoint, ca: writePem(authority.certificate) }));
    await confirmPeer(actingIn(a), id, { heard: await lastGroups(b), codes: [b.code] });
    await pair(b, a);
  });

  test('that asks for a certificate lets nobody through without the right one', async () => {
    expect(await send()).toMatchObject([{ ok: false, code: 'carriers.peer_unproven' }]);
    await showCertificate(actingIn(a), id, other);
    expect(await send()).toMatchObject([{ ok: false, code: 'carriers.peer_unproven' }]);
    await showCertificate(actingIn(a), id, ours);
    visitors.length = 0;
    expect(await send()).toEqual([{ ok: true }]);
    expect(new Set(visitors)).toEqual(new Set(['UBND huyện Tam Đường']));
  });

  test('a certificate and a key that do not belong together are refused; the key is never readable again', async () => {
    await expect(
      showCertificate(actingIn(a), id, { certificate: ours.certificate, key: other.key }),
    ).rejects.toMatchObject({ code: 'carriers.peer_bad_certificate' });
    const [row] = await rawQuery<{ secret: Buffer }>(a.office.db, 'select secret from carriers_connection', []);
    expect(row?.secret.includes(Buffer.from('PRIVATE KEY'))).toBe(false);
    await showCertificate(actingIn(a), id, { certificate: '', key: '' });
    expect(await send()).toMatchObject([{ ok: false }]);
  });
});
