import { renderFormPdf } from '@congvu/forms/render';
import { verifyPdf } from '@congvu/pades';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadTrust, recordIssued } from '#modules/certificates';
import type { Subject } from '../../platform/authorise.ts';
import { command } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { startFakeClamd } from '../files/scan/fake-clamd.testing.ts';
import { acceptRequests } from './commands/accept-many.ts';
import { attachFiles, submitScan } from './commands/attach-files.ts';
import { attestApprove, attestDeclare } from './commands/attest.ts';
import { draftCoveringLetter } from './commands/covering-letter.ts';
import { withdrawRequest } from './commands/decide-request.ts';
import { createRequest } from './commands/open-request.ts';
import { purgeScans } from './commands/purge-scans.ts';
import { saveRequest } from './commands/save-request.ts';
import { sendRequest } from './commands/send-request.ts';
import { checkContent } from './queries/check-content.ts';
import { viewMyThings } from './queries/my-things.ts';
import { printRequest } from './queries/read-files.ts';
import { openRequestView, viewRequest } from './queries/view-request.ts';
import {
  buildRequestsOffice,
  expectCode,
  giveKeys,
  giveMailbox,
  PASSWORD,
  personFields,
  type RecordedRequestPorts,
  type RequestsOffice,
  readAll,
  recordRequestPorts,
  signRequests,
  upload,
} from './requests.testing.ts';

let office: TestOffice;
let world: RequestsOffice;
let ports: RecordedRequestPorts;

const PAPER = renderFormPdf({ form: 'M02', fields: {} }).pdf;

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRequestsOffice(office);
  const { commune, other } = world;
  await giveMailbox(office, commune.specialist, 'myst.natam@bansen.gov.vn');
  await giveMailbox(office, commune.colleague, 'intv.natam@bansen.gov.vn');
  await giveMailbox(office, other.specialist, 'myst.banbo@bansen.gov.vn');
  await giveMailbox(office, commune.leader, 'vanphong.natam@bansen.gov.vn', true);
  await giveMailbox(office, other.leader, 'vanphong.banbo@bansen.gov.vn', true);
  // The other commune signs with keys, its seal too; this one owns none yet.
  await giveKeys(office, [other.specialist, other.leader, other.clerk], true);
});
afterAll(() => office.close());
beforeEach(() => {
  ports = recordRequestPorts();
});

function as(subject: Subject) {
  office.clock.advance(60_000);
  return office.as(subject);
}

const view = (who: Subject, id: string) => viewRequest(as(who), id);
const sheet = (who: Subject, email: string, identity?: string) =>
  createRequest(as(who), ports, { kind: 'cert.issue.person', nil: false, content: personFields(who, email, identity) });
const send = (who: Subject, id: string, version = 1, signsRegularly = true) =>
  sendRequest(as(who), ports, id, { version, signsRegularly });
const declare = (who: Subject, id: string) => attestDeclare(as(who), ports, { ids: [id], password: PASSWORD });
const approve = (who: Subject, id: string) => attestApprove(as(who), ports, { ids: [id], password: PASSWORD });

const ORGANISATION = {
  fields: {
    organisationName: 'UBND xã Nà Tăm',
    address: 'Bản Nà Tăm',
    taxCode: '',
    taxCodeNone: true,
    budgetCode: '',
    budgetCodeNone: true,
    province: 'Lai Châu',
    email: 'vanphong.natam@bansen.gov.vn',
  },
};

