import type { Role } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { assertConsent, type Consent } from '../../platform/guarded-change.ts';
import { printDay } from '../../platform/print-dates.ts';
import { rawQuery } from '../../platform/sql.ts';

/** Whoever holds one of these can change who may do what, or is the one who checks it: nobody gives them alone. */
const GUARDED_ROLES: readonly Role[] = ['administrator', 'auditor'];

export const ROLE_WORDS: Record<Role, string> = {
  clerk: 'văn thư',
  leader: 'lãnh đạo cơ quan',
  unit_head: 'trưởng đơn vị',
  specialist: 'chuyên viên',
  focal: 'đầu mối hướng dẫn',
  administrator: 'quản trị',
  auditor: 'kiểm soát',
};

export function roleWords(roles: readonly string[]): string {
  const words: Record<string, string> = ROLE_WORDS;
  return roles.map((role) => words[role] ?? role).join(', ');
}

export function guardedOf(roles: readonly string[]): string[] {
  const guarded: readonly string[] = GUARDED_ROLES;
  return roles.filter((role) => guarded.includes(role));
}

export interface GuardedPost {
  id: string;
  personName: string;
  agencyName: string;
  roles: string[];
  from: string;
  to: string | null;
}

/** Every post with such a role, of whatever term: compared before and after, no way to give one is overlooked. */
export async function listGuardedPosts(db: Db | Tx): Promise<GuardedPost[]> {
  const rows = await rawQuery<GuardedPost>(
    db,
    `select position.id, person.full_name as "personName", agency.name as "agencyName", position.roles,
       position.valid_from as "from", position.valid_to as "to"
     from org_position position
     join org_person person on person.id = position.person_id
     join org_agency agency on agency.id = position.agency_id
     where position.roles && $1::text[] order by agency.name, person.sort_name, position.id`,
    [GUARDED_ROLES],
  );
  return rows.map((row) => ({ ...row, roles: guardedOf(row.roles) }));
}

function covers(before: GuardedPost, after: GuardedPost): boolean {
  const isWithin = before.from <= after.from && (before.to === null || (after.to !== null && after.to <= before.to));
  return isWithin && after.roles.every((role) => before.roles.includes(role));
}

/** Posts that carry more of it, or for longer, than they did. */
export function grantedBetween(before: readonly GuardedPost[], after: readonly GuardedPost[]): GuardedPost[] {
  const known = new Map(before.map((post) => [post.id, post]));
  return after.filter((post) => {
    const earlier = known.get(post.id);
    return earlier === undefined || !covers(earlier, post);
  });
}

export function termWords({ from, to }: { from: string; to: string | null }): string {
  return to === null ? `từ ${printDay(from)}` : `từ ${printDay(from)} đến ${printDay(to)}`;
}

/** @throws AppError 422 `secondperson.needed` */
export function assertMayGrant(roles: readonly string[], had: readonly string[], consent: Consent | undefined): void {
  const added = guardedOf(roles).filter((role) => !had.includes(role));
  if (added.length > 0) {
    assertConsent(consent, `Cấp vai ${roleWords(added)} là trao quyền trên cả hệ thống.`);
  }
}
