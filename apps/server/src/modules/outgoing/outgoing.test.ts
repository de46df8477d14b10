import { verifyPdf } from '@congvu/pades';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadTrust } from '#modules/certificates';
import { approveContent, getDraft, submitDraft } from '#modules/drafting';
import type { Subject } from '../../platform/authorise.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import {
  buildApprovedDraft,
  buildDistrictOffice,
  type DistrictOffice,
  goodContent,
} from '../drafting/drafting.testing.ts';
import { cancelDocumentNumber } from './commands/cancel-number.ts';
import { createFromDraft } from './commands/create-from-draft.ts';
import { issueDocuments } from './commands/issue-documents.ts';
import { returnDocument } from './commands/return-document.ts';
import { readIssuedLetter } from './index.ts';
import {
  askPdfsig,
  buildHandedOver,
  giveDemoKeys,
  openSigning,
  type RecordedPorts,
  recordPorts,
  signAll,
  signOpened,
} from './outgoing.testing.ts';
import { viewOutgoing } from './queries/view-outgoing.ts';

let office: TestOffice;
let district: DistrictOffice;
let ports: RecordedPorts;

beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office);
  await giveDemoKeys(office, district);
});
afterAll(() => office.close());
beforeEach(() => {
  ports = recordPorts();
});

function as(subject: Subject, key?: string) {
  office.clock.advance(60_000);
  return office.as(subject, key);
}

const sign = (ids: string[], who = district.deputy) => signAll(as(who), ports, 'outgoing.sign', ids);
const seal = (ids: string[], who = district.clerk) => signAll(as(who), ports, 'outgoing.seal', ids);
const issue = (ids: string[], key?: string) => issueDocuments(as(district.clerk, key), ports, { documentIds: ids });
const view = (id: string, who = district.clerk) => viewOutgoing(as(who), ports, id);

async function sealed(): Promise<string> {
  const id = await buildHandedOver(office, district);
  await sign([id]);
  await seal([id]);
  return id;
}

async function actionsOn(id: string): Promise<string[]> {
  const rows = await rawQuery<{ action: string }>(
    office.db,
    `select action from audit_leaf where object_id = $1 and object_kind = 'outgoing' order by at`,
    [id],
  );
  return rows.map((row) => row.action);
}

async function registerOf(id: string) {
  return rawQuery<{ number: number; cancelled_reason: string | null }>(
    office.db,
    'select number, cancelled_reason from register_entry where document_id = $1 order by number',
    [id],
  );
}

