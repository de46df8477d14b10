import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { concludeCluster } from '../commands/conclude-cluster.ts';
import { restoreCluster, retractCluster } from '../commands/move-mail.ts';
import { reportMail } from '../commands/report-mail.ts';
import { listClusters } from '../queries/list-clusters.ts';
import { listExposed } from '../queries/list-exposed.ts';
import { viewCluster } from '../queries/view-cluster.ts';
import { openLink, viewLink } from '../queries/view-link.ts';
import { activeCampaigns, liftRule, listRules } from '../rules.ts';
import {
  actionsOf,
  boxOf,
  buildGuardedOffice,
  count,
  deliverLure,
  type GuardedOffice,
  HOST,
  noticesOf,
} from '../threats.testing.ts';
import { runRetraction } from './run-retraction.ts';

let office: TestOffice;
let at: GuardedOffice;
let emailIds: string[];
let messageId: string;
let clusterId: string;
const FORGED = { verdict: 'forged' as const, reason: 'Trang đăng nhập giả.', retract: true };

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());

/** Reported by the first, held by both people and the unit mailbox. */
async function lure(boxes: { agencyId: string; mailboxId: string }[] = []): Promise<void> {
  at = await buildGuardedOffice(office);
  const own = [boxOf(at.first), boxOf(at.second), { agencyId: at.communeId, mailboxId: at.unitBox }];
  ({ emailIds, messageId } = await deliverLure(office, [...own, ...boxes]));
  await reportMail(office.as(at.first.subject), {
    mailboxId: at.first.mailboxId,
    emailId: emailIds[0] ?? '',
    kind: 'forged',
  });
  clusterId = (await listClusters(office.as(at.officer), { limit: 1 })).items[0]?.id ?? '';
}

function run(): Promise<void> {
  return runRetraction(office, { agencyId: at.officeId, id: clusterId });
}

async function items(): Promise<unknown[]> {
  return rawQuery(office.db, 'select * from mail_item where message_id = $1 order by id', [messageId]);
}

async function left(): Promise<number> {
  return count(office, "mail_item where message_id = $1 and direction = 'in' and retracted_at is null", [messageId]);
}