describe('somebody without a certificate', () => {
  test('confirms with the own password, the head too, and the record says so', async () => {
    const { specialist, leader, clerk, colleague } = world.commune;
    const draft = await sheet(specialist, 'myst.natam@bansen.gov.vn', '012088000001');
    expect(draft.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(draft.prefilled).toContain('email');
    await expectCode(send(specialist, draft.id, 1, false), 'requests.has_errors');
    const sent = await send(specialist, draft.id);
    expect(sent).toMatchObject({ state: 'awaiting_declarant', declareModes: ['attested', 'wet_scan'] });
    expect((await declare(colleague, draft.id)).items[0]?.ok).toBe(false);
    expect((await declare(clerk, draft.id)).items).toMatchObject([{ code: 'requests.declare.forbidden' }]);
    expect((await approve(leader, draft.id)).items).toMatchObject([{ code: 'requests.wrong_state' }]);
    expect((await declare(specialist, draft.id)).items).toMatchObject([{ ok: true }]);
    expect((await declare(specialist, draft.id)).items).toMatchObject([{ code: 'requests.wrong_state' }]);
    expect((await approve(leader, draft.id)).items).toMatchObject([{ ok: true }]);
    const done = await view(leader, draft.id);
    expect(done).toMatchObject({ state: 'submitted' });
    expect(done.signatures.map(({ role, mode, name }) => [role, mode, name])).toEqual([
      ['declarant', 'attested', specialist.displayName],
      ['head', 'attested', leader.displayName],
    ]);
    expect(done.items).toMatchObject([{ no: 1, values: { 'identity.number': '•••001' } }]);
  });

  test('says everything once: the next form knows it; a colleague who helps does not see it', async () => {
    const { specialist, colleague, clerk } = world.commune;
    const open = async (who: Subject) =>
      (await createRequest(as(who), ports, { kind: 'cert.issue.person', nil: false, personId: specialist.personId }))
        .content.fields;
    const own = await createRequest(as(specialist), ports, { kind: 'cert.restore', nil: false });
    const papers = { 'identity.number': '012088000001', birthPlace: 'Nà Tăm, Bản Sen', gender: 'male' };
    const written = Object.fromEntries(Object.entries(papers).map(([key, value]) => [`declarant.${key}`, value]));
    expect(own.content.fields).toMatchObject(written);
    expect(own.prefilled).toEqual(expect.arrayContaining(Object.keys(written)));
    expect(await open(clerk)).toMatchObject(papers);
    const asHelper = await open(colleague);
    expect(asHelper).toMatchObject({ fullName: specialist.displayName, 'identity.number': '', birthPlace: '' });
  });

  test('or brings the signed paper; the head brings his own', async () => {
    const { colleague, clerk, leader } = world.commune;
    const draft = await sheet(colleague, 'intv.natam@bansen.gov.vn', '012088000002');
    await expectCode(submitScan(as(clerk), ports, draft.id, upload('a.pdf', PAPER)), 'requests.wrong_state');
    await send(colleague, draft.id);
    await expectCode(submitScan(as(clerk), ports, draft.id, upload('a.exe', PAPER)), 'files.type_refused');
    expect(await submitScan(as(clerk), ports, draft.id, upload('a.pdf', PAPER))).toMatchObject({
      state: 'awaiting_head',
      signatures: [{ role: 'declarant', mode: 'wet_scan', name: colleague.displayName }],
    });
    await expectCode(submitScan(as(clerk), ports, draft.id, upload('b.pdf', PAPER)), 'requests.scan.forbidden');
    expect(await submitScan(as(leader), ports, draft.id, upload('b.pdf', PAPER))).toMatchObject({ state: 'submitted' });
  });
});

describe('somebody with a certificate', () => {
  test('signs, the head signs behind, both valid; nothing else counts', async () => {
    const { specialist, leader } = world.other;
    const draft = await sheet(specialist, 'myst.banbo@bansen.gov.vn', '012088000003');
    expect(await send(specialist, draft.id)).toMatchObject({ declareModes: ['digital'] });
    expect((await declare(specialist, draft.id)).items).toMatchObject([{ code: 'requests.certificate_required' }]);
    const scan = submitScan(as(specialist), ports, draft.id, upload('a.pdf', PAPER));
    await expectCode(scan, 'requests.certificate_required');
    // Nobody signs in the place of the declarant.
    const foreign = await signRequests(as(leader), ports, 'requests.declare', [draft.id]).catch(() => ({ signed: 0 }));
    expect(foreign).toMatchObject({ signed: 0 });
    expect(await signRequests(as(specialist), ports, 'requests.declare', [draft.id])).toMatchObject({ signed: 1 });
    expect(await signRequests(as(leader), ports, 'requests.approve', [draft.id])).toMatchObject({ signed: 1 });
    const done = await view(leader, draft.id);
    expect(done.signatures.map(({ role, mode }) => [role, mode])).toEqual([
      ['declarant', 'digital'],
      ['head', 'digital'],
    ]);
    const pdf = await readAll(await printRequest(as(specialist), draft.id, 'pdf'));
    expect(pdf.toString('latin1').match(/\/ByteRange/g)).toHaveLength(2);
  });
});

describe('the form of the organisation', () => {
  test('its first certificate: signed and sealed in ink', async () => {
    const { clerk, leader } = world.commune;
    const draft = await createRequest(as(clerk), ports, { kind: 'cert.issue.org', nil: false, content: ORGANISATION });
    expect(draft.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    await send(clerk, draft.id);
    await declare(clerk, draft.id);
    expect((await approve(leader, draft.id)).items).toMatchObject([{ code: 'requests.first_certificate_wet' }]);
    expect((await view(leader, draft.id)).approveModes).toEqual(['wet_scan']);
    const sent = await submitScan(as(leader), ports, draft.id, upload('mau-02.pdf', PAPER));
    expect(sent).toMatchObject({ state: 'submitted' });
    expect(sent.attachments).toHaveLength(1);
  });

  test('the next one: the head signs, a clerk who is not he seals; three signatures in one page', async () => {
    const { clerk, leader } = world.other;
    const content = {
      fields: {
        ...ORGANISATION.fields,
        organisationName: 'UBND xã Bản Bo',
        email: 'vanphong.banbo@bansen.gov.vn',
      },
    };
    const draft = await createRequest(as(clerk), ports, { kind: 'cert.issue.org', nil: false, content });
    await send(clerk, draft.id);
    await signRequests(as(clerk), ports, 'requests.declare', [draft.id]);
    expect(await signRequests(as(leader), ports, 'requests.approve', [draft.id])).toMatchObject({ signed: 1 });
    expect(await view(leader, draft.id)).toMatchObject({ state: 'awaiting_seal' });
    const early = await acceptRequests(as(world.district.focal), ports, [draft.id]);
    expect(early.items).toMatchObject([{ code: 'requests.not_found' }]);
    expect(await signRequests(as(clerk), ports, 'requests.seal', [draft.id])).toMatchObject({ signed: 1 });
    const done = await view(leader, draft.id);
    expect(done).toMatchObject({ state: 'submitted' });
    expect(done.signatures.map(({ role }) => role)).toEqual(['declarant', 'head', 'seal']);
    const pdf = await readAll(await printRequest(as(clerk), draft.id, 'pdf'));
    const anchors = await loadTrust(office);
    const report = verifyPdf(pdf, {
      trustAnchors: anchors.map(({ certificate }) => certificate),
      at: office.clock.now(),
      revocation: 'optional',
    });
    expect(report.signatures.map(({ field, verdict }) => [field, verdict])).toEqual([
      ['KyNguoiKhai', 'valid'],
      ['KyThuTruong', 'valid'],
      ['DauCoQuan', 'valid'],
    ]);
  });
});

describe('the guiding office', () => {
  test('two units that name one person: both arrive, the check says so', async () => {
    const identity = '012088000009';
    const sendFrom = async (agency: typeof world.commune, email: string, digital: boolean): Promise<string> => {
      const draft = await sheet(agency.specialist, email, identity);
      await send(agency.specialist, draft.id);
      if (digital) {
        await signRequests(as(agency.specialist), ports, 'requests.declare', [draft.id]);
        await signRequests(as(agency.leader), ports, 'requests.approve', [draft.id]);
      } else {
        await declare(agency.specialist, draft.id);
        await approve(agency.leader, draft.id);
      }
      return draft.id;
    };
    const first = await sendFrom(world.commune, 'myst.natam@bansen.gov.vn', false);
    const second = await sendFrom(world.other, 'myst.banbo@bansen.gov.vn', true);
    const rows = await rawQuery<{ identity_key: string }>(
      office.db,
      'select identity_key from request_item where request_id = any ($1::uuid[])',
      [[first, second]],
    );
    expect(rows.map(({ identity_key }) => identity_key)).toEqual([identity, identity]);
    const seen = await openRequestView(as(world.district.focal), second);
    expect(seen.findings).toMatchObject([{ code: 'requests.duplicate_item', severity: 'warning' }]);
    // The units do not learn of each other.
    expect((await view(world.other.leader, second)).findings).toEqual([]);
    // Taken back, the other one stands alone.
    await withdrawRequest(as(world.commune.leader), ports, first, { reason: 'Đã chuyển công tác' });
    expect((await openRequestView(as(world.district.focal), second)).findings).toEqual([]);
  });
});

describe('a certificate of the register', () => {
  async function issued(who: Subject, serial: string, tokenSerial: string): Promise<string> {
    const context = as(who);
    const { entryId } = await command(context, (tx) =>
      recordIssued(tx, context, {
        agencyId: who.agencyId,
        personId: who.personId,
        subjectKind: 'person',
        subjectName: who.displayName,
        unitName: 'Văn phòng',
        identityNumber: '012088000077',
        taxCode: '',
        budgetCode: '',
        serial,
        validFrom: '2021-01-05',
        validTo: '2025-01-05',
        tokenSerial,
        email: 'myst.natam@bansen.gov.vn',
        mobile: '0912345678',
        requestId: newId(),
        link: '',
      }),
    );
    return entryId;
  }
  const stateOf = async (id: string) =>
    (await rawQuery<{ state: string }>(office.db, 'select state from certificate_entry where id = $1', [id]))[0]?.state;

  test('lost: filled in from the register, past the batch, marked while it is asked and unmarked when taken back', async () => {
    const { specialist, leader } = world.commune;
    const entryId = await issued(specialist, '5A7F0012', 'TK-0012');
    const before = await stateOf(entryId);
    const draft = await createRequest(as(specialist), ports, {
      kind: 'cert.revoke',
      nil: false,
      certificateEntryId: entryId,
    });
    expect(draft.content.fields).toMatchObject({
      'certificate.serial': '5A7F0012',
      'token.serial': 'TK-0012',
      'subject.name': specialist.displayName,
      'subject.identity.number': '012088000077',
      'declarant.fullName': specialist.displayName,
    });
    const person = personFields(specialist, '', '012088000077').fields ?? {};
    const declarant = ['gender', 'bornOn', 'birthPlace', 'identity.number', 'identity.issuedOn', 'identity.issuedBy'];
    const fields = {
      ...draft.content.fields,
      ...Object.fromEntries(declarant.map((key) => [`declarant.${key}`, person[key] ?? ''])),
      'declarant.mobile': '0912345678',
      'subject.identity.issuedOn': '2018-05-07',
      'subject.identity.issuedBy': 'Công an tỉnh',
      reasonCode: 'device_lost',
      reason: 'Mất thiết bị khi đi công tác',
    };
    const saved = await saveRequest(as(specialist), ports, draft.id, {
      version: 1,
      content: { ...draft.content, fields },
    });
    expect(saved.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(await send(specialist, draft.id, saved.version)).toMatchObject({
      urgent: true,
      state: 'awaiting_declarant',
    });
    await declare(specialist, draft.id);
    // The declarant leads nobody, so the form needs no seal.
    expect((await approve(leader, draft.id)).items).toMatchObject([{ ok: true }]);
    expect(await stateOf(entryId)).toBe('revoke_requested');
    await withdrawRequest(as(leader), ports, draft.id, { reason: 'Đã tìm thấy thiết bị' });
    expect(await stateOf(entryId)).not.toBe('revoke_requested');
    expect([before, 'active']).toContain(await stateOf(entryId));
  });

  test('of somebody else: work of the office, and not of whoever only keeps watch', async () => {
    const { colleague, auditor } = world.commune;
    const entryId = await issued(colleague, '5A7F0013', 'TK-0013');
    const body = { kind: 'cert.revoke', nil: false, certificateEntryId: entryId } as const;
    await expectCode(createRequest(as(auditor), ports, body), 'requests.create.forbidden');
    await expectCode(createRequest(as(world.other.clerk), ports, body), /not_found|entry/);
  });
});

describe('what stands beside', () => {
  test('free mail is refused wherever it is written', async () => {
    const content = personFields(world.commune.specialist, 'mysung@gmail.com');
    await expectCode(checkContent(as(world.commune.auditor), 'cert.issue.person', content), 'requests.check.forbidden');
    const { findings } = await checkContent(as(world.commune.specialist), 'cert.issue.person', content);
    expect(findings.map(({ code }) => code)).toContain('requests.free_mail');
  });

  test('what was filled in and then changed is no longer called filled in', async () => {
    const { colleague } = world.commune;
    const draft = await createRequest(as(colleague), ports, { kind: 'cert.issue.person', nil: false });
    expect(draft.prefilled).toContain('fullName');
    const fields = { ...draft.content.fields, fullName: 'Tao Văn Ỉn' };
    await saveRequest(as(colleague), ports, draft.id, { version: 1, content: { ...draft.content, fields } });
    expect((await view(colleague, draft.id)).prefilled).not.toContain('fullName');
  });

  test('papers with malware are refused', async () => {
    const { colleague } = world.commune;
    const draft = await createRequest(as(colleague), ports, { kind: 'cert.issue.person', nil: false });
    const clamd = await startFakeClamd();
    office.config.clamd = clamd.address;
    clamd.lie = 'stream: Win.Test.Evil FOUND\0';
    const paper = Buffer.concat([PAPER, Buffer.from('\n')]);
    await expectCode(attachFiles(as(colleague), draft.id, upload('quyet-dinh.pdf', paper)), 'files.infected');
    expect((await view(colleague, draft.id)).attachments).toEqual([]);
    office.config.clamd = undefined;
    await clamd.close();
  });

  test('papers are kept with a day on which they go', async () => {
    const { colleague, leader } = world.commune;
    const draft = await createRequest(as(colleague), ports, { kind: 'cert.issue.person', nil: false });
    const kept = await attachFiles(as(colleague), draft.id, upload('quyet-dinh.pdf', PAPER));
    expect(kept.attachments).toMatchObject([{ name: 'quyet-dinh.pdf' }]);
    await expectCode(
      attachFiles(as(world.commune.auditor), draft.id, upload('x.pdf', PAPER)),
      'requests.edit.forbidden',
    );
    await purgeScans(office);
    expect((await view(colleague, draft.id)).attachments).toHaveLength(1);
    await withdrawRequest(as(leader), ports, draft.id, { reason: 'Không cần nữa' });
    const before = office.clock.now();
    office.clock.advance(366 * 86_400_000);
    await purgeScans(office);
    expect((await view(colleague, draft.id)).attachments).toEqual([]);
    office.clock.set(before);
  });

  test('one’s own things, and the covering letter with the signed forms', async () => {
    const { specialist, clerk } = world.commune;
    const things = await viewMyThings(as(specialist));
    expect(things.mailbox?.address).toBe('myst.natam@bansen.gov.vn');
    expect(things.requests.length).toBeGreaterThan(0);
    const sent = things.requests.find(({ state }) => state === 'submitted');
    const letter = await draftCoveringLetter(as(clerk), [sent?.id ?? '']);
    expect(letter.link).toContain(letter.documentId);
    const draft = await createRequest(as(clerk), ports, { kind: 'cert.issue.org', nil: false, content: ORGANISATION });
    await expectCode(draftCoveringLetter(as(clerk), [draft.id]), 'requests.wrong_state');
    await expectCode(draftCoveringLetter(as(world.other.clerk), [sent?.id ?? '']), 'requests.not_found');
  });
});
