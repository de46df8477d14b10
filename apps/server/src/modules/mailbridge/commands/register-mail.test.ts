import { createHash } from 'node:crypto';
import type { MailVerdict } from '@congvu/mailguard';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listDocumentFiles } from '#modules/documents';
import { readWords } from '#modules/files';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { startFakeClamd } from '../../files/scan/fake-clamd.testing.ts';
import { buildCommune, recordingPorts, type TestCommune } from '../../incoming/incoming.testing.ts';
import { buildAgency } from '../../org/org.testing.ts';

import { buildMailbox, viewEmail, writeMail } from '../../webmail/webmail.testing.ts';
import { arriveIn, factsTyped, pdfPart, registerBody, writeLetterMail } from '../mailbridge.testing.ts';
import { viewFreeMailStats } from '../queries/free-mail-stats.ts';
import { proposeRegister } from '../queries/propose-register.ts';
import { registerMail } from './register-mail.ts';

let office: TestOffice;
let commune: TestCommune;
let shared: { mailboxId: string; agencyId: string };
let own: { mailboxId: string; agencyId: string };
const ports = recordingPorts();

beforeAll(async () => {
  office = await createTestOffice();
  commune = await buildCommune(office.db);
  const { agencyId, clerk, secondClerk, specialist } = commune;
  await buildAgency(office.db, { name: 'Sở Thông tin và Truyền thông' });
  shared = {
    agencyId,
    mailboxId: await buildMailbox(office.db, {
      agencyId,
      address: 'binhlu@tamduong.laichau.gov.vn',
      members: [clerk.personId, secondClerk.personId, specialist.personId],
    }),
  };
  own = {
    agencyId,
    mailboxId: await buildMailbox(office.db, {
      agencyId,
      address: 'lanht.binhlu@laichau.gov.vn',
      personId: clerk.personId,
    }),
  };
});
afterAll(() => office.close());

let number = 400;
/** A letter nobody has sent before. */
const fresh = () => {
  number += 1;
  return factsTyped({ numberSymbol: `${number}/STTTT-VP` });
};
const register = (who: Subject, mail: { mailboxId: string; id: string }, body = registerBody({ facts: fresh() })) =>
  registerMail(office.as(who), ports, mail, body);
const arrive = (given: Parameters<typeof writeLetterMail>[0] = {}, stored: Parameters<typeof arriveIn>[3] = {}) =>
  arriveIn(
    office,
    shared,
    writeLetterMail({ parts: [pdfPart(`van-ban-${number}.pdf`, `Số: ${number + 1}/A-B`)], ...given }),
    stored,
  );
const audited = async (action: string, id: string) =>
  (await rawQuery(office.db, 'select 1 from audit_leaf where action = $1 and object_id = $2', [action, id])).length;
const documents = async () =>
  (await rawQuery<{ count: number }>(office.db, 'select count(*)::int as count from incoming_document', []))[0]?.count;