describe('out of all mailboxes in one act', () => {
  it('also of units and of letters worded for others, and again changes nothing', async () => {
    await lure();
    const worded = await deliverLure(office, [boxOf(at.second)], { verdict: { fingerprint: '00000000000000fc' } });
    await concludeCluster(office.as(at.officer), clusterId, FORGED);
    await run();
    await run();
    expect(await left()).toBe(0);
    expect(await count(office, 'mail_item where message_id = $1 and retracted_at is null', [worded.messageId])).toBe(0);
    const view = await viewCluster(office.as(at.officer), clusterId);
    expect(view.retraction).toMatchObject({ state: 'done', moved: 4, reason: FORGED.reason });
    expect(view.holders.every((holder) => holder.retracted)).toBe(true);
    await expect(retractCluster(office.as(at.officer), clusterId, 'Lần nữa')).rejects.toMatchObject({ status: 403 });
    expect((await actionsOf(office, clusterId)).filter((action) => action === 'threats.retracted')).toHaveLength(1);
  });

  it('leaves alone what is no such letter', async () => {
    await lure();
    const other = await deliverLure(office, [boxOf(at.first)], {
      from: 'So TTTT <vanthu@stttt.example>',
      verdict: { fingerprint: 'ffffffff000000ff', links: [] },
    });
    await concludeCluster(office.as(at.officer), clusterId, FORGED);
    await run();
    expect(await count(office, 'mail_item where message_id = $1 and retracted_at is null', [other.messageId])).toBe(1);
  });

  it('begun twice at once is one', async () => {
    await lure();
    await concludeCluster(office.as(at.officer), clusterId, { ...FORGED, retract: false });
    expect(await left()).toBe(3);
    const results = await Promise.allSettled([
      retractCluster(office.as(at.officer), clusterId, 'Thu lại'),
      retractCluster(office.as(at.officer), clusterId, 'Thu lại'),
    ]);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    await Promise.all([run(), run()]);
    expect(await left()).toBe(0);
    expect((await viewCluster(office.as(at.officer), clusterId)).retraction?.moved).toBe(3);
  });

  it('a document that was made of it keeps its number; its timeline and the people of the mailbox are told, both ways', async () => {
    await lure();
    const agencyId = at.first.subject.agencyId;
    const documentId = newId();
    await rawQuery(
      office.db,
      `insert into document (agency_id, id, direction, document_type, type_name, abstract, issuing_agency_name, created_at)
       values ($1, $2, 'incoming', 'official_letter', 'Công văn', 'Thử', 'Sở Thử', $3)`,
      [agencyId, documentId, office.clock.now()],
    );
    const link = `/van-ban-den/${documentId}`;
    await rawQuery(office.db, 'update mail_item set registered_link = $3 where agency_id = $1 and mailbox_id = $2', [
      agencyId,
      at.first.mailboxId,
      link,
    ]);
    const lines = () =>
      count(office, "document_movement where document_id = $1 and kind = 'mail_verdict'", [documentId]);
    await concludeCluster(office.as(at.officer), clusterId, FORGED);
    await run();
    expect(await lines()).toBe(1);
    expect((await noticesOf(office, at.first.subject)).map(({ kind }) => kind)).toContain('threats.registered_mail');
    await restoreCluster(office.as(at.officer), clusterId, 'Nhầm');
    await run();
    expect(await lines()).toBe(2);
  });

  it('a copy reported afterwards goes the same way', async () => {
    await lure();
    await concludeCluster(office.as(at.officer), clusterId, FORGED);
    await run();
    const late = await deliverLure(office, [boxOf(at.second)], { verdict: { fingerprint: '00000000000000fd' } });
    const answer = await reportMail(office.as(at.second.subject), {
      mailboxId: at.second.mailboxId,
      emailId: late.emailIds[0] ?? '',
      kind: 'forged',
    });
    expect(answer.outcome).toBe('known_forged');
    await run();
    expect(await count(office, 'mail_item where message_id = $1 and retracted_at is null', [late.messageId])).toBe(0);
  });

  it('does not touch what lies in another district as well', async () => {
    const foreign = await buildGuardedOffice(office);
    await lure([boxOf(foreign.first)]);
    await concludeCluster(office.as(at.officer), clusterId, FORGED);
    await run();
    expect(
      await count(office, 'mail_item where message_id = $1 and agency_id = $2 and retracted_at is null', [
        messageId,
        foreign.communeId,
      ]),
    ).toBe(1);
    const view = await viewCluster(office.as(at.officer), clusterId);
    expect(view.holders.map((holder) => holder.mailboxId)).not.toContain(foreign.first.mailboxId);
  });
});

describe('back again', () => {
  it('restores every copy exactly', async () => {
    await lure();
    await rawQuery(office.db, 'update mail_item set seen = true, flagged = true where id = $1', [emailIds[1]]);
    const before = await items();
    await concludeCluster(office.as(at.officer), clusterId, FORGED);
    await run();
    expect(await items()).not.toEqual(before);
    await restoreCluster(office.as(at.officer), clusterId, 'Kết luận nhầm');
    await run();
    expect(await items()).toEqual(before);
    expect((await viewCluster(office.as(at.officer), clusterId)).retraction?.state).toBe('restored');
    // And out once more.
    await retractCluster(office.as(at.officer), clusterId, 'Vẫn là giả mạo');
    await run();
    expect(await left()).toBe(0);
  });

  it('found genuine afterwards, the mail comes back and the rule goes', async () => {
    await lure();
    await concludeCluster(office.as(at.officer), clusterId, FORGED);
    await run();
    await concludeCluster(office.as(at.officer), clusterId, { ...FORGED, verdict: 'genuine', reason: 'Sở xác nhận' });
    await run();
    expect(await left()).toBe(3);
    const rules = await listRules(office.as(at.officer));
    expect(rules.items).toMatchObject([{ active: false }]);
  });
});

