import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { concludeCluster } from '../commands/conclude-cluster.ts';
import { reportMail } from '../commands/report-mail.ts';
import { withdrawReport } from '../commands/withdraw-report.ts';
import { listClusters, listMyReports } from '../queries/list-clusters.ts';
import { threatsDesk } from '../queries/threats-desk.ts';
import { viewCluster } from '../queries/view-cluster.ts';
import {
  actionsOf,
  boxOf,
  buildGuardedOffice,
  count,
  deliverLure,
  type GuardedOffice,
  noticesOf,
} from '../threats.testing.ts';

let office: TestOffice;
let at: GuardedOffice;

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());

/** A fresh district for each test: clusters of one do not meet those of another. */
async function district(): Promise<GuardedOffice> {
  at = await buildGuardedOffice(office);
  return at;
}

async function clusters(who = at.officer) {
  return (await listClusters(office.as(who), { limit: 50 })).items;
}

function report(person: GuardedOffice['first'], emailId: string | undefined, kind: 'forged' | 'genuine' = 'forged') {
  return reportMail(office.as(person.subject), { mailboxId: person.mailboxId, emailId: emailId ?? '', kind });
}

describe('one tap', () => {
  it('is one report however often it is pressed, and the officer is told once', async () => {
    const { first, officer } = await district();
    const { emailIds } = await deliverLure(office, [boxOf(first)]);
    const answer = await report(first, emailIds[0]);
    const again = await report(first, emailIds[0]);
    expect(answer.outcome).toBe('received');
    expect(again.reportId).toBe(answer.reportId);
    expect(await clusters()).toMatchObject([{ reporters: 1, boxes: 1, state: 'waiting', number: 1 }]);
    expect(await noticesOf(office, officer)).toHaveLength(1);
    expect(await actionsOf(office, answer.reportId ?? '')).toEqual(['threats.reported', 'threats.reported_again']);
  });

  it('of two people about letters worded for each of them is one cluster with everybody who has it', async () => {
    const { first, second, unitBox, communeId, officer } = await district();
    const one = await deliverLure(office, [boxOf(first), { agencyId: communeId, mailboxId: unitBox }]);
    const two = await deliverLure(office, [boxOf(second)], { verdict: { fingerprint: '00000000000000fe' } });
    await Promise.all([report(first, one.emailIds[0]), report(second, two.emailIds[0])]);
    const [cluster] = await clusters();
    expect(await clusters()).toHaveLength(1);
    expect(cluster?.reporters).toBe(2);
    const view = await viewCluster(office.as(officer), cluster?.id ?? '');
    expect(view.holders.map((holder) => holder.mailboxId).sort()).toEqual(
      [first.mailboxId, second.mailboxId, unitBox].sort(),
    );
    expect(view.units).toMatchObject([{ agencyId: communeId, boxes: 3 }]);
  });

  it('of a mailbox that opens in a mail program: from the list, once, and nothing of it is moved here', async () => {
    const { first, second } = await district();
    const { emailIds } = await deliverLure(office, [boxOf(first)]);
    expect((await listMyReports(office.as(first.subject))).reportable).toEqual([]);
    await rawQuery(office.db, "update mailbox set backend = 'postfix' where id = $1", [first.mailboxId]);
    const listed = async (who: typeof first) => (await listMyReports(office.as(who.subject))).reportable;
    expect(await listed(second)).toEqual([]);
    expect(await listed(first)).toMatchObject([{ mailboxId: first.mailboxId, emailId: emailIds[0] }]);
    await expect(report(second, emailIds[0])).rejects.toMatchObject({ code: 'threats.mail_not_found' });
    expect((await report(first, emailIds[0])).outcome).toBe('received');
    expect(await clusters()).toMatchObject([{ reporters: 1, boxes: 1 }]);
    expect(await listed(first)).toEqual([]);
    expect((await listMyReports(office.as(first.subject))).items).toMatchObject([{ link: '' }]);
    const places = 'select binned_at from mail_item where mailbox_id = $1';
    expect(await rawQuery(office.db, places, [first.mailboxId])).toEqual([{ binned_at: null }]);
  });

  it('about another forger is another cluster', async () => {
    const { first } = await district();
    const one = await deliverLure(office, [boxOf(first)]);
    const other = await deliverLure(office, [boxOf(first)], {
      from: 'Thue <hotro@thuedientu-gdt.example>',
      verdict: { fingerprint: 'ffffffff000000ff', links: [] },
    });
    await report(first, one.emailIds[0]);
    await report(first, other.emailIds[0]);
    expect((await clusters()).map((cluster) => cluster.number).sort()).toEqual([1, 2]);
  });

  it('twins at once are one cluster and one report each', async () => {
    const { first, second } = await district();
    const { emailIds } = await deliverLure(office, [boxOf(first), boxOf(second)]);
    await Promise.all([
      report(first, emailIds[0]),
      report(first, emailIds[0]),
      report(second, emailIds[1]),
      report(second, emailIds[1]),
    ]);
    expect(await clusters()).toMatchObject([{ reporters: 2 }]);
    expect(await count(office, 'threat_report where agency_id = $1', [at.officeId])).toBe(2);
  });

  it('of a mail that lies in a mailbox of somebody else does not exist', async () => {
    const { first, second } = await district();
    const { emailIds } = await deliverLure(office, [boxOf(first)]);
    await expect(
      reportMail(office.as(second.subject), { mailboxId: first.mailboxId, emailId: emailIds[0] ?? '', kind: 'forged' }),
    ).rejects.toMatchObject({ code: 'threats.mail_not_found' });
  });

  it('taken back leaves nothing in the queue, and only by whoever reported', async () => {
    const { first, second, officer } = await district();
    const { emailIds } = await deliverLure(office, [boxOf(first)]);
    const { reportId } = await report(first, emailIds[0]);
    await expect(withdrawReport(office.as(second.subject), reportId ?? '')).rejects.toMatchObject({
      code: 'threats.not_found',
    });
    await withdrawReport(office.as(first.subject), reportId ?? '');
    expect(await clusters()).toEqual([]);
    expect(await noticesOf(office, officer)).toEqual([]);
    // Reported again afterwards it counts again.
    await report(first, emailIds[0]);
    expect(await clusters()).toMatchObject([{ reporters: 1, number: 1 }]);
  });
});

