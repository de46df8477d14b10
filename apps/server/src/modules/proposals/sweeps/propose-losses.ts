import { type Services, systemContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { closeProposal, openProposal, tellOf } from '../open-proposal.ts';
import { todayOf } from '../people.ts';
import { listOpen } from '../proposals.store.ts';
import { hostedAgencies } from './agency-things.ts';
import { inSweep } from './in-sweep.ts';

/** A lost device stays open until the authority has revoked its certificate, or the report was taken back. */
export async function closeLosses(services: Services): Promise<void> {
  const context = systemContext(services);
  for (const row of await listOpen(services.db, ['lost_token'])) {
    const [loss] = await rawQuery<{ state: string }>(
      services.db,
      'select state from certificate_loss where agency_id = $1 and id = $2',
      [row.agency_id, row.detail.lossId ?? null],
    );
    if (loss === undefined || loss.state === 'open') {
      continue;
    }
    const end =
      loss.state === 'revoked'
        ? { state: 'used' as const, why: 'Nơi cấp đã thu hồi chứng thư số.' }
        : { state: 'dismissed' as const, why: 'Báo mất đã được rút: tìm lại được thiết bị.' };
    await inSweep(context, async (tx) => {
      await closeProposal(tx, context, row, end);
    });
  }
}

interface LockedToken {
  agency_id: string;
  id: string;
  serial: string;
  holder_name: string;
  person_id: string | null;
  entry_id: string | null;
  since: string;
}

const LOCKED = `
  select token.agency_id, token.id, token.serial, coalesce(nullif(token.holder_name, ''), token.custodian_name) as holder_name,
    coalesce(token.holder_person_id, token.custodian_person_id) as person_id,
    (select entry.id from certificate_entry entry where entry.agency_id = token.agency_id and entry.token_id = token.id
       and entry.state in ('issued', 'active') order by entry.valid_to desc nulls last limit 1) as entry_id,
    extract(epoch from token.updated_at)::bigint::text as since
  from certificate_token token where token.state = 'locked' order by token.agency_id, token.id`;

/** Only locked (wrong password), not lost: Mẫu 05 (R20). */
export async function proposeLocked(services: Services): Promise<void> {
  const context = systemContext(services);
  const hosted = await hostedAgencies(services.db, todayOf(context));
  const locked = await rawQuery<LockedToken>(services.db, LOCKED, []);
  const current = new Set(locked.map(({ id }) => id));
  const open = await listOpen(services.db, ['restore_token']);
  const known = new Set(open.map(({ about }) => about.split(':')[1]));
  for (const token of locked.filter(({ agency_id, id }) => hosted.has(agency_id) && !known.has(id))) {
    await inSweep(context, async (tx) => {
      const row = await openProposal(tx, context, {
        agencyId: token.agency_id,
        kind: 'restore_token',
        // Locked another time it is another matter.
        about: `token:${token.id}:${token.since}`,
        sentence: `Thiết bị lưu khóa bí mật ${token.serial} của ${token.holder_name} bị khóa do nhập sai mật khẩu.`,
        reason:
          'Chỉ nơi cấp khôi phục được: đề nghị khôi phục thiết bị (Mẫu 05). Thiết bị mất thì báo mất, không lập mẫu này.',
        dueOn: null,
        tone: 'amber',
        prepares: ['cert.restore'],
        ...(token.entry_id !== null && { detail: { entryId: token.entry_id } }),
        personId: token.person_id,
      });
      if (row !== undefined) {
        await tellOf(tx, context, row);
      }
    });
  }
  for (const row of open.filter(({ about }) => !current.has(about.split(':')[1] ?? ''))) {
    await inSweep(context, async (tx) => {
      await closeProposal(tx, context, row, { state: 'used', why: 'Thiết bị không còn bị khóa.' });
    });
  }
}
