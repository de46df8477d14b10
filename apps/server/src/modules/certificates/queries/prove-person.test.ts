import { createHash, randomBytes, sign } from 'node:crypto';
import { generateKeys, type IssuedCertificate, OID } from '@congvu/pki';
import { loginChallenge } from '@congvu/pki/agent';
import { type Authority, createAuthority, type ServedAuthority } from '@congvu/pki/authority';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIdentityModule } from '#modules/identity';
import type { Subject } from '../../../platform/authorise.ts';
import { buildServer } from '../../../platform/http/server.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { TestOffice } from '../../../platform/testing/test-context.ts';
import {
  buildAuthority,
  changeCertificate,
  createRealOffice,
  issueFor,
  registerToken,
} from '../certificates.testing.ts';
import { provePerson } from './prove-person.ts';

/* T10: signing in with the certificate on a token, and every way to misuse it. The token is a key of this test. */

let office: TestOffice;
let leader: Subject;
let clerk: Subject;
let authority: Authority;
let served: ServedAuthority;
let app: FastifyInstance;
let origin: string;

async function openAccount(subject: Subject, userName: string): Promise<void> {
  await rawQuery(
    office.db,
    `insert into identity_user (agency_id, id, person_id, user_name, password_hash, password_changed_at, created_at)
     values ($1, $2, $3, $4, 'none', $5, $5)`,
    [subject.agencyId, subject.userId, subject.personId, userName, office.clock.now()],
  );
}

beforeAll(async () => {
  const built = await createRealOffice();
  ({ office, leader, clerk } = built);
  ({ authority, served } = await buildAuthority(office));
  await openAccount(leader, 'lanhdao');
  await openAccount(clerk, 'vanthu');
  const identity = createIdentityModule({
    counts: async () => ({}),
    userAdded: async () => undefined,
    tellPerson: async () => undefined,
    proveByCertificate: provePerson,
  });
  origin = new URL(office.config.publicUrl).origin;
  app = await buildServer({
    services: office,
    routes: identity.routes ?? [],
    resolveSession: (token) => identity.resolveSession(office, token),
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 1_000,
  });
});
afterAll(async () => {
  await app.close();
  await served.close();
  await office.close();
});

const headers = () => ({ 'x-requested-with': 'congvu', 'idempotency-key': newId() });

async function ask(): Promise<string> {
  const answer = await app.inject({ method: 'POST', url: '/api/sign-in/certificate/begin', headers: headers() });
  return answer.json().challenge;
}

interface Otherwise {
  challenge?: string;
  signed?: Uint8Array;
  sha256?: string;
}

async function enter(issued: IssuedCertificate, otherwise: Otherwise = {}) {
  const challenge = otherwise.challenge ?? (await ask());
  const payload = {
    challenge,
    certificateSha256: otherwise.sha256 ?? createHash('sha256').update(issued.certificate).digest('hex'),
    algorithm: 'ECDSA-SHA256',
    signature: sign('sha256', otherwise.signed ?? loginChallenge(origin, challenge), issued.privateKey).toString(
      'base64',
    ),
  };
  return app.inject({ method: 'POST', url: '/api/sign-in/certificate', headers: headers(), payload });
}

/** Refused with the one text, and the true reason in the audit log. */
async function expectRefused(answer: Awaited<ReturnType<typeof enter>>, reason: string): Promise<void> {
  expect([answer.statusCode, answer.json().error.code]).toEqual([401, 'identity.certificate_refused']);
  const [leaf] = await rawQuery<{ reason: string }>(
    office.db,
    "select detail->>'reason' as reason from audit_leaf where action = 'identity.sign_in_failed' order by ctid desc limit 1",
    [],
  );
  expect(leaf?.reason).toBe(`certificate_${reason}`);
}