describe('the own copy of a reported mail', () => {
  const placeOf = async (emailId: string | undefined) => {
    const [row] = await rawQuery<{ role: string | null; seen: boolean }>(
      office.db,
      `select folder.role, item.seen from mail_item item
       join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id where item.id = $1`,
      [emailId],
    );
    return row;
  };

  it('is read and in the bin, that of others is not; taken back, called genuine or concluded so it is in the inbox again', async () => {
    const { first, second, officer } = await district();
    const { emailIds } = await deliverLure(office, [boxOf(first), boxOf(second)]);
    const [own, others] = emailIds;
    const { reportId } = await report(first, own);
    expect(await placeOf(own)).toEqual({ role: 'trash', seen: true });
    expect(await placeOf(others)).toEqual({ role: 'inbox', seen: false });
    await withdrawReport(office.as(first.subject), reportId ?? '');
    expect(await placeOf(own)).toEqual({ role: 'inbox', seen: true });
    await report(first, own);
    await report(first, own, 'genuine');
    expect(await placeOf(own)).toMatchObject({ role: 'inbox' });
    await report(first, own);
    await report(first, own);
    const [cluster] = await clusters();
    await concludeCluster(office.as(officer), cluster?.id ?? '', {
      verdict: 'genuine',
      reason: 'Thật',
      retract: false,
    });
    expect(await placeOf(own)).toMatchObject({ role: 'inbox' });
    // What is known to be genuine is not moved by whoever thinks otherwise.
    await report(first, own);
    expect(await placeOf(own)).toMatchObject({ role: 'inbox' });
  });

  it('stays in quarantine, and in a bin where the person had put it', async () => {
    const { first } = await district();
    const held = await deliverLure(office, [boxOf(first)], { placement: 'quarantine' });
    await report(first, held.emailIds[0]);
    expect(await placeOf(held.emailIds[0])).toEqual({ role: 'quarantine', seen: true });
    const binned = await deliverLure(office, [boxOf(first)], { subject: 'Đã bỏ' });
    await rawQuery(
      office.db,
      `update mail_item set binned_at = now(), folder_id = (select id from mail_folder where mailbox_id = $2 and role = 'trash')
       where id = $1`,
      [binned.emailIds[0], first.mailboxId],
    );
    const { reportId } = await report(first, binned.emailIds[0]);
    await withdrawReport(office.as(first.subject), reportId ?? '');
    expect(await placeOf(binned.emailIds[0])).toEqual({ role: 'trash', seen: true });
  });
});

describe('whose business it is', () => {
  it('the officer has a desk row; other districts see nothing', async () => {
    const { first, officer, stranger } = await district();
    const { emailIds } = await deliverLure(office, [boxOf(first)]);
    await report(first, emailIds[0]);
    const [cluster] = await clusters();
    expect((await threatsDesk(office.as(officer))).map((group) => group.key)).toEqual(['threats.to_conclude']);
    expect(await clusters(stranger)).toEqual([]);
    expect(await threatsDesk(office.as(stranger))).toEqual([]);
    await expect(viewCluster(office.as(stranger), cluster?.id ?? '')).rejects.toMatchObject({
      code: 'threats.not_found',
    });
  });

  it.each(['leader', 'head'] as const)('the %s neither lists nor concludes', async (who) => {
    const { first, [who]: subject } = await district();
    const { emailIds } = await deliverLure(office, [boxOf(first)]);
    await report(first, emailIds[0]);
    await expect(listClusters(office.as(subject), { limit: 5 })).rejects.toMatchObject({ status: 403 });
    const [cluster] = await clusters();
    const given = { verdict: 'forged' as const, reason: 'Giả mạo', retract: false };
    await expect(concludeCluster(office.as(subject), cluster?.id ?? '', given)).rejects.toMatchObject({
      status: who === 'leader' ? 403 : 404,
    });
  });
});

describe('the conclusion', () => {
  it('is told to the reporters, once, and a second one of the same kind is a conflict', async () => {
    const { first, officer } = await district();
    const { emailIds } = await deliverLure(office, [boxOf(first)]);
    await report(first, emailIds[0]);
    const [cluster] = await clusters();
    const given = { verdict: 'genuine' as const, reason: 'Đã hỏi Sở, thư đúng.', retract: false };
    const results = await Promise.allSettled([
      concludeCluster(office.as(officer), cluster?.id ?? '', given),
      concludeCluster(office.as(officer), cluster?.id ?? '', given),
    ]);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(results.find((result) => result.status === 'rejected')).toMatchObject({
      reason: { code: 'threats.wrong_state' },
    });
    expect((await noticesOf(office, first.subject)).map((notice) => notice.kind)).toEqual(['threats.concluded']);
    expect((await listMyReports(office.as(first.subject))).items).toMatchObject([{ state: 'genuine' }]);
    expect(await actionsOf(office, cluster?.id ?? '')).toEqual(['threats.concluded']);
    expect((await report(first, emailIds[0])).outcome).toBe('known_genuine');
  });
});