describe('the rule that stops the next', () => {
  it('feeds the judge until it is lifted, by the officer alone', async () => {
    await lure();
    expect((await activeCampaigns(office.db)).length).toBe(
      await count(
        office,
        "threat_rule join threat_cluster cluster on cluster.id = cluster_id where lifted_at is null and cluster.state = 'forged'",
      ),
    );
    const before = (await activeCampaigns(office.db)).length;
    await concludeCluster(office.as(at.officer), clusterId, { ...FORGED, retract: false });
    const campaigns = await activeCampaigns(office.db);
    expect(campaigns).toHaveLength(before + 1);
    expect(campaigns[0]).toEqual({ number: '1', fingerprint: '00000000000000ff', hosts: [HOST] });
    const [rule] = (await listRules(office.as(at.officer))).items;
    await expect(liftRule(office.as(at.stranger), rule?.id ?? '', 'Không phải của tôi')).rejects.toMatchObject({
      code: 'threats.not_found',
    });
    await expect(liftRule(office.as(at.head), rule?.id ?? '', 'Không được')).rejects.toMatchObject({ status: 403 });
    await liftRule(office.as(at.officer), rule?.id ?? '', 'Hết chiến dịch');
    expect(await activeCampaigns(office.db)).toHaveLength(before);
  });
});

describe('hosts of a rule', () => {
  it('are the suspicious ones alone, never ours nor a place where everybody has pages', async () => {
    at = await buildGuardedOffice(office);
    const link = (realHost: string, suspicious: boolean) => ({
      shown: '',
      url: `https://${realHost}/x`,
      host: realHost,
      realHost,
      suspicious,
    });
    const links = [
      link(HOST, true),
      link('docs.google.com', true),
      link('mail.laichau.gov.vn', true),
      link('bao-hang-ngay.example', false),
    ];
    const { emailIds: ids } = await deliverLure(office, [boxOf(at.first)], { verdict: { links } });
    const wanted = { mailboxId: at.first.mailboxId, emailId: ids[0] ?? '', kind: 'forged' as const };
    await reportMail(office.as(at.first.subject), wanted);
    const id = (await listClusters(office.as(at.officer), { limit: 1 })).items[0]?.id ?? '';
    await concludeCluster(office.as(at.officer), id, { ...FORGED, retract: false });
    expect((await listRules(office.as(at.officer))).items.map((rule) => rule.hosts)).toEqual([[HOST]]);
  });
});

describe('the page before a link', () => {
  const url = `https://${HOST}/dang-nhap`;

  it('names the real host, keeps who went on for the officer, and stops once it is a forgery', async () => {
    await lure();
    const context = office.as(at.second.subject);
    const query = { emailId: emailIds[1] ?? '', url };
    expect(await viewLink(context, query)).toMatchObject({ host: HOST, tone: 'warn', mayGoOn: true });
    expect(await openLink(context, query)).toEqual({ href: url });
    await openLink(context, query);
    const opened = (await viewCluster(office.as(at.officer), clusterId)).holders.filter(
      (holder) => holder.openedLinkAt !== null,
    );
    expect(opened.map((holder) => holder.mailboxId)).toEqual([at.second.mailboxId]);
    const exposed = async (subject: Subject) => (await listExposed(office.as(subject))).items;
    expect(await exposed(at.head)).toEqual([]);
    await concludeCluster(office.as(at.officer), clusterId, { ...FORGED, retract: false });
    expect(await exposed(at.head)).toMatchObject([{ personName: 'Giàng A Hai', host: HOST, enteredPassword: false }]);
    expect(await exposed(at.leader)).toEqual([]);
    await expect(exposed(at.first.subject)).rejects.toMatchObject({ status: 403 });
    expect((await noticesOf(office, at.second.subject)).map((notice) => notice.kind)).toEqual([
      'threats.opened_forged',
    ]);
    expect(await viewLink(context, query)).toMatchObject({ tone: 'stop', mayGoOn: false });
    await expect(openLink(context, query)).rejects.toMatchObject({ code: 'threats.link_stopped' });
  });

  it('is plain for our own hosts and refuses what is no web address', async () => {
    await lure();
    const context = office.as(at.second.subject);
    expect(await viewLink(context, { url: 'https://dichvu.laichau.gov.vn/tra-cuu' })).toMatchObject({ tone: 'plain' });
    await expect(viewLink(context, { url: 'javascript:alert(1)' })).rejects.toMatchObject({
      code: 'threats.link_not_in_mail',
    });
    await expect(viewLink(office.as(at.first.subject), { emailId: emailIds[1] ?? '', url })).rejects.toMatchObject({
      code: 'threats.mail_not_found',
    });
  });
});