describe('the whole way', () => {
  test('draft → signed → numbered and sealed → issued; both signatures valid for every judge', async () => {
    const id = await buildHandedOver(office, district);
    expect((await view(id, district.deputy)).abilities['outgoing.sign']).toBe(true);

    const opened = await openSigning(as(district.deputy), ports, 'outgoing.sign', [id]);
    expect(opened.items[0]?.stopped).toBeNull();
    expect(opened.items[0]?.checks.map((check) => check.ok)).toEqual([true, true, true, true]);
    expect(await signOpened(as(district.deputy), ports, opened.id)).toMatchObject({ signed: 1, failed: 0 });
    const signedView = await view(id);
    expect(signedView).toMatchObject({ state: 'signed', number: null, nextNumber: 1 });
    expect(signedView.verdict.verdict).toBe('valid');

    const answer = await seal([id]);
    expect(answer).toMatchObject({ signed: 1, items: [{ numberSymbol: '01/UBND-VHTT' }] });
    const sealedView = await view(id);
    expect(sealedView).toMatchObject({ state: 'sealed', numberSymbol: '01/UBND-VHTT', issuedOn: '2021-03-22' });
    expect(sealedView.gate.map((line) => line.ok)).toEqual([true, true, true, true]);

    expect(await issue([id])).toMatchObject({ issued: 1, items: [{ result: 'issued', receivers: 3 }] });
    expect(ports.dispatched).toEqual([id]);
    const issued = await view(id);
    expect(issued).toMatchObject({ state: 'issued', gate: [] });
    expect(issued.steps.map((step) => step.state)).toEqual(['done', 'done', 'done', 'done', 'done', 'done']);
    // Number and seal are one act of one moment here; only the clock of the test makes them equal.
    const kinds = issued.movements.map((movement) => movement.kind);
    expect(kinds.slice(1, 3).sort()).toEqual(['numbered', 'sealed']);
    expect(kinds.toSpliced(1, 2)).toEqual([
      'issued',
      'signed',
      'handed_over',
      'content_approved',
      'submitted',
      'drafted',
    ]);
    expect((await actionsOn(id)).sort()).toEqual([
      'outgoing.handed_over',
      'outgoing.issued',
      'outgoing.numbered',
      'outgoing.sealed',
      'outgoing.signed',
    ]);

    const letter = await readIssuedLetter(office.db, district.agencyId, id);
    expect(letter).toMatchObject({ numberSymbol: '01/UBND-VHTT', signatory: 'Hoàng Văn Phó', place: 'Bản Sen' });
    // Its one deadline: "Báo cáo kết quả … trước ngày 31/3/2021".
    expect(letter.dueOn).toBe('2021-03-30');
    expect(letter.receivers.map((receiver) => receiver.agencyId).sort()).toEqual([...district.communeIds].sort());
    const main = letter.files.find((file) => file.main);
    const pdf = await office.blobs.readBytes(main?.sha256 ?? '');
    const anchors = await loadTrust(office);
    const report = verifyPdf(pdf, {
      trustAnchors: anchors.map((anchor) => anchor.certificate),
      at: office.clock.now(),
      revocation: 'optional',
    });
    expect(report.signatures.map(({ field, verdict, integrity }) => [field, verdict, integrity])).toEqual([
      ['KyNguoi1', 'valid', 'extended_as_permitted'],
      ['DauCoQuan', 'valid', 'whole'],
    ]);
    expect(askPdfsig(pdf) ?? { valid: 2, total: 2 }).toEqual({ valid: 2, total: 2 });
  });

  test('a letter without a receiver, an unapproved draft and another agency do not get in', async () => {
    const id = await buildApprovedDraft(office, district, {
      ...goodContent(district.deputy.positionId),
      addressees: [{ kind: 'line', label: 'Ủy ban nhân dân xã Xa' }],
    });
    await expect(createFromDraft(as(district.clerk), ports, id)).rejects.toMatchObject({
      code: 'outgoing.no_receiver',
    });
    const handed = await buildHandedOver(office, district);
    await expect(createFromDraft(as(district.clerk), ports, handed)).rejects.toMatchObject({ status: 403 });
    await expect(createFromDraft(as(district.specialist), ports, id)).rejects.toMatchObject({
      code: 'outgoing.hand_over.forbidden',
    });
    await expect(createFromDraft(as(district.stranger), ports, id)).rejects.toMatchObject({ status: 404 });
    await expect(view(handed, district.stranger)).rejects.toMatchObject({ code: 'outgoing.not_found' });
    expect((await getDraft(office.db, district.agencyId, id)).state).toBe('content_approved');
  });
});

