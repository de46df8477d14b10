import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';

/** Rows of one kind that the office keeps of a person; `$1` is the agency, `$2` the person, `$3` the sign-in, `$4` now. */
interface OwnPart {
  key: string;
  name: string;
  sql: string;
}

const OWN_PARTS: readonly OwnPart[] = [
  {
    key: 'profile',
    name: 'Hồ sơ',
    sql: `select full_name, born_on, email, phone, identity_number, staff_kind, left_on from org_person where agency_id = $1 and id = $2`,
  },
  {
    key: 'posts',
    name: 'Chức vụ',
    sql: `select title, rank, roles, valid_from, valid_to from org_position where agency_id = $1 and person_id = $2 order by valid_from`,
  },
  {
    key: 'sign_in',
    name: 'Tài khoản đăng nhập',
    sql: `select user_name, created_at, last_sign_in_at, password_changed_at, totp_enabled_at from identity_user
          where agency_id = $1 and id = $3 and person_id = $2`,
  },
  {
    key: 'sessions',
    name: 'Phiên đăng nhập',
    sql: `select started_at, last_seen_at, ended_at, ip, user_agent from identity_session
          where agency_id = $1 and user_id = $3 order by started_at desc limit 1000`,
  },
  {
    key: 'security_events',
    name: 'Sự kiện an toàn của tài khoản',
    sql: `select at, kind, device, ip from identity_security_event where agency_id = $1 and user_id = $3 order by at desc limit 1000`,
  },
  {
    key: 'accounts',
    name: 'Tài khoản nghiệp vụ',
    sql: `select name, type, holder_name, position_title, unit_name, phone, state from account where agency_id = $1 and person_id = $2`,
  },
  {
    key: 'certificates',
    name: 'Chứng thư số',
    sql: `select subject_name, identity_number, tax_code, serial, issuer_name, valid_from, valid_to, email, mobile
          from certificate_entry where agency_id = $1 and person_id = $2`,
  },
  {
    key: 'mailboxes',
    name: 'Hộp thư',
    sql: `select address, kind, holder_name, state, opened_on, closed_on from mailbox where agency_id = $1 and person_id = $2`,
  },
  {
    key: 'requests',
    name: 'Đề nghị đã khai',
    sql: `select kind, form_code, subject, state, content from request where agency_id = $1 and declarant_person_id = $2`,
  },
  {
    key: 'acts',
    name: 'Việc đã làm (nhật ký, 12 tháng)',
    sql: `select at, action, object_kind, ip from audit_leaf
          where agency_id = $1 and user_id = $3 and at > $4::timestamptz - interval '12 months' order by at desc limit 5000`,
  },
];

/** Names every parameter once, so that a part may leave some out. */
const ASKING =
  'with asking as (select $1::uuid as agency, $2::uuid as person, $3::uuid as sign_in, $4::timestamptz as moment)';

export interface OwnRows {
  key: string;
  name: string;
  rows: Record<string, unknown>[];
}

/** Everything the office keeps of the person who asks, and of nobody else. Letters of a mailbox are taken along from the mailbox. */
export async function readOwnData({ db, subject, clock }: ActingContext): Promise<OwnRows[]> {
  const parts: OwnRows[] = [];
  const values = [subject.agencyId, subject.personId, subject.userId, clock.now()];
  for (const { key, name, sql } of OWN_PARTS) {
    parts.push({ key, name, rows: await rawQuery<Record<string, unknown>>(db, `${ASKING} ${sql}`, values) });
  }
  return parts;
}
