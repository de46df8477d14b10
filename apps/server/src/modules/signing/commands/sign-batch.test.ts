import { type PreparedSignature, verifyPdf } from '@congvu/pades';
import type { HashSigner, SigningAnswer } from '@congvu/pki';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type CertificateRow, loadTrust, openSigner } from '#modules/certificates';
import type { Subject } from '../../../platform/authorise.ts';
import { AppError } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildKeys, changeCertificate, readCertificate, TEST_PIN } from '../../certificates/certificates.testing.ts';
import { buildAgency, buildPerson, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { defaultPorts } from '../default-ports.ts';
import { loadAct, viewBatch } from '../queries/view-batch.ts';
import { readPrepared } from '../sessions.store.ts';
import { createProbePurpose, type ProbePurpose } from '../signing.testing.ts';
import type { OpenSigner } from '../signing-act.ts';
import { cancelBatch } from './cancel-batch.ts';
import { expireBatches } from './expire-batches.ts';
import { openBatch } from './open-batch.ts';
import { prepareSessions } from './prepare-sessions.ts';
import { signBatch } from './sign-batch.ts';

let office: TestOffice;
let leader: Subject;
let deputy: Subject;
let specialist: Subject;
let stranger: Subject;
let own: CertificateRow;
let probe: ProbePurpose;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db);
  const unit = await buildUnit(office.db, agency.id);
  const place = { agencyId: agency.id, unitId: unit.id };
  leader = await buildSubject(office.db, { ...place, roles: ['leader'], fullName: 'Vũ Xuân Thử' });
  deputy = await buildSubject(office.db, { ...place, roles: ['leader'], fullName: 'Lò Văn Thử' });
  specialist = await buildSubject(office.db, { ...place, roles: ['specialist'] });
  const other = await buildAgency(office.db);
  const foreign = await buildUnit(office.db, other.id);
  stranger = await buildSubject(office.db, { agencyId: other.id, unitId: foreign.id, roles: ['leader'] });
  const keys = await buildKeys(office, [leader, deputy, stranger]);
  const found = keys.find(({ person_id: id }) => id === leader.personId);
  if (found === undefined) {
    throw new Error('no key');
  }
  own = found;
  probe = await createProbePurpose(office);
});
afterAll(() => office.close());
beforeEach(() => office.clock.set('2021-03-22T01:00:00Z'));
afterEach(async () => {
  delete probe.disturb.prepare;
  delete probe.disturb.check;
  delete probe.disturb.complete;
  await changeCertificate(office, own, { failed_pins: 0, locked_at: null, revoked_at: null });
});

const ports = (signer: OpenSigner = openSigner) => ({
  ...defaultPorts,
  purposes: [probe.purpose],
  openSigner: signer,
});
const add = (count = 1) =>
  Promise.all(Array.from({ length: count }, (_, index) => probe.addDocument(leader, `Cong van ${index} ${newId()}`)));
const open = (documentIds: string[], by = leader) =>
  openBatch(office.as(by), ports(), { purpose: 'outgoing.sign', documentIds });
const sign = (
  id: string,
  pin: string | undefined = TEST_PIN,
  by = leader,
  documentIds?: string[],
  signer?: OpenSigner,
) =>
  signBatch(office.as(by), ports(signer), id, {
    ...(pin !== undefined && { pin }),
    ...(documentIds !== undefined && { documentIds }),
  });
const view = (id: string, by = leader) => viewBatch(office.as(by), [probe.purpose], id);

async function countLeaves(action: string, objectId: string): Promise<number> {
  const { rows } = await office.database.pool.query<{ count: number }>(
    `select count(*)::int as count from audit_leaf
     where action = $1 and (object_id = $2 or detail->>'document' = $2::text or detail->'documents' ? $2::text)`,
    [action, objectId],
  );
  return rows[0]?.count ?? 0;
}

async function reportOn(id: string) {
  const { signed_sha256: sha256 } = await probe.readDocument(id);
  const anchors = await loadTrust(office);
  return verifyPdf(await office.blobs.readBytes(sha256 ?? ''), {
    trustAnchors: anchors.map(({ certificate }) => certificate),
    at: office.clock.now(),
  });
}