describe('signing', () => {
  test('is the named signer’s alone', async () => {
    const id = await buildHandedOver(office, district);
    const others = await openSigning(as(district.chairman), ports, 'outgoing.sign', [id]);
    expect(others.items[0]?.stopped?.code).toBe('outgoing.not_the_signer');
    await expect(signOpened(as(district.chairman), ports, others.id)).rejects.toMatchObject({
      code: 'signing.nothing_to_sign',
    });
    const early = await openSigning(as(district.clerk), ports, 'outgoing.seal', [id]);
    expect(early.items[0]?.stopped?.code).toBe('outgoing.wrong_state');
    expect(await actionsOn(id)).toEqual(['outgoing.handed_over']);
  });

  test('the same letter twice at once is signed once', async () => {
    const id = await buildHandedOver(office, district);
    const batches = await Promise.all([1, 2].map(() => openSigning(as(district.deputy), ports, 'outgoing.sign', [id])));
    await Promise.allSettled(batches.map((batch) => signOpened(as(district.deputy), ports, batch.id)));
    expect((await actionsOn(id)).filter((action) => action === 'outgoing.signed')).toHaveLength(1);
    expect((await view(id)).verdict.signers).toHaveLength(1);
  });

  test('two leaders at once, each his own letter', async () => {
    const mine = await buildHandedOver(office, district);
    const his = await buildHandedOver(office, district, goodContent(district.chairman.positionId));
    const answers = await Promise.all([sign([mine]), sign([his], district.chairman)]);
    expect(answers.map((answer) => answer.signed)).toEqual([1, 1]);
  });

  test('stops when the authority has ended between writing and signing', async () => {
    const id = await buildHandedOver(office, district);
    const opened = await openSigning(as(district.deputy), ports, 'outgoing.sign', [id]);
    const { positionId } = district.deputy;
    const end = (on: string | null) =>
      rawQuery(office.db, 'update org_position set valid_to = $2 where id = $1', [positionId, on]);
    await end('2021-03-01');
    const answer = await signOpened(as(district.deputy), ports, opened.id);
    await end(null);
    expect(answer).toMatchObject({ signed: 0, items: [{ result: 'failed', code: 'org.may_not_sign' }] });
    expect((await view(id)).state).toBe('awaiting_signature');
  });

  test('back to the drafter with a reason, and again around', async () => {
    const id = await buildHandedOver(office, district);
    await expect(returnDocument(as(district.clerk), ports, id, 'Không đúng bước')).rejects.toMatchObject({
      code: 'outgoing.return.forbidden',
    });
    await returnDocument(as(district.deputy), ports, id, 'Bổ sung thời hạn');
    const draft = await getDraft(office.db, district.agencyId, id);
    expect(draft).toMatchObject({ state: 'draft', returned_reason: 'Bổ sung thời hạn', approved_hash: null });
    expect((await view(id)).returned?.reason).toBe('Bổ sung thời hạn');
    const opened = await openSigning(as(district.deputy), ports, 'outgoing.sign', [id]);
    expect(opened.items[0]?.stopped?.code).toBe('outgoing.wrong_state');

    await submitDraft(as(district.specialist), id, { version: 1, note: '' });
    await approveContent(as(district.unitHead), id, { version: 1, note: '' });
    await createFromDraft(as(district.clerk), ports, id);
    expect(await sign([id])).toMatchObject({ signed: 1 });
    expect(await view(id)).toMatchObject({ state: 'signed', returned: null });
  });
});

describe('what waits for a document', () => {
  const steps = (id: string) =>
    ports.moved.filter((step) => step.documentId === id).map(({ to, numberSymbol }) => [to, numberSymbol]);

  test('hears of each step in its transaction: nothing of one that was rolled back', async () => {
    const id = await buildHandedOver(office, district, undefined, ports);
    await returnDocument(as(district.deputy), ports, id, 'Bổ sung thời hạn');
    await submitDraft(as(district.specialist), id, { version: 1, note: '' });
    await approveContent(as(district.unitHead), id, { version: 1, note: '' });
    await createFromDraft(as(district.clerk), ports, id);
    expect(steps(id)).toEqual([
      ['handed_over', ''],
      ['returned', ''],
      ['handed_over', ''],
    ]);
    await sign([id]);
    await seal([id]);
    ports.breakNext();
    await issue([id]);
    expect(steps(id)).toHaveLength(3);
    await issue([id]);
    expect(steps(id).slice(3)).toEqual([['issued', (await view(id)).numberSymbol]]);
  });

  test('hears that a number was given up', async () => {
    const id = await buildHandedOver(office, district, undefined, ports);
    await sign([id]);
    await seal([id]);
    const { numberSymbol } = await view(id);
    await cancelDocumentNumber(as(district.clerk), ports, id, 'Thôi không ban hành');
    expect(steps(id).slice(1)).toEqual([['cancelled', numberSymbol]]);
  });
});

