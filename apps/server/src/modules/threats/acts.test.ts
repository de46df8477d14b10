import { Readable } from 'node:stream';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiveUpload } from '#modules/files';
import type { Subject } from '../../platform/authorise.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { startFakeClamd } from '../files/scan/fake-clamd.testing.ts';
import { createIdentityRig } from '../identity/identity.testing.ts';
import { buildMailbox, deliverTo, storeRaw, writeMail } from '../webmail/webmail.testing.ts';
import { closeIncident } from './commands/close-incident.ts';
import { concludeCluster } from './commands/conclude-cluster.ts';
import { reportMail } from './commands/report-mail.ts';
import { startIncident } from './commands/start-incident.ts';
import { landOnDrill } from './drills/report-drill.ts';
import { runDrill, startDrill } from './drills/start-drill.ts';
import { DRILL_TEMPLATES } from './drills/templates.ts';
import { approveTemplate, viewDrill } from './drills/view-drill.ts';
import { digestHeld } from './quarantine/digest.ts';
import { expireHeld } from './quarantine/expire.ts';
import { listHeld } from './quarantine/list-held.ts';
import { askRelease, decideRelease } from './quarantine/release.ts';
import { listClusters } from './queries/list-clusters.ts';
import { listIncidents } from './queries/list-incidents.ts';
import { threatsDesk } from './queries/threats-desk.ts';
import { viewCentre } from './queries/view-centre.ts';
import { declareScan } from './scans/declare-scan.ts';
import { exportScans } from './scans/export-scans.ts';
import {
  actionsOf,
  boxOf,
  buildGuardedOffice,
  count,
  deliverLure,
  type GuardedOffice,
  HOST,
  LURE,
  noticesOf,
} from './threats.testing.ts';
import { tellInfection } from './uploads/tell-infection.ts';
import { draftWarning } from './warning/draft-warning.ts';
import { proposeNotice, readNotice, remindNotice, sendNotice, viewNotice } from './warning/notice.ts';

let office: TestOffice;

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());

/** The copy a mail program leaves of what it sent. */
async function sendFromProgram(
  own: TestOffice,
  message: Parameters<typeof deliverTo>[1],
  box: { agencyId: string; mailboxId: string },
): Promise<void> {
  const { itemId } = await deliverTo(own, message, box);
  await rawQuery(own.db, "update mail_item set direction = 'out' where id = $1", [itemId]);
}

async function forgery(at: GuardedOffice): Promise<string> {
  const { emailIds } = await deliverLure(office, [boxOf(at.first), boxOf(at.second)]);
  const wanted = { mailboxId: at.first.mailboxId, emailId: emailIds[0] ?? '', kind: 'forged' as const };
  await reportMail(office.as(at.first.subject), wanted);
  const id = (await listClusters(office.as(at.officer), { limit: 1 })).items[0]?.id ?? '';
  await concludeCluster(office.as(at.officer), id, {
    verdict: 'forged',
    reason: 'Trang đăng nhập giả',
    retract: false,
  });
  return id;
}