describe('a mail becomes a document', () => {
  test('with its number, the page and the enclosure under the hashes of the mail, notes of the sender, said beside the mail', async () => {
    const mail = await arriveIn(office, shared, writeLetterMail(), {
      auth: { spf: 'pass', dkim: 'pass', dmarc: 'pass', arc: 'none' },
    });
    const { clerk, agencyId } = commune;
    const before = await viewEmail(office.as(clerk), mail);
    expect(before.abilities['webmail.register']).toBe(true);
    const proposal = await proposeRegister(office.as(clerk), mail, {});
    expect(proposal).toMatchObject({
      mainNo: 0,
      readFromPage: true,
      freeMail: null,
      facts: {
        numberSymbol: '315/STTTT-BCVTCNTT',
        issuedOn: '2021-03-19',
        issuingAgencyName: 'Sở Thông tin và Truyền thông',
        documentType: 'official_letter',
      },
    });
    const answer = await register(clerk, mail, registerBody());
    expect(answer).toMatchObject({ already: false, text: 'Đã vào sổ số 1' });
    const files = await listDocumentFiles(office.db, agencyId, answer.documentId);
    expect(files.map(({ role }) => role)).toEqual(['received', 'attachment']);
    const hashes = await rawQuery<{ sha256: string }>(
      office.db,
      'select sha256 from file where agency_id = $1 and id = any ($2) order by sha256',
      [agencyId, files.map(({ fileId }) => fileId)],
    );
    expect(hashes.map(({ sha256 }) => sha256)).toEqual(before.attachments.map(({ sha256 }) => sha256).sort());
    const [row] = await rawQuery<{ state: string; source: string; envelope: { notes: string[] }; verdict: string }>(
      office.db,
      'select state, source, envelope, verdict from incoming_document where id = $1',
      [answer.documentId],
    );
    expect(row).toMatchObject({ state: 'registered', source: 'mail', verdict: 'unsigned' });
    expect(row?.envelope.notes.join(' ')).toContain('vanthu.stttt@laichau.gov.vn');
    expect(row?.envelope.notes.join(' ')).toContain('DMARC đạt');
    const after = await viewEmail(office.as(clerk), mail);
    expect(after.registered).toEqual({ text: answer.text, link: answer.link });
    expect(after.abilities['webmail.register']).not.toBe(true);
    expect(after.history.map(({ kind }) => kind)).toEqual(['registered']);
    expect(await audited('mailbridge.registered', mail.id)).toBe(1);
    expect(ports.reports).toEqual([]);
  });

  test('waits whole while the antivirus is away, rather than leaving an enclosure behind', async () => {
    const page = pdfPart('giay-moi.pdf', 'Giấy mời họp');
    const mail = await arrive({ parts: [page, pdfPart('chuong-trinh.pdf', 'Chương trình họp')] });
    await rawQuery(office.db, "insert into file_scan values ($1, 'clean', '', 'clamd', $2)", [
      createHash('sha256').update(page.content).digest('hex'),
      office.clock.now(),
    ]);
    const before = await documents();
    const clamd = await startFakeClamd();
    office.config.clamd = 'tcp://127.0.0.1:1';
    const waits = register(commune.clerk, mail, registerBody({ mainNo: 0, facts: fresh() }));
    await expect(waits).rejects.toMatchObject({ code: 'files.scan_unavailable', status: 503 });
    expect(await documents()).toBe(before);
    office.config.clamd = clamd.address;
    const { documentId } = await register(commune.clerk, mail, registerBody({ mainNo: 0, facts: fresh() }));
    expect(await listDocumentFiles(office.db, commune.agencyId, documentId)).toHaveLength(2);
    office.config.clamd = undefined;
    await clamd.close();
  });

  test('the page is the PDF that was chosen; what cannot be taken in stays in the mail and is named', async () => {
    const parts = [
      pdfPart('phu-luc.pdf', 'Phụ lục 1'),
      pdfPart('cong-van.pdf', 'Công văn 9'),
      { name: 'chu-ky.p7s', type: 'application/pkcs7-signature', content: Buffer.from('signature') },
    ];
    const mail = await arriveIn(office, shared, writeLetterMail({ parts }));
    const { documentId } = await register(commune.clerk, mail, registerBody({ mainNo: 1, facts: fresh() }));
    const [row] = await rawQuery<{ main_sha256: string; envelope: { broken: { name: string }[] } }>(
      office.db,
      'select main_sha256, envelope from incoming_document where id = $1',
      [documentId],
    );
    expect(row?.main_sha256).toBe(
      createHash('sha256')
        .update(parts[1]?.content ?? '')
        .digest('hex'),
    );
    expect(row?.envelope.broken.map(({ name }) => name)).toEqual(['chu-ky.p7s']);
  });

  test('from the own mailbox of the clerk too, and on to a leader in the same act', async () => {
    const mail = await arriveIn(office, own, writeLetterMail({ parts: [pdfPart('rieng.pdf', 'Thư riêng 77')] }));
    const { leader, clerk } = commune;
    const body = registerBody({ facts: fresh(), presentTo: leader.positionId });
    const { documentId } = await register(clerk, mail, body);
    const [row] = await rawQuery<{ state: string }>(office.db, 'select state from incoming_document where id = $1', [
      documentId,
    ]);
    expect(row?.state).toBe('awaiting_directive');
  });
});

describe('once', () => {
  test('pressed again, by two clerks at once, with the same key, and from another box that holds the mail: one document', async () => {
    const raw = writeLetterMail({ parts: [pdfPart('mot.pdf', 'Chỉ một lần')] });
    const mail = await arriveIn(office, shared, raw);
    const copy = await arriveIn(office, own, raw);
    const { clerk, secondClerk } = commune;
    const body = registerBody({ facts: fresh() });
    const count = (await documents()) ?? 0;
    const keyed = () => registerMail(office.as(clerk, 'key-once'), ports, mail, body);
    const answers = await Promise.all([keyed(), register(secondClerk, mail, body), register(clerk, copy, body)]);
    answers.push(await keyed(), await register(clerk, copy, body));
    expect(new Set(answers.map(({ documentId }) => documentId)).size).toBe(1);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.slice(0, 3).filter(({ already }) => !already)).toHaveLength(1);
    expect(await documents()).toBe(count + 1);
    expect((await viewEmail(office.as(clerk), copy)).registered?.link).toBe(answers[0]?.link);
  });

  test('what looks like a document that is here waits for the word of the clerk', async () => {
    const facts = fresh();
    await register(commune.clerk, await arrive(), registerBody({ facts }));
    const again = await arrive();
    await expect(register(commune.clerk, again, registerBody({ facts }))).rejects.toMatchObject({
      code: 'incoming.duplicate',
    });
    const body = registerBody({ facts, acceptDuplicate: true });
    expect((await register(commune.clerk, again, body)).already).toBe(false);
  });
});