describe('a batch', () => {
  test('is reviewed, signed with one PIN and closed; every signature verifies and is audited', async () => {
    const ids = await add(3);
    const batch = await open(ids);
    expect(batch).toMatchObject({
      state: 'open',
      device: { way: 'page' },
      note: null,
      totalPages: 3,
      certificate: { id: own.id },
    });
    expect(batch.items.map(({ state }) => state)).toEqual(['open', 'open', 'open']);
    const answer = await sign(batch.id);
    expect(answer).toMatchObject({ state: 'completed', signed: 3, failed: 0 });
    expect(answer.items.map(({ result, code }) => [result, code])).toEqual(ids.map(() => ['signed', null]));
    for (const id of ids) {
      const report = await reportOn(id);
      expect(report.signatures).toMatchObject([{ verdict: 'valid', integrity: 'whole', signer: 'Vũ Xuân Thử' }]);
      expect(await countLeaves('signing.signed', id)).toBe(1);
    }
    expect(await countLeaves('signing.opened', batch.id)).toBe(1);
    expect((await view(batch.id)).items.map(({ result }) => result?.code)).toEqual(ids.map(() => 'signing.signed'));
  });

  test('with a demo key says so on the page of the PDF, with one in a module it does not', async () => {
    const [demo = '', token = ''] = await add(2);
    const drawn = async (id: string): Promise<boolean> => {
      const { signed_sha256: sha256 } = await probe.readDocument(id);
      const bytes = await office.blobs.readBytes(sha256 ?? '');
      // The letter itself embeds no font; the words of the mark bring one.
      return bytes.includes('+Tinos');
    };
    await sign((await open([demo])).id);
    const batch = await open([token]);
    const device: OpenSigner = (context) => openSigner(context, own, TEST_PIN);
    await changeCertificate(office, own, { key_kind: 'hsm' });
    await sign(batch.id, undefined, leader, undefined, device).finally(() =>
      changeCertificate(office, own, { key_kind: 'demo_software' }),
    );
    expect([await drawn(demo), await drawn(token)]).toEqual([true, false]);
  });

  test('asked again answers what happened, signs nothing twice and needs no PIN', async () => {
    const [id = ''] = await add();
    const batch = await open([id]);
    const first = await sign(batch.id);
    const { signed_sha256: before } = await probe.readDocument(id);
    expect(await signBatch(office.as(leader), ports(), batch.id, {})).toEqual(first);
    expect((await probe.readDocument(id)).signed_sha256).toBe(before);
  });

  test('of which some are unticked stays open for them', async () => {
    const [one = '', two = ''] = await add(2);
    const batch = await open([one, two]);
    const answer = await sign(batch.id, TEST_PIN, leader, [two]);
    expect(answer).toMatchObject({ state: 'open', signed: 1, items: [{ documentId: two }] });
    expect((await probe.readDocument(one)).state).toBe('waiting');
    expect(await sign(batch.id)).toMatchObject({ state: 'completed', signed: 2 });
  });

  test('with one that cannot be signed signs the others', async () => {
    const [one = '', two = ''] = await add(2);
    await sign((await open([one])).id);
    const batch = await open([one, two]);
    expect(batch.items.map(({ stopped }) => stopped?.code)).toEqual(['probe.signed', undefined]);
    expect(await sign(batch.id)).toMatchObject({
      state: 'completed',
      items: [
        { result: 'failed', code: 'probe.signed' },
        { result: 'signed', code: null },
      ],
    });
    const stopped = await open([one]);
    await expect(sign(stopped.id)).rejects.toMatchObject({ code: 'signing.nothing_to_sign' });
  });

  test.each(['prepare', 'check', 'complete'] as const)(
    'where one breaks at %s signs the others; it may be tried again',
    async (step) => {
      const [one = '', two = ''] = await add(2);
      const batch = await open([one, two]);
      probe.disturb[step] = async (id) => {
        if (id === one) {
          throw step === 'check' ? new AppError('probe.bad', 422, 'Hỏng.') : new Error('disk on fire');
        }
      };
      const answer = await sign(batch.id);
      const code = step === 'check' ? 'probe.bad' : 'signing.failed';
      expect(answer).toMatchObject({ state: 'open', items: [{ result: 'failed', code }, { result: 'signed' }] });
      expect(await countLeaves('signing.failed', one)).toBe(1);
      delete probe.disturb[step];
      expect(await sign(batch.id)).toMatchObject({ state: 'completed', signed: 2 });
      expect((await reportOn(one)).intact).toBe(true);
    },
  );
});

