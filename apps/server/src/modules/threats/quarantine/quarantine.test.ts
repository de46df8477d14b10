import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import {
  actionsOf,
  boxOf,
  buildGuardedOffice,
  count,
  deliverLure,
  type GuardedOffice,
  LURE,
  noticesOf,
} from '../threats.testing.ts';
import { digestHeld } from './digest.ts';
import { expireHeld } from './expire.ts';
import { listHeld } from './list-held.ts';
import { askRelease, decideRelease } from './release.ts';

let office: TestOffice;

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());

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