describe('quarantine', () => {
  async function held(at: GuardedOffice): Promise<string> {
    const { emailIds } = await deliverLure(office, [boxOf(at.first)], { placement: 'quarantine' });
    return emailIds[0] ?? '';
  }
  const page = { scope: 'office' as const, limit: 10 };

  it('is asked for by the addressee, decided once by the officer, and comes into the inbox', async () => {
    const at = await buildGuardedOffice(office);
    const id = await held(at);
    const mine = await listHeld(office.as(at.first.subject), { scope: 'mine', limit: 10 });
    expect(mine.items).toMatchObject([{ id, state: 'held', reason: 'Dọa khóa hộp thư trong 48 giờ.' }]);
    await askRelease(office.as(at.first.subject), id, 'Thư của đối tác');
    await expect(askRelease(office.as(at.first.subject), id, 'Lần nữa')).rejects.toMatchObject({
      code: 'threats.wrong_state',
    });
    expect(await listHeld(office.as(at.officer), page)).toMatchObject({ total: 1, asked: 1 });
    const given = { verdict: 'released' as const, reason: 'Đã xác minh' };
    const results = await Promise.allSettled([
      decideRelease(office.as(at.officer), id, given),
      decideRelease(office.as(at.officer), id, { ...given, verdict: 'refused' }),
    ]);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect((await noticesOf(office, at.first.subject)).map((notice) => notice.kind)).toContain(
      'threats.release_decided',
    );
    expect(await actionsOf(office, id)).toHaveLength(2);
  });

  it('is released by nobody else, and another district does not see it', async () => {
    const at = await buildGuardedOffice(office);
    const id = await held(at);
    const given = { verdict: 'released' as const, reason: 'Muốn xem' };
    await expect(decideRelease(office.as(at.leader), id, given)).rejects.toMatchObject({ status: 403 });
    await expect(decideRelease(office.as(at.first.subject), id, given)).rejects.toMatchObject({ status: 403 });
    await expect(decideRelease(office.as(at.stranger), id, given)).rejects.toMatchObject({ code: 'threats.not_found' });
    await expect(askRelease(office.as(at.second.subject), id, 'Của người khác')).rejects.toMatchObject({
      code: 'threats.not_found',
    });
    expect(await listHeld(office.as(at.stranger), page)).toMatchObject({ total: 0, items: [] });
    expect(await listHeld(office.as(at.second.subject), { scope: 'mine', limit: 10 })).toMatchObject({ total: 0 });
    await decideRelease(office.as(at.officer), id, given);
    expect(await listHeld(office.as(at.officer), page)).toMatchObject({ total: 0 });
  });

  it('is decided for every mailbox at once; a copy that was decided on before keeps that word', async () => {
    const at = await buildGuardedOffice(office);
    const { emailIds } = await deliverLure(office, [boxOf(at.first), boxOf(at.second)], { placement: 'quarantine' });
    const [one = '', other = ''] = emailIds;
    await askRelease(office.as(at.second.subject), other, 'Thư của đối tác');
    expect((await listHeld(office.as(at.officer), page)).items.map(({ messageId }) => messageId).length).toBe(2);
    const given = { verdict: 'released' as const, reason: 'Đã xác minh', everywhere: true };
    await decideRelease(office.as(at.officer), one, given);
    expect(await listHeld(office.as(at.officer), page)).toMatchObject({ total: 0 });
    expect((await noticesOf(office, at.second.subject)).map(({ kind }) => kind)).toContain('threats.release_decided');
    expect([await actionsOf(office, one), await actionsOf(office, other)]).toEqual([
      ['threats.released'],
      ['threats.release_asked', 'threats.released'],
    ]);
    await expect(decideRelease(office.as(at.officer), other, given)).rejects.toMatchObject({
      code: 'threats.wrong_state',
    });

    const later = await deliverLure(office, [boxOf(at.first), boxOf(at.second)], { placement: 'quarantine' });
    const [kept = '', freed = ''] = later.emailIds;
    await decideRelease(office.as(at.officer), kept, { verdict: 'refused', reason: 'Chưa xác minh' });
    await decideRelease(office.as(at.officer), freed, given);
    expect(await listHeld(office.as(at.officer), page)).toMatchObject({
      items: [{ id: kept, state: 'refused', decision: expect.stringContaining('Chưa xác minh') }],
    });
  });

  it('keeps what holds a virus', async () => {
    const at = await buildGuardedOffice(office);
    const id = await held(at);
    await rawQuery(
      office.db,
      `insert into mail_attachment (message_id, no, name, media_type, size, sha256, inline, av, av_text)
       select message_id, 0, 'hoa-don.exe', 'application/octet-stream', 9, 'x', false, 'infected', 'Eicar-Test' from mail_item where id = $1`,
      [id],
    );
    await expect(decideRelease(office.as(at.officer), id, { verdict: 'released', reason: 'Mở' })).rejects.toMatchObject(
      { code: 'threats.release.forbidden' },
    );
    await decideRelease(office.as(at.officer), id, { verdict: 'refused', reason: 'Có mã độc' });
  });

  it('is erased after its days, unless one of its copies was let through; bytes that are a file of somebody stay', async () => {
    const own = await createTestOffice();
    const at = await buildGuardedOffice(own);
    const both = [boxOf(at.first), boxOf(at.second)];
    const kept = await deliverLure(own, both, { placement: 'quarantine' });
    await decideRelease(own.as(at.officer), kept.emailIds[0] ?? '', { verdict: 'released', reason: 'Thư thật' });
    const held = await deliverLure(own, both, { placement: 'quarantine', subject: 'Thư khác' });
    await askRelease(own.as(at.first.subject), held.emailIds[0] ?? '', 'Muốn xem');
    const shared = await deliverLure(own, [boxOf(at.first)], { placement: 'quarantine', subject: 'Thư đã lưu' });
    const hashOf = async (messageId: string) => {
      const [row] = await rawQuery<{ sha256: string }>(
        own.db,
        'select raw_sha256 as sha256 from mail_message where id = $1',
        [messageId],
      );
      return row?.sha256 ?? '';
    };
    const hashes = [await hashOf(held.messageId), await hashOf(shared.messageId), await hashOf(kept.messageId)];
    await rawQuery(
      own.db,
      `insert into file (agency_id, id, sha256, size, name, media_type, created_by, created_at)
       values ($1, $2, $3, 9, 'thu.eml', 'message/rfc822', $4, now())`,
      [at.communeId, newId(), hashes[1], at.first.subject.personId],
    );
    const left = async (messageId: string) => [
      await count(own, 'mail_item where message_id = $1', [messageId]),
      await count(own, 'mail_message where id = $1', [messageId]),
    ];
    own.clock.advance(29 * 86_400_000);
    await expireHeld(own);
    expect(await left(held.messageId)).toEqual([2, 1]);
    own.clock.advance(2 * 86_400_000);
    await Promise.all([expireHeld(own), expireHeld(own)]);
    expect(await left(held.messageId)).toEqual([0, 0]);
    expect(await left(shared.messageId)).toEqual([0, 0]);
    expect(await left(kept.messageId)).toEqual([2, 1]);
    expect(hashes.map((sha256) => own.blobs.has(sha256))).toEqual([false, true, true]);
    expect(await count(own, 'threat_release where item_id = $1', [held.emailIds[0]])).toBe(0);
    expect(await count(own, "audit_leaf where action = 'threats.held_expired'")).toBeGreaterThan(0);
    await own.close();
  });

  it('keeps held mail as long as the setting of the agency says', async () => {
    const own = await createTestOffice();
    const at = await buildGuardedOffice(own);
    await rawQuery(
      own.db,
      `insert into mail_setting (agency_id, valid_from, backend, quota_mb, retain_months, retain_months_leader, idle_days, quarantine_days, saved_by, saved_at)
       values ($1, '2021-03-01', 'embedded', 2048, 6, 12, 45, 10, 'quản trị', now())`,
      [at.communeId],
    );
    const short = await deliverLure(own, [boxOf(at.first)], { placement: 'quarantine' });
    const long = await deliverLure(own, [boxOf(at.foreign)], { placement: 'quarantine', subject: 'Nơi khác' });
    const [shown] = (await listHeld(own.as(at.first.subject), { scope: 'mine', limit: 10 })).items;
    expect(shown?.heldUntil).toBe('2021-04-01');
    own.clock.advance(11 * 86_400_000);
    await expireHeld(own);
    expect(await count(own, 'mail_message where id = $1', [short.messageId])).toBe(0);
    expect(await count(own, 'mail_message where id = $1', [long.messageId])).toBe(1);
    await own.close();
  });

  it('tells each person once a day, after half past seven', async () => {
    const own = await createTestOffice();
    const at = await buildGuardedOffice(own);
    await deliverLure(own, [boxOf(at.first)], { placement: 'quarantine' });
    own.clock.set(new Date('2021-03-23T00:29:00Z'));
    await digestHeld(own);
    expect(await noticesOf(own, at.first.subject)).toEqual([]);
    own.clock.set(new Date('2021-03-23T00:31:00Z'));
    await Promise.all([digestHeld(own), digestHeld(own)]);
    await digestHeld(own);
    const [digest, ...more] = await noticesOf(own, at.first.subject);
    expect([digest?.kind, more]).toEqual(['threats.held', []]);
    expect(digest?.text).toContain('1 thư bị giữ lại');
    expect(digest?.text).toContain('helpdesk@campus-norte.example');
    expect(digest?.text).not.toContain(LURE);
    expect(await noticesOf(own, at.second.subject)).toEqual([]);
    expect(await count(own, "audit_leaf where action = 'threats.digest_sent'")).toBe(1);
    await own.close();
  });
});

