import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
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
import { listClusters } from './queries/list-clusters.ts';
import { listIncidents } from './queries/list-incidents.ts';
import { threatsDesk } from './queries/threats-desk.ts';
import {
  boxOf,
  buildGuardedOffice,
  count,
  deliverLure,
  type GuardedOffice,
  HOST,
  LURE,
  noticesOf,
} from './threats.testing.ts';
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