describe('number and seal', () => {
  test('are the clerk’s, never of a clerk who signed', async () => {
    const id = await buildHandedOver(office, district);
    await sign([id]);
    const leader = await openSigning(as(district.deputy), ports, 'outgoing.seal', [id]).catch(
      (error: unknown) => error,
    );
    expect(leader).toMatchObject({ code: expect.stringMatching(/^(certificates|signing|outgoing)\./) });
    await rawQuery(office.db, 'update outgoing_document set signer_person_id = $2 where id = $1', [
      id,
      district.clerk.personId,
    ]);
    const own = await openSigning(as(district.clerk), ports, 'outgoing.seal', [id]);
    expect(own.items[0]?.stopped?.code).toBe('outgoing.clerk_is_signer');
    const other = await openSigning(as(district.otherClerk), ports, 'outgoing.seal', [id]);
    expect(other.items[0]?.stopped).toBeNull();
  });

  test('two clerks at once: one number', async () => {
    const id = await buildHandedOver(office, district);
    await sign([id]);
    const clerks = [district.clerk, district.otherClerk];
    const batches = await Promise.all(clerks.map((clerk) => openSigning(as(clerk), ports, 'outgoing.seal', [id])));
    await Promise.allSettled(
      batches.map((batch, index) => signOpened(as(clerks[index] ?? district.clerk), ports, batch.id)),
    );
    expect(await registerOf(id)).toHaveLength(1);
    expect((await view(id)).state).toBe('sealed');
  });

  test('an interrupted seal keeps its number and goes on with it', async () => {
    const id = await buildHandedOver(office, district);
    await sign([id]);
    const { sealPurpose } = await import('./purposes/seal-purpose.ts');
    const { findUsableCertificate } = await import('#modules/certificates');
    const certificate = await findUsableCertificate(office, { agencyId: district.agencyId, kind: 'organisation' });
    const { current_sha256: shown } = await currentOf(id);
    await sealPurpose.prepare(as(district.clerk), id, shown, certificate);
    const bound = await view(id);
    expect(bound.state).toBe('numbered');
    // The next day, another clerk: number and date stay.
    office.clock.advance(86_400_000);
    const review = await openSigning(as(district.otherClerk), ports, 'outgoing.seal', [id]);
    expect(review.items[0]?.nextNumber).toContain(bound.numberSymbol);
    await signOpened(as(district.otherClerk), ports, review.id);
    const after = await view(id);
    expect(after).toMatchObject({ state: 'sealed', numberSymbol: bound.numberSymbol, issuedOn: bound.issuedOn });
    expect(await registerOf(id)).toHaveLength(1);
    expect(await actionsOn(id)).toContain('outgoing.seal_resumed');
  });

  test('given up: the number stays in the register with the reason, the next one follows', async () => {
    const returned = await sealed();
    const given = await sealed();
    const [first] = await registerOf(returned);
    await returnDocument(as(district.clerk), ports, returned, 'Sai nơi nhận');
    await cancelDocumentNumber(as(district.clerk), ports, given, 'Thôi không ban hành');
    expect(await registerOf(returned)).toEqual([{ number: first?.number, cancelled_reason: 'Sai nơi nhận' }]);
    expect((await registerOf(given))[0]?.cancelled_reason).toBe('Thôi không ban hành');
    expect((await view(given)).state).toBe('cancelled');
    await expect(cancelDocumentNumber(as(district.clerk), ports, given, 'Lần nữa')).rejects.toMatchObject({
      status: 403,
    });
    const view2 = await view(returned);
    expect(view2).toMatchObject({ state: 'returned', number: null, numberSymbol: '' });
    expect(view2.cancelledNumbers).toMatchObject([{ number: first?.number, reason: 'Sai nơi nhận' }]);
    const next = await sealed();
    expect((await registerOf(next))[0]?.number).toBe((first?.number ?? 0) + 2);
  });

  async function currentOf(id: string): Promise<{ current_sha256: string }> {
    const [row] = await rawQuery<{ current_sha256: string }>(
      office.db,
      'select current_sha256 from outgoing_document where id = $1',
      [id],
    );
    return row ?? { current_sha256: '' };
  }
});