describe('the PIN', () => {
  test('wrong: nothing is prepared, nothing signed, one try counted', async () => {
    const [id = ''] = await add();
    const batch = await open([id]);
    await expect(sign(batch.id, '0000')).rejects.toMatchObject({ code: 'certificates.pin_wrong' });
    expect((await readCertificate(office, own)).failed_pins).toBe(1);
    expect((await view(batch.id)).items).toMatchObject([{ state: 'open' }]);
    expect((await probe.readDocument(id)).state).toBe('waiting');
    expect(await sign(batch.id)).toMatchObject({ signed: 1 });
  });

  test('missing', async () => {
    const [id = ''] = await add();
    const batch = await open([id]);
    await expect(signBatch(office.as(leader), ports(), batch.id, {})).rejects.toMatchObject({
      code: 'certificates.pin_required',
    });
  });

  test.each([
    ['locked', { locked_at: new Date('2021-03-22T00:00:00Z') }, 'certificates.pin_locked'],
    ['revoked', { revoked_at: new Date('2021-03-22T00:00:00Z') }, 'certificates.revoked'],
    ['expired', { valid_to: new Date('2021-03-22T00:30:00Z') }, 'certificates.expired'],
  ])('right, but the certificate is %s: no signing, and no new batch', async (_, change, code) => {
    const ids = await add();
    const batch = await open(ids);
    const { valid_to: validTo } = own;
    await changeCertificate(office, own, change);
    await expect(sign(batch.id)).rejects.toMatchObject({ code });
    await expect(open(ids)).rejects.toMatchObject({ code });
    await changeCertificate(office, own, { locked_at: null, revoked_at: null, valid_to: validTo });
    expect(await sign(batch.id)).toMatchObject({ signed: 1 });
  });
});

describe('what was shown is what gets signed', () => {
  test('bytes changed since: void, with its own code, and the others go on', async () => {
    const [one = '', two = ''] = await add(2);
    const batch = await open([one, two]);
    await probe.replaceBytes(one, 'So tien: 900.000.000 dong');
    const answer = await sign(batch.id);
    expect(answer.items).toMatchObject([{ result: 'failed', code: 'signing.content_changed' }, { result: 'signed' }]);
    expect((await probe.readDocument(one)).state).toBe('waiting');
    expect((await view(batch.id)).items[0]?.state).toBe('superseded');
    expect(await countLeaves('signing.superseded', one)).toBe(1);
    // A new batch shows the new bytes.
    expect(await sign((await open([one])).id)).toMatchObject({ signed: 1 });
  });

  test('bytes changed between preparation and the end: void', async () => {
    const [id = ''] = await add();
    const batch = await open([id]);
    probe.disturb.check = () => probe.replaceBytes(id, 'khac');
    expect((await sign(batch.id)).items).toMatchObject([{ result: 'failed', code: 'probe.moved_on' }]);
    expect((await view(batch.id)).items[0]?.state).toBe('superseded');
    expect((await probe.readDocument(id)).state).toBe('waiting');
  });
});

describe('at the same time', () => {
  test('two leaders on the same letters: each letter is signed by exactly one', async () => {
    const ids = await add(4);
    const [mine, theirs] = [await open(ids), await open([...ids].reverse(), deputy)];
    const [first, second] = await Promise.all([sign(mine.id), sign(theirs.id, TEST_PIN, deputy)]);
    expect(first.signed + second.signed).toBe(ids.length);
    const lost = [...first.items, ...second.items].filter(({ result }) => result === 'failed');
    expect(lost).toHaveLength(ids.length);
    expect(lost.every(({ code }) => code === 'signing.content_changed' || code === 'probe.signed')).toBe(true);
    for (const id of ids) {
      expect((await reportOn(id)).signatures).toHaveLength(1);
      expect(await countLeaves('signing.signed', id)).toBe(1);
    }
  });

  test('the same request twice: one signature, both hear that it is signed', async () => {
    const [id = ''] = await add();
    const batch = await open([id]);
    const answers = await Promise.all([sign(batch.id), sign(batch.id)]);
    expect(answers.map(({ items }) => items[0]?.result)).toEqual(['signed', 'signed']);
    expect(await countLeaves('signing.signed', id)).toBe(1);
    expect((await reportOn(id)).signatures).toHaveLength(1);
  });

  test('cancelled while it is being signed: what is left stays unsigned', async () => {
    const [one = '', two = ''] = await add(2);
    const batch = await open([one, two]);
    probe.disturb.check = async (id) => {
      if (id === two) {
        await vi.waitUntil(async () => (await probe.readDocument(one)).state === 'signed');
        await cancelBatch(office.as(leader), ports(), batch.id);
      }
    };
    const answer = await sign(batch.id);
    expect(answer.items).toMatchObject([{ result: 'signed' }, { result: 'failed', code: 'signing.refused' }]);
    expect((await probe.readDocument(two)).state).toBe('waiting');
    expect((await view(batch.id)).state).toBe('cancelled');
  });
});

