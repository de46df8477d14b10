import type { Tx } from '../../platform/db.ts';
import { invalid } from '../../platform/errors.ts';
import { printDay } from '../../platform/print-dates.ts';
import { rawQuery } from '../../platform/sql.ts';

interface Clash {
  name: string;
  /** The later of the two first days: from here on both would be held. */
  day: string;
  kind: 'together' | 'mixed';
}

// Wherever the posts are: an administrator looks after the agencies below, an auditor may look into them.
const CLASH = `
  select person.full_name as name, greatest(one.valid_from, other.valid_from) as day,
    case when one.id = other.id then 'mixed' else 'together' end as kind
  from org_position one
  join org_position other on other.person_id = one.person_id
    and one.valid_from <= coalesce(other.valid_to, 'infinity') and other.valid_from <= coalesce(one.valid_to, 'infinity')
  join org_person person on person.id = one.person_id
  where one.person_id = any ($1::uuid[]) and (
    (one.id = other.id and one.roles && array['administrator', 'auditor'] and cardinality(one.roles) > 1)
    or ('administrator' = any (one.roles) and 'auditor' = any (other.roles)))
  order by kind, day limit 1`;

const SENTENCES: Record<Clash['kind'], (clash: Clash) => string> = {
  mixed: ({ name }) =>
    `Vai quản trị hoặc kiểm soát phải là một chức vụ riêng, không kèm vai khác (${name}): người quản trị hệ thống không đọc văn bản khi đang quản trị. Bỏ các vai khác ở chức vụ này; nếu cần, bổ nhiệm thêm một chức vụ cho công việc chuyên môn.`,
  together: ({ name, day }) =>
    `${name} không thể vừa quản trị vừa kiểm soát (trùng từ ngày ${printDay(day)}): người làm và người kiểm tra phải khác nhau. Chọn người khác cho một trong hai vai.`,
};

/**
 * System administration, work with documents and the audit are different people's or at least different posts' (QCVN 12:2026 3.7.2.9;
 * TCVN 14423 level 3: separation of duties). Asked after the posts are written, so that every way to give one is held to it.
 * @throws AppError 422 `org.duties_together`
 */
export async function assertDutiesApart(tx: Tx, personIds: readonly string[]): Promise<void> {
  // Two posts given at once to one person must meet.
  await rawQuery(tx, 'select 1 from org_person where id = any ($1::uuid[]) order by id for no key update', [personIds]);
  const [clash] = await rawQuery<Clash>(tx, CLASH, [personIds]);
  if (clash !== undefined) {
    const message = SENTENCES[clash.kind](clash);
    throw invalid('org.duties_together', message, [{ path: 'roles', message }]);
  }
}