describe('the warning', () => {
  it('is a draft of the officer with the traces of the forgery, once', async () => {
    const at = await buildGuardedOffice(office);
    const id = await forgery(at);
    const first = await draftWarning(office.as(at.officer), id);
    expect(await draftWarning(office.as(at.officer), id)).toEqual(first);
    const [draft] = await rawQuery<{ content: unknown; drafter_person_id: string }>(
      office.db,
      'select content, drafter_person_id from drafting_draft where id = $1',
      [first.documentId],
    );
    expect(draft?.drafter_person_id).toBe(at.officer.personId);
    const text = JSON.stringify(draft?.content);
    for (const word of [LURE, HOST, 'helpdesk@campus-norte.example', 'Báo thư giả mạo']) {
      expect(text).toContain(word);
    }
    await expect(draftWarning(office.as(at.leader), id)).rejects.toMatchObject({ status: 403 });
    await expect(draftWarning(office.as(at.stranger), id)).rejects.toMatchObject({ code: 'threats.not_found' });
  });

  it('goes to everybody of the district with a receipt for each, and only what is left is reminded', async () => {
    const at = await buildGuardedOffice(office);
    const id = await forgery(at);
    const words = await proposeNotice(office.as(at.officer), id);
    expect(words).toMatchObject({ people: 5, agencies: 2 });
    const { title, text, until } = words;
    const sent = await sendNotice(office.as(at.officer), id, { title, text, until });
    expect(sent.notice).toMatchObject({ people: 5, read: 1 });
    await expect(sendNotice(office.as(at.officer), id, { title, text, until })).rejects.toMatchObject({ status: 403 });
    const noticeId = sent.notice?.noticeId ?? '';
    const desk = (subject: Subject) => threatsDesk(office.as(subject));
    expect(await desk(at.first.subject)).toMatchObject([{ key: 'threats.notices', count: 1 }]);
    await readNotice(office.as(at.first.subject), noticeId);
    await readNotice(office.as(at.first.subject), noticeId);
    expect(await desk(at.first.subject)).toEqual([]);
    expect(await remindNotice(office.as(at.officer), id)).toEqual({ reminded: 3 });
    await expect(viewNotice(office.as(at.foreign.subject), noticeId)).rejects.toMatchObject({
      code: 'threats.not_found',
    });
  });

  it('is for forgeries only', async () => {
    const at = await buildGuardedOffice(office);
    const { emailIds } = await deliverLure(office, [boxOf(at.first)]);
    const wanted = { mailboxId: at.first.mailboxId, emailId: emailIds[0] ?? '', kind: 'forged' as const };
    await reportMail(office.as(at.first.subject), wanted);
    const id = (await listClusters(office.as(at.officer), { limit: 1 })).items[0]?.id ?? '';
    await expect(draftWarning(office.as(at.officer), id)).rejects.toMatchObject({ status: 403 });
  });
});