describe('refused', () => {
  const forged: MailVerdict = {
    verdict: 'phishing',
    score: 1,
    reasons: [],
    findings: [],
    links: [],
    fingerprint: '0000000000000000',
  };
  const REFUSALS: [string, Parameters<typeof arriveIn>[3], string][] = [
    ['in quarantine', { placement: 'quarantine' }, 'webmail.quarantined'],
    ['forged', { verdict: forged }, 'webmail.register_forged'],
    ['not scanned', { attachments: [{ av: 'pending' }] }, 'webmail.attachment_unscanned'],
    ['whose only file is locked', { attachments: [{ av: 'refused' }] }, 'mailbridge.no_file'],
  ];

  test.each(REFUSALS)('a mail %s', async (_what, stored, code) => {
    const mail = await arrive({}, stored);
    const count = await documents();
    await expect(register(commune.clerk, mail)).rejects.toMatchObject({ code });
    await expect(proposeRegister(office.as(commune.clerk), mail, {})).rejects.toMatchObject({ code });
    expect(await documents()).toBe(count);
  });

  test('for who is no clerk, and for a clerk of another agency the mail does not exist', async () => {
    const mail = await arrive();
    await expect(register(commune.specialist, mail)).rejects.toMatchObject({ code: 'webmail.register.forbidden' });
    const other = await buildCommune(office.db, 'UBND xã Bản Bo');
    await expect(register(other.clerk, mail)).rejects.toMatchObject({ code: 'webmail.box_not_found' });
    expect((await register(commune.clerk, mail)).already).toBe(false);
  });

  test('a page with the mark of a state secret, and a page that is not there', async () => {
    const secret = await arrive({ parts: [pdfPart('a.pdf', 'TUYỆT MẬT\nCông văn')] });
    await expect(register(commune.clerk, secret)).rejects.toMatchObject({ code: 'documents.state_secret' });
    await expect(
      register(commune.clerk, await arrive(), registerBody({ mainNo: 9, facts: fresh() })),
    ).rejects.toMatchObject({
      code: 'mailbridge.main_not_found',
    });
  });
});