describe('cancelled while it is being prepared', () => {
  test('nothing is signed, and the answer says who ended it', async () => {
    const ids = await add(3);
    const batch = await open(ids);
    let isCancelled = false;
    probe.disturb.prepare = async () => {
      if (!isCancelled) {
        isCancelled = true;
        await cancelBatch(office.as(leader), ports(), batch.id);
      }
    };
    const answer = await sign(batch.id);
    expect(answer).toMatchObject({ state: 'cancelled', signed: 0 });
    expect(new Set(answer.items.map(({ code }) => code))).toEqual(new Set(['signing.refused']));
  });
});

describe('a process that ended between preparation and completion', () => {
  /** What such a process leaves: the prepared signature in its row and nothing else. */
  async function leaveHalfDone(): Promise<{ id: string; batchId: string; prepared: PreparedSignature }> {
    const [id = ''] = await add();
    const batch = await open([id]);
    const { act, sessions } = await loadAct(office.as(leader), ports(), batch.id);
    const [identity] = await (await openSigner(act.context, own, TEST_PIN)).identities();
    const [session] = sessions;
    if (session === undefined || identity === undefined) {
      throw new Error('nothing to prepare');
    }
    await prepareSessions(act, identity, sessions);
    const prepared = await readPrepared(office.db, session);
    if (prepared === undefined) {
      throw new Error('nothing was prepared');
    }
    return { id, batchId: batch.id, prepared: prepared.prepared };
  }

  test('is taken up where it stood', async () => {
    const { id, batchId, prepared } = await leaveHalfDone();
    expect((await view(batchId)).items).toMatchObject([{ state: 'prepared' }]);
    office.clock.advance(5 * 60_000);
    expect(await sign(batchId)).toMatchObject({ state: 'completed', signed: 1 });
    expect((await reportOn(id)).signatures[0]?.claimedAt).toBe(prepared.signedAt);
    expect(await countLeaves('signing.resumed', id)).toBe(1);
  });

  test('too long ago is prepared anew', async () => {
    const { id, batchId, prepared } = await leaveHalfDone();
    office.clock.advance(30 * 60_000);
    expect(await sign(batchId)).toMatchObject({ state: 'completed', signed: 1 });
    expect(new Date((await reportOn(id)).signatures[0]?.claimedAt ?? 0) > new Date(prepared.signedAt)).toBe(true);
  });

  test('whose letter changed meanwhile signs nothing', async () => {
    const { id, batchId } = await leaveHalfDone();
    await probe.replaceBytes(id, 'khac');
    expect((await sign(batchId)).items).toMatchObject([{ code: 'signing.content_changed' }]);
    expect((await probe.readDocument(id)).state).toBe('waiting');
  });
});

describe('a batch that is over', () => {
  test('by time: signs nothing; the sweep closes it once, and no other', async () => {
    const [one = '', two = ''] = await add(2);
    const [batch, later] = [await open([one]), await open([two])];
    office.clock.advance(59 * 60_000);
    await expireBatches(office);
    expect((await view(batch.id)).state).toBe('open');
    await sign(later.id);
    office.clock.advance(2 * 60_000);
    await expect(sign(batch.id)).rejects.toMatchObject({ code: 'signing.batch_expired' });
    await Promise.all([expireBatches(office), expireBatches(office)]);
    expect(await view(batch.id)).toMatchObject({ state: 'expired', items: [{ state: 'expired' }] });
    expect((await view(later.id)).state).toBe('completed');
    expect(await countLeaves('signing.expired', batch.id)).toBe(1);
  });

  test('by cancelling: signs nothing and cannot be cancelled again', async () => {
    const batch = await open(await add());
    const cancelled = await cancelBatch(office.as(leader), ports(), batch.id);
    expect(cancelled).toMatchObject({ state: 'cancelled', items: [{ state: 'refused' }] });
    await expect(sign(batch.id)).rejects.toMatchObject({ code: 'signing.batch_closed' });
    await expect(cancelBatch(office.as(leader), ports(), batch.id)).rejects.toMatchObject({
      code: 'signing.batch_closed',
    });
    expect(await countLeaves('signing.cancelled', batch.id)).toBe(1);
  });
});