describe('drills', () => {
  const given = { name: 'Diễn tập tháng 3', template: 'day-hop-thu', agencyIds: [], days: 7 };

  async function drill(at: GuardedOffice) {
    await approveTemplate(office.as(at.leader), given.template);
    const view = await startDrill(office.as(at.officer), given);
    await runDrill(office, at.officeId, view.id);
    return view.id;
  }

  async function target(subject: Subject) {
    const [row] = await rawQuery<{ token: string; item: string; mailbox: string }>(
      office.db,
      `select target.token, item.id as item, item.mailbox_id as mailbox from threat_drill_target target
       join mail_item item on item.message_id = target.message_id where target.person_id = $1`,
      [subject.personId],
    );
    return { token: row?.token ?? '', emailId: row?.item ?? '', mailboxId: row?.mailbox ?? '' };
  }

  it('need a text the leader approved, and the officer', async () => {
    const at = await buildGuardedOffice(office);
    await expect(startDrill(office.as(at.officer), given)).rejects.toMatchObject({
      code: 'threats.template_not_approved',
    });
    await expect(approveTemplate(office.as(at.officer), given.template)).rejects.toMatchObject({ status: 403 });
    await approveTemplate(office.as(at.leader), given.template);
    await expect(startDrill(office.as(at.leader), given)).rejects.toMatchObject({ status: 403 });
    await expect(
      startDrill(office.as(at.officer), { ...given, agencyIds: [at.foreign.subject.agencyId] }),
    ).rejects.toMatchObject({ code: 'threats.agency_unknown' });
    expect(new Set(DRILL_TEMPLATES.map((template) => template.difficulty)).size).toBe(3);
  });

  it('go once to the own people alone, count reports and clicks by unit, and never reach the queue', async () => {
    const at = await buildGuardedOffice(office);
    const id = await drill(at);
    await runDrill(office, at.officeId, id);
    expect(await count(office, 'threat_drill_target where drill_id = $1 and sent_at is not null', [id])).toBe(2);
    const first = await target(at.first.subject);
    const answer = await reportMail(office.as(at.first.subject), { ...first, kind: 'forged' });
    expect(answer).toMatchObject({ outcome: 'drill', reportId: null });
    const second = await target(at.second.subject);
    const visitor = { ...office.as(at.second.subject), subject: undefined };
    expect((await landOnDrill(visitor, second.token)).cues.length).toBeGreaterThan(2);
    await expect(landOnDrill(visitor, 'x'.repeat(32))).rejects.toMatchObject({ code: 'threats.not_found' });
    expect(await listClusters(office.as(at.officer), { limit: 5 })).toMatchObject({ items: [] });
    const view = await viewDrill(office.as(at.officer), id);
    expect(view.units).toMatchObject([{ agencyId: at.communeId, sent: 2, reported: 1, clicked: 1 }]);
    expect(view.people).toEqual([]);
    await expect(viewDrill(office.as(at.stranger), id)).rejects.toMatchObject({ code: 'threats.not_found' });
  });

  it('name people to their head alone, when it is over', async () => {
    const at = await buildGuardedOffice(office);
    const id = await drill(at);
    expect((await viewDrill(office.as(at.head), id)).people).toEqual([]);
    await rawQuery(office.db, 'update threat_drill set ends_at = $2 where id = $1', [id, office.clock.now()]);
    expect((await viewDrill(office.as(at.head), id)).people).toHaveLength(2);
    expect((await viewDrill(office.as(at.officer), id)).people).toEqual([]);
    expect((await viewDrill(office.as(at.leader), id)).people).toEqual([]);
  });
});