describe('the certificate on the token', () => {
  test('opens the session of its owner, with two factors', async () => {
    const { issued } = await registerToken(office, authority, leader);
    const answer = await enter(issued);
    expect(answer.statusCode, answer.body).toBe(200);
    const [session] = await rawQuery<{ user_id: string; second_factor: boolean }>(
      office.db,
      'select user_id, second_factor from identity_session order by started_at desc limit 1',
      [],
    );
    expect(session).toEqual({ user_id: leader.userId, second_factor: true });
  });

  test('answers a challenge once and for a minute', async () => {
    const { issued } = await registerToken(office, authority, leader);
    const challenge = await ask();
    expect(Buffer.from(challenge, 'base64url').length).toBeGreaterThan(32);
    expect((await enter(issued, { challenge })).statusCode).toBe(200);
    await expectRefused(await enter(issued, { challenge }), 'challenge_over');
    const late = await ask();
    office.clock.advance(60_000);
    await expectRefused(await enter(issued, { challenge: late }), 'challenge_over');
    const ownChoice = randomBytes(70).toString('base64url');
    await expectRefused(await enter(issued, { challenge: ownChoice }), 'challenge_over');
  });

  test('signs our words and nothing else: no bare hash, no other prefix, no other office', async () => {
    const { issued } = await registerToken(office, authority, leader);
    for (const words of [
      (challenge: string) => Buffer.from(challenge),
      (challenge: string) => createHash('sha256').update(challenge).digest(),
      (challenge: string) => loginChallenge('https://congvu.example.net', challenge),
    ]) {
      const challenge = await ask();
      await expectRefused(await enter(issued, { challenge, signed: words(challenge) }), 'signature');
    }
  });

  test('of somebody else proves nothing for oneself', async () => {
    const { row } = await registerToken(office, authority, leader);
    const other = issueFor(authority, 'Vũ Xuân Thử');
    await expectRefused(await enter(other, { sha256: row.leaf_sha256 }), 'signature');
    await expectRefused(await enter(other), 'unknown');
  });

  test('that expired, was revoked or reported lost is refused', async () => {
    const expired = await registerToken(office, authority, leader);
    await changeCertificate(office, expired.row, { valid_to: new Date('2021-02-01T00:00:00Z') });
    await expectRefused(await enter(expired.issued), 'expired');
    const lost = await registerToken(office, authority, leader);
    await changeCertificate(office, lost.row, { frozen_at: office.clock.now() });
    await expectRefused(await enter(lost.issued), 'frozen');
    const known = await registerToken(office, authority, leader);
    await changeCertificate(office, known.row, { revoked_at: office.clock.now(), revoked_reason: 'thử' });
    await expectRefused(await enter(known.issued), 'revoked');
    const fresh = await registerToken(office, authority, leader);
    authority.revoke(fresh.row.serial, office.clock.now());
    await expectRefused(await enter(fresh.issued), 'revoked');
  });

  test('for another use, or of an authority nobody trusts, is refused even where a row says otherwise', async () => {
    const { row } = await registerToken(office, authority, leader);
    const swap = async (issued: IssuedCertificate, chain: readonly Uint8Array[]) => {
      await changeCertificate(office, row, { chain: [issued.certificate, ...chain].map((der) => Buffer.from(der)) });
      return enter(issued);
    };
    const stamping = issueFor(authority, leader.displayName, { extKeyUsage: [OID.timeStamping] });
    await expectRefused(await swap(stamping, authority.chain), 'usage');
    const stranger = createAuthority({ name: 'Lạ', at: office.clock.now(), from: new Date('2021-01-01T00:00:00Z') });
    await expectRefused(
      await swap(issueFor(stranger, leader.displayName, { keys: generateKeys('p-256') }), stranger.chain),
      'untrusted',
    );
  });

  test('opens no account that was shut', async () => {
    const { issued } = await registerToken(office, authority, clerk);
    await rawQuery(office.db, 'update identity_user set disabled_at = $2 where id = $1', [
      clerk.userId,
      office.clock.now(),
    ]);
    await expectRefused(await enter(issued), 'account_closed');
  });
});