describe('issue', () => {
  test('only what is sealed, item by item', async () => {
    const ready = await sealed();
    const unsigned = await buildHandedOver(office, district);
    const answer = await issue([ready, unsigned, newId()]);
    expect(answer.items.map(({ result, code }) => [result, code])).toEqual([
      ['issued', null],
      ['failed', 'outgoing.issue.forbidden'],
      ['failed', 'outgoing.not_found'],
    ]);
    expect(ports.dispatched).toEqual([ready]);
    const leader = await issueDocuments(as(district.chairman), ports, { documentIds: [unsigned] });
    expect(leader.items[0]?.code).toBe('outgoing.issue.forbidden');
  });

  test('asks for an answer by no day when the letter names two, or is not the one that was approved', async () => {
    const content = goodContent(district.deputy.positionId);
    const second = { id: 'b4', kind: 'clause' as const, runs: [{ text: '3. Gửi kế hoạch trước ngày 25/3/2021.' }] };
    const two = await buildHandedOver(office, district, { ...content, blocks: [...content.blocks, second] });
    await sign([two]);
    await seal([two]);
    const other = await sealed();
    await rawQuery(office.db, `update drafting_draft set content_hash = 'khác' where id = $1`, [other]);
    expect(await issue([two, other])).toMatchObject({ issued: 2 });
    for (const id of [two, other]) {
      expect((await readIssuedLetter(office.db, district.agencyId, id)).dueOn).toBeNull();
    }
  });

  test('a broken dispatch issues nothing; the repeat goes through, and the same request twice is one effect', async () => {
    const id = await sealed();
    ports.breakNext();
    expect(await issue([id], 'k1')).toMatchObject({ issued: 0 });
    expect((await view(id)).state).toBe('sealed');
    expect(await issue([id], 'k1')).toMatchObject({ issued: 1 });
    expect(await issue([id], 'k1')).toMatchObject({ issued: 1 });
    expect(await issue([id], 'k2')).toMatchObject({ issued: 0 });
    expect(ports.dispatched).toEqual([id]);
  });

  test('two clerks at once: it leaves once', async () => {
    const id = await sealed();
    const answers = await Promise.all([issue([id]), issue([id])]);
    expect(answers.map((answer) => answer.issued).sort()).toEqual([0, 1]);
    expect(ports.dispatched).toEqual([id]);
  });

  test.each([
    ['a changed byte', 'outgoing.signature_invalid', flipByte],
    ['a page without the seal', 'outgoing.signatures_missing', unsealed],
  ])('never with %s', async (_case, code, tamper) => {
    const id = await sealed();
    const sha256 = await tamper(id);
    await rawQuery(office.db, 'update outgoing_document set current_sha256 = $2 where id = $1', [id, sha256]);
    expect((await issue([id])).items[0]).toMatchObject({ result: 'failed', code });
    expect(ports.dispatched).toEqual([]);
  });

  test('never with a number or date that is not the register’s', async () => {
    const id = await sealed();
    await rawQuery(office.db, `update document set issued_on = issued_on + 1 where id = $1`, [id]);
    expect((await issue([id])).items[0]?.code).toBe('outgoing.number_differs');
    await rawQuery(office.db, `update document set issued_on = issued_on - 1, number = number + 1 where id = $1`, [id]);
    expect((await issue([id])).items[0]?.code).toBe('outgoing.number_differs');
  });

  async function pagesOf(id: string): Promise<{ prepared: string; signed: string; sealed: string }> {
    const rows = await rawQuery<{ sha256: string }>(
      office.db,
      `select f.sha256 from document_file l join file f on f.agency_id = l.agency_id and f.id = l.file_id
       where l.document_id = $1 and l.role in ('prepared', 'signed') order by l.version`,
      [id],
    );
    const [prepared = '', signed = '', sealedPage = ''] = rows.map((row) => row.sha256);
    return { prepared, signed, sealed: sealedPage };
  }

  async function flipByte(id: string): Promise<string> {
    const bytes = Buffer.from(await office.blobs.readBytes((await pagesOf(id)).sealed));
    const at = bytes.indexOf('/MediaBox') + 12;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return (await office.blobs.put(bytes)).sha256;
  }

  async function unsealed(id: string): Promise<string> {
    return (await pagesOf(id)).signed;
  }
});

describe('state secrets', () => {
  test('are refused at every door of outgoing and each refusal is audited', async () => {
    const id = await buildHandedOver(office, district);
    const draftId = await buildApprovedDraft(office, district);
    const fileId = newId();
    await rawQuery(
      office.db,
      `insert into file (agency_id, id, sha256, name, media_type, size, created_at) values ($1, $2, $3, $4, 'application/pdf', 1, now())`,
      [district.agencyId, fileId, 'a'.repeat(64), 'Phụ lục (Tối mật).pdf'],
    );
    await rawQuery(
      office.db,
      `insert into document_file (agency_id, document_id, file_id, role) values ($1, $2, $3, 'attachment')`,
      [district.agencyId, draftId, fileId],
    );
    const doors = [
      () => createFromDraft(as(district.clerk), ports, draftId),
      () => returnDocument(as(district.deputy), ports, id, 'Độ mật: Mật'),
      () => cancelDocumentNumber(as(district.clerk), ports, id, 'Độ mật: Mật'),
    ];
    for (const door of doors) {
      await expect(door()).rejects.toMatchObject({ code: 'documents.state_secret' });
    }
    const [count] = await rawQuery<{ n: number }>(
      office.db,
      `select count(*)::int as n from audit_leaf where action = 'documents.state_secret_refused' and object_id in ($1, $2)`,
      [id, draftId],
    );
    expect(count?.n).toBe(doors.length);
    expect((await view(id)).state).toBe('awaiting_signature');
    expect((await getDraft(office.db, district.agencyId, draftId)).state).toBe('content_approved');
  });
});