describe('a typed password', () => {
  it('voids the password and the sessions, opens one incident, and tells officer and head alone', async () => {
    const rig = await createIdentityRig();
    const at = await buildGuardedOffice(rig.office);
    const user = await rig.newUser({ agencyId: at.communeId, unitId: at.first.subject.unitId });
    const { browser } = await rig.signIn(user.userName);
    const context = await rig.request(browser);
    const mailboxId = await buildMailbox(rig.office.db, {
      agencyId: at.communeId,
      personId: context.subject.personId,
      address: 'lo.tay@laichau.gov.vn',
    });
    await rawQuery(
      rig.office.db,
      `insert into mail_box_setting (agency_id, mailbox_id, vacation, updated_at) values ($1, $2, $3::jsonb, now())`,
      [at.communeId, mailboxId, JSON.stringify({ enabled: true, text: 'Bấm vào đây', from: null, until: null })],
    );
    const forged = writeMail({ from: 'lo.tay@laichau.gov.vn', to: 'nan.nhan@example.vn', subject: 'Gửi hộ' });
    await sendFromProgram(rig.office, await storeRaw(rig.office, forged), { agencyId: at.communeId, mailboxId });
    let asked = 0;
    const ports = {
      closeDoors: async () => {
        asked += 1;
        return { secrets: 2, forward: true };
      },
    };
    const { incident, passwordLink } = await startIncident(context, ports, { note: '' });
    expect(passwordLink).toContain('/lien-ket/');
    expect(incident).toMatchObject({ state: 'open', number: 1 });
    expect(incident.sentSince).toMatchObject([{ subject: 'Gửi hộ', recipients: ['nan.nhan@example.vn'] }]);
    expect(incident.steps.map(({ text }) => text)).toContain('Đã tắt thư trả lời tự động');
    const [{ vacation } = { vacation: undefined }] = await rawQuery<{ vacation: unknown }>(
      rig.office.db,
      'select vacation from mail_box_setting where mailbox_id = $1',
      [mailboxId],
    );
    expect(vacation).toMatchObject({ enabled: false, text: '' });
    expect(Date.parse(incident.reportBy) - Date.parse(incident.openedAt)).toBe(86_400_000);
    await expect(rig.request(browser)).rejects.toThrow();
    await expect(rig.signIn(user.userName)).rejects.toMatchObject({ status: 401 });
    expect((await startIncident(context, ports, { note: '' })).incident.id).toBe(incident.id);
    expect(asked).toBe(2);
    const told = async (subject: Subject) => (await noticesOf(rig.office, subject)).map((notice) => notice.kind);
    expect(await told(at.officer)).toEqual(['threats.incident_opened']);
    expect(await told(at.head)).toEqual(['threats.incident_opened']);
    expect(await told(at.second.subject)).toEqual([]);
    const seen = async (subject: Subject) => (await listIncidents(rig.office.as(subject))).items.length;
    expect([
      await seen(at.officer),
      await seen(at.head),
      await seen(at.second.subject),
      await seen(at.stranger),
    ]).toEqual([1, 1, 0, 0]);
    await expect(closeIncident(rig.office.as(at.head), incident.id, 'Xong')).rejects.toMatchObject({ status: 404 });
    await closeIncident(rig.office.as(at.officer), incident.id, 'Đã báo cáo cấp trên');
    await expect(closeIncident(rig.office.as(at.officer), incident.id, 'Lần nữa')).rejects.toMatchObject({
      code: 'threats.wrong_state',
    });
    await rig.office.close();
  });
});

