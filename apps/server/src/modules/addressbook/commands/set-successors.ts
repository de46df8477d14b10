import type { SetSuccessors } from '@congvu/contracts';
import { record } from '#modules/audit';
import { isTopAgency } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid, notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { oneAtATime, rawQuery } from '../../../platform/sql.ts';
import { bookPolicies } from '../addressbook.policy.ts';
import type { BookAgency } from '../book.ts';
import { codeKey } from '../codes.ts';
import { findManyByCode, loadBodies } from '../resolve.ts';
import { writeChanges } from '../sync/write-bodies.ts';

export interface StatedSuccession {
  fromKey: string;
  /** Codes of the bodies that take over. */
  to: readonly BookAgency[];
  effectiveOn: string;
  basis: string;
}

/** Whoever takes over may not in the end be taken over by the one it replaces. */
async function assertNoRing(tx: Tx, fromKeys: readonly string[], to: readonly BookAgency[]): Promise<void> {
  const rows = await rawQuery<{ ring: boolean }>(
    tx,
    `with recursive after as (
       select unnest($2::text[]) collate "C" as key
       union
       select next.key from after cross join lateral (
         select other.value_key as key from addressbook_alias own
           join addressbook_alias other on other.agency_id = own.agency_id where own.value_key = after.key
         union all
         select s.to_key from addressbook_successor s where s.from_key = after.key
       ) next
     ) select exists (select 1 from after where key = any($1::text[])) as ring`,
    [fromKeys, to.map(({ code }) => codeKey(code))],
  );
  if (rows[0]?.ring === true) {
    throw conflict(
      'addressbook.successor_ring',
      'Cơ quan nhận thay lại đang được chính cơ quan này nhận thay. Bỏ khai báo cũ trước, hoặc chọn cơ quan khác.',
    );
  }
}

/** Stated for one code of the body; it holds for all of them. */
export async function writeSuccession(tx: Tx, context: ActingContext, stated: StatedSuccession): Promise<void> {
  const now = context.clock.now();
  for (const { code } of stated.to) {
    await rawQuery(
      tx,
      `insert into addressbook_successor (from_key, to_key, to_code, effective_on, in_force, basis, created_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (from_key, to_key) do update set to_code = excluded.to_code, effective_on = excluded.effective_on,
         in_force = excluded.in_force, basis = excluded.basis, created_by = excluded.created_by, created_at = excluded.created_at`,
      [
        stated.fromKey,
        codeKey(code),
        code,
        stated.effectiveOn,
        stated.effectiveOn <= vietnamDate(now),
        stated.basis,
        context.subject.displayName,
        now,
      ],
    );
  }
}

async function findHeirs(tx: Tx, codes: readonly string[], own: readonly string[]): Promise<BookAgency[]> {
  const known = await findManyByCode(tx, codes);
  return codes.map((code, at) => {
    const heir = known.get(codeKey(code));
    if (heir === undefined || own.includes(codeKey(heir.code)) || own.includes(codeKey(code))) {
      throw invalid(
        'addressbook.successor_unknown',
        heir === undefined
          ? `Không có cơ quan nào mang mã ${code}. Chọn cơ quan nhận thay trong sổ địa chỉ.`
          : 'Một cơ quan không thể nhận thay chính mình. Chọn cơ quan khác.',
        [{ path: `codes.${at}`, message: 'Mã không dùng được' }],
      );
    }
    return heir;
  });
}

/** Who takes over from a body, from a day on: one is sent to instead of it, several leave the choice to the sender, none takes it back. */
export async function setSuccessors(context: ActingContext, id: string, given: SetSuccessors): Promise<{ id: string }> {
  const { subject } = context;
  return command(context, async (tx) => {
    bookPolicies.authorize('addressbook.set_successor', subject, { top: await isTopAgency(tx, subject.agencyId) });
    await oneAtATime(tx, 'addressbook');
    const body = (await loadBodies(tx, [id])).get(id);
    if (body === undefined) {
      throw notFound('addressbook.not_found', 'Không tìm thấy cơ quan này trong sổ địa chỉ. Tải lại sổ rồi tìm lại.');
    }
    const keys = [...new Set([codeKey(body.code), ...body.keys])];
    const heirs = await findHeirs(tx, given.codes, keys);
    await assertNoRing(tx, keys, heirs);
    const before = await rawQuery<{ code: string }>(
      tx,
      'delete from addressbook_successor where from_key = any($1::text[]) returning to_code as code',
      [keys],
    );
    await writeSuccession(tx, context, { ...given, fromKey: codeKey(body.code), to: heirs });
    const after = heirs.map(({ code, name }) => `${name} (${code})`).join('; ');
    const told = before.map(({ code }) => code).join('; ');
    await writeChanges(tx, [{ agency_id: id, kind: 'successor', before: told, after }], {
      source: 'import',
      now: context.clock.now(),
    });
    await record(tx, context, {
      action: 'addressbook.successor_set',
      agencyId: subject.agencyId,
      objectKind: 'book_agency',
      objectId: id,
      detail: {
        code: body.code,
        to: heirs.map(({ code }) => code),
        effectiveOn: given.effectiveOn,
        basis: given.basis,
      },
    });
    await publish(tx, { topic: 'addressbook', agencyId: subject.agencyId });
    return { id };
  });
}