describe('a mail without files', () => {
  const words = (given: Parameters<typeof writeMail>[0] = {}) =>
    arriveIn(office, shared, writeMail({ from: 'Đơn vị <a@laichau.gov.vn>', ...given }), {
      auth: { spf: 'pass', dkim: 'pass', dmarc: 'pass', arc: 'none' },
    });
  const ofWords = () => registerBody({ mainNo: null, facts: fresh() });
  const filesOf = async (documentId: string) => {
    const { agencyId } = commune;
    const files = await listDocumentFiles(office.db, agencyId, documentId);
    return rawQuery<{ name: string; sha256: string; media_type: string }>(
      office.db,
      'select name, sha256, media_type from file where agency_id = $1 and id = any ($2) order by media_type',
      [agencyId, files.map(({ fileId }) => fileId)],
    );
  };

  test('is registered with its words as a PDF and the raw mail beside it; twins are one document', async () => {
    const mail = await words({
      subject: 'Xin lịch họp',
      text: 'Kính gửi UBND xã,\n\n#emph[không phải lệnh] $x$ @y\nTrân trọng.',
    });
    const proposal = await proposeRegister(office.as(commune.clerk), mail, {});
    expect(proposal).toMatchObject({
      mainNo: null,
      files: [],
      readFromPage: false,
      facts: { abstract: 'Xin lịch họp' },
    });
    const [first, second] = await Promise.all([
      register(commune.clerk, mail, ofWords()),
      register(commune.secondClerk, mail, ofWords()),
    ]);
    expect(first.documentId).toBe(second.documentId);
    const [raw] = await rawQuery<{ sha256: string }>(
      office.db,
      'select message.raw_sha256 as sha256 from mail_item item join mail_message message on message.id = item.message_id where item.id = $1',
      [mail.id],
    );
    const [page, eml] = await filesOf(first.documentId);
    expect([page?.media_type, eml?.media_type, eml?.sha256]).toEqual([
      'application/pdf',
      'message/rfc822',
      raw?.sha256,
    ]);
    const bytes = await office.blobs.readBytes(page?.sha256 ?? '');
    const { pages } = await readWords(office.as(commune.clerk), { agencyId: commune.agencyId, bytes });
    const text = pages.join('\n').normalize('NFC');
    for (const said of ['Xin lịch họp', '#emph[không phải lệnh]', 'a@laichau.gov.vn', 'DMARC đạt', 'Trân trọng.']) {
      expect(text).toContain(said);
    }
    expect(await audited('mailbridge.registered', mail.id)).toBe(1);
  });

  test('written in HTML alone: words only, nothing is fetched or run', async () => {
    const html = '<script>alert(1)</script><p>Kính gửi</p><img src="http://theo-doi.example/x.png"><p>Nội dung</p>';
    const raw = Buffer.from(
      writeMail({ text: html }).toString('latin1').replace('Content-Type: text/plain', 'Content-Type: text/html'),
      'latin1',
    );
    const mail = await arriveIn(office, shared, raw);
    const { documentId } = await register(commune.clerk, mail, ofWords());
    const [page] = await filesOf(documentId);
    const bytes = await office.blobs.readBytes(page?.sha256 ?? '');
    const { pages } = await readWords(office.as(commune.clerk), { agencyId: commune.agencyId, bytes });
    expect(pages.join(' ')).toContain('dung');
    expect(pages.join(' ')).not.toMatch(/alert|theo-doi/);
    expect(bytes.includes('theo-doi.example')).toBe(false);
  });

  test('not with nothing to print, a state secret in its words, for who is no clerk, nor a file that is not there', async () => {
    const empty = await words({ text: ' ' });
    await expect(register(commune.clerk, empty, ofWords())).rejects.toMatchObject({ code: 'mailbridge.no_file' });
    const secret = await words({ text: 'TUYỆT MẬT\nKế hoạch' });
    await expect(register(commune.clerk, secret, ofWords())).rejects.toMatchObject({ code: 'documents.state_secret' });
    const plain = await words();
    await expect(register(commune.specialist, plain, ofWords())).rejects.toMatchObject({
      code: 'webmail.register.forbidden',
    });
    await expect(register(commune.clerk, plain)).rejects.toMatchObject({ code: 'mailbridge.no_file' });
    // A mail with files is registered by a file: its words are not the letter.
    const { documentId } = await register(commune.clerk, await arrive(), ofWords());
    expect((await filesOf(documentId)).map(({ media_type: type }) => type)).toEqual(['application/pdf']);
  });
});

describe('free mail', () => {
  const gmail = 'Giang A Pao <giangapao@gmail.com>';
  const citizen = () => factsTyped({ numberSymbol: '', issuingAgencyName: 'Giàng A Páo', abstract: 'Đơn kiến nghị' });

  test('goes into no register without a reason, never for an agency, and for a citizen with one; each is counted', async () => {
    const { clerk, leader } = commune;
    const mail = await arrive({ from: gmail });
    const proposal = await proposeRegister(office.as(clerk), mail, {});
    expect(proposal.freeMail?.address).toBe('giangapao@gmail.com');
    const count = (await documents()) ?? 0;
    await expect(register(clerk, mail, registerBody({ facts: citizen() }))).rejects.toMatchObject({
      code: 'mailbridge.free_mail',
    });
    const reason = 'Công dân xã Bình Lư gửi đơn';
    await expect(register(clerk, mail, registerBody({ citizenReason: reason }))).rejects.toMatchObject({
      code: 'mailbridge.free_mail_agency',
    });
    expect(await documents()).toBe(count);
    expect(await audited('mailbridge.free_mail_refused', mail.id)).toBe(2);
    const answer = await register(clerk, mail, registerBody({ facts: citizen(), citizenReason: reason }));
    expect(answer.already).toBe(false);
    const query = { from: '2021-03-22', until: '2021-03-22' };
    const stats = await viewFreeMailStats(office.as(leader), query);
    expect(stats.units).toMatchObject([
      { unitName: 'Văn phòng - Thống kê', receivedRefused: 2, receivedExceptions: 1, sentRefused: 0 },
    ]);
    expect(stats.exceptions).toMatchObject([{ direction: 'received', address: 'giangapao@gmail.com', reason }]);
    expect((await viewFreeMailStats(office.as(leader), { from: '2021-03-23', until: '2021-03-23' })).units).toEqual([]);
    await expect(viewFreeMailStats(office.as(commune.specialist), query)).rejects.toMatchObject({
      code: 'mailbridge.free_mail_stats.forbidden',
    });
  });

  test('an official sender needs no reason', async () => {
    expect((await proposeRegister(office.as(commune.clerk), await arrive(), {})).freeMail).toBeNull();
  });
});