describe('scans of machines', () => {
  const scan = {
    unitName: 'Văn phòng UBND xã',
    machines: 12,
    scanned: 12,
    engine: 'ClamAV 1.4',
    scannedOn: '2021-03-20',
    notUpdated15Days: 2,
    autoProtect: 10,
    firewall: 12,
    systems: [{ osName: 'Windows 10', lastUpdate: '2021-03-01', machines: 12 }],
    findings: [
      {
        kind: 'malware' as const,
        machineName: 'PC-VT-01',
        ip: '10.0.0.5',
        name: '=HYPERLINK("x")',
        malwareType: 'Trojan',
        behavior: '',
        device: 'USB',
        files: 3,
        sha256: '',
        targetIp: '',
        osName: '',
      },
    ],
    note: '',
  };

  it('are declared by the unit and exported by the officer in the fields of the envelope', async () => {
    const at = await buildGuardedOffice(office);
    await declareScan(office.as(at.head), scan);
    await expect(declareScan(office.as(at.first.subject), scan)).rejects.toMatchObject({ status: 403 });
    await expect(declareScan(office.as(at.head), { ...scan, firewall: 13 })).rejects.toMatchObject({
      code: 'threats.scan_counts',
      fields: [{ path: 'firewall' }],
    });
    const centre = await viewCentre(office.as(at.officer));
    expect(centre).toMatchObject({ virusFindings: 1 });
    expect(centre.units.find((unit) => unit.agencyId === at.communeId)).toMatchObject({ machines: 12, boxes: 3 });
    const { stream } = await exportScans(office.as(at.officer), {});
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(stream as never);
    expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual([
      'Tổng hợp',
      'Malware',
      'Connection',
      'Vulnerability',
      'OS',
      'Update',
      'QualityFeature',
    ]);
    const malware = workbook.getWorksheet('Malware');
    expect(malware?.getRow(3).values).toEqual(expect.arrayContaining(['10.0.0.5', 'PC-VT-01', `'=HYPERLINK("x")`, 3]));
    await expect(exportScans(office.as(at.head), {})).rejects.toMatchObject({ status: 403 });
    await expect(viewCentre(office.as(at.head))).rejects.toMatchObject({ status: 403 });
  });

  it('stand beside malware somebody tried to bring in: the officer of that district alone is told', async () => {
    const at = await buildGuardedOffice(office);
    const clamd = await startFakeClamd();
    const carrier = { ...office.as(at.first.subject), config: { ...office.config, clamd: clamd.address } };
    const upload = { name: 'hoa-don.txt', declaredType: '', stream: Readable.from([Buffer.from('EVIL hoa don')]) };
    await expect(receiveUpload(carrier, upload, { maxBytes: 1_000 })).rejects.toMatchObject({ code: 'files.infected' });
    await clamd.close();
    const [job] = await rawQuery<{ payload: { agencyId: string; id: string } }>(
      office.db,
      `select payload from graphile_worker._private_jobs as job
         join graphile_worker._private_tasks as task on task.id = job.task_id
       where task.identifier = 'files.infected_upload'`,
      [],
    );
    await tellInfection(office, job?.payload.agencyId ?? '', job?.payload.id ?? '');
    const [notice] = await noticesOf(office, at.officer);
    expect(notice).toMatchObject({ kind: 'threats.infected_upload' });
    expect(await noticesOf(office, at.stranger)).toEqual([]);
    const centre = await viewCentre(office.as(at.officer));
    expect(centre.units.find((unit) => unit.agencyId === at.communeId)).toMatchObject({ virusFindings: 1 });
    expect(await viewCentre(office.as(at.stranger))).toMatchObject({ virusFindings: 0 });
  });
});