describe('rights', () => {
  test('only who opened it, in the same position, sees and signs it; another agency sees nothing', async () => {
    const batch = await open(await add());
    const elsewhere = { ...leader, positionId: newId() };
    for (const by of [deputy, elsewhere]) {
      await expect(sign(batch.id, TEST_PIN, by)).rejects.toMatchObject({ code: 'signing.sign.forbidden' });
      await expect(view(batch.id, by)).rejects.toMatchObject({ code: 'signing.sign.forbidden' });
    }
    await expect(sign(batch.id, TEST_PIN, stranger)).rejects.toMatchObject({ code: 'signing.batch_not_found' });
  });

  test('a specialist opens none; nobody opens one on documents of another agency', async () => {
    const ids = await add();
    await expect(open(ids, specialist)).rejects.toMatchObject({ code: 'signing.open.forbidden' });
    await expect(open(ids, stranger)).rejects.toMatchObject({ code: 'probe.not_found' });
    const nobody = await buildPerson(office.db, leader.agencyId);
    await expect(open(ids, { ...leader, personId: nobody.id })).rejects.toMatchObject({
      code: 'certificates.none_usable',
    });
  });
});

describe('a device that takes its time', () => {
  /** The demo key behind a device that answers when it is told to. */
  function slowDevice(): { open: OpenSigner; answerWith(answer: SigningAnswer | 'real'): void } {
    let next: SigningAnswer | 'real' = 'pending';
    let opened: HashSigner | undefined;
    return {
      open: async (context, certificate) => {
        opened ??= await openSigner(context, certificate, TEST_PIN);
        const signer = opened;
        return { ...signer, poll: (ticket) => (next === 'real' ? signer.poll(ticket) : Promise.resolve(next)) };
      },
      answerWith: (answer) => {
        next = answer;
      },
    };
  }

  test('leaves the batch sent; asked again it completes without a second call of the device', async () => {
    const ids = await add(2);
    const batch = await open(ids);
    const device = slowDevice();
    const waiting = await sign(batch.id, undefined, leader, undefined, device.open);
    expect(waiting).toMatchObject({ state: 'sent', items: [{ result: 'pending' }, { result: 'pending' }] });
    expect(await sign(batch.id, undefined, leader, undefined, device.open)).toMatchObject({ state: 'sent' });
    device.answerWith('real');
    expect(await sign(batch.id, undefined, leader, undefined, device.open)).toMatchObject({
      state: 'completed',
      signed: 2,
    });
    expect((await reportOn(ids[0] ?? '')).signatures).toMatchObject([{ verdict: 'valid' }]);
  });

  test.each([
    ['refused', 'signing.refused'],
    ['expired', 'signing.device_failed'],
    ['pinLocked', 'certificates.pin_locked'],
    ['revoked', 'certificates.revoked'],
  ] as const)('that answers %s signs nothing; the batch stays open', async (failed, code) => {
    const batch = await open(await add());
    const device = slowDevice();
    device.answerWith({ failed });
    expect(await sign(batch.id, undefined, leader, undefined, device.open)).toMatchObject({
      state: 'open',
      items: [{ result: 'failed', code }],
    });
    device.answerWith('real');
    expect(await sign(batch.id, undefined, leader, undefined, device.open)).toMatchObject({ signed: 1 });
  });

  test('that answers with too few or foreign signatures signs nothing with them', async () => {
    const [one = '', two = ''] = await add(2);
    const batch = await open([one, two]);
    const device = slowDevice();
    device.answerWith({ signatures: [Buffer.from('300602010102010f', 'hex')] });
    const answer = await sign(batch.id, undefined, leader, undefined, device.open);
    expect(answer.items.map(({ code }) => code)).toEqual(['pades.signature_mismatch', 'signing.signature_wrong']);
    expect((await probe.readDocument(one)).state).toBe('waiting');
  });
});
