import type { MailVerdict } from '@congvu/mailguard';
import type { Subject } from '../../platform/authorise.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { buildMailbox, deliverTo, storeRaw, writeMail } from '../webmail/webmail.testing.ts';

interface Person {
  subject: Subject;
  mailboxId: string;
}

export interface GuardedOffice {
  officeId: string;
  communeId: string;
  officer: Subject;
  leader: Subject;
  /** Head of the commune. */
  head: Subject;
  first: Person;
  second: Person;
  /** Mailbox of the commune itself, opened by `second`. */
  unitBox: string;
  /** Officer and person of another district. */
  stranger: Subject;
  foreign: Person;
}

let serial = 0;

async function buildPerson(office: TestOffice, post: { agencyId: string; unitId: string }, fullName: string) {
  serial += 1;
  const subject = await buildSubject(office.db, { ...post, fullName, roles: ['specialist'] });
  const mailboxId = await buildMailbox(office.db, {
    agencyId: post.agencyId,
    personId: subject.personId,
    address: `nguoi${serial}.test@laichau.gov.vn`,
    name: fullName,
  });
  return { subject, mailboxId };
}

async function buildDistrict(office: TestOffice, name: string) {
  const agency = await buildAgency(office.db, { name, short_name: name, tier: 'district' });
  const unit = await buildUnit(office.db, agency.id, { name: 'Phòng Văn hóa và Thông tin', symbol: 'VHTT' });
  const commune = await buildAgency(office.db, {
    name: `UBND xã của ${name}`,
    parent_id: agency.id,
    recipient_group: 'communes',
  });
  const communeUnit = await buildUnit(office.db, commune.id);
  return {
    post: { agencyId: agency.id, unitId: unit.id },
    communePost: { agencyId: commune.id, unitId: communeUnit.id },
  };
}

/** A district with its officer and a commune of two people and a unit mailbox; beside it another district. */
export async function buildGuardedOffice(office: TestOffice): Promise<GuardedOffice> {
  const { db } = office;
  const own = await buildDistrict(office, 'UBND huyện Bản Sen');
  const other = await buildDistrict(office, 'UBND huyện Khác');
  const second = await buildPerson(office, own.communePost, 'Giàng A Hai');
  serial += 1;
  return {
    officeId: own.post.agencyId,
    communeId: own.communePost.agencyId,
    officer: await buildSubject(db, { ...own.post, fullName: 'Hoàng Minh Tuấn', roles: ['focal', 'specialist'] }),
    leader: await buildSubject(db, { ...own.post, fullName: 'Vũ Thị Lan', rank: 'agency_head', roles: ['leader'] }),
    head: await buildSubject(db, {
      ...own.communePost,
      fullName: 'Lò Văn Chủ',
      rank: 'agency_head',
      roles: ['leader'],
    }),
    first: await buildPerson(office, own.communePost, 'Lò Thị Một'),
    second,
    unitBox: await buildMailbox(db, {
      agencyId: own.communePost.agencyId,
      address: `vanthu${serial}@laichau.gov.vn`,
      members: [second.subject.personId],
    }),
    stranger: await buildSubject(db, { ...other.post, fullName: 'Người Huyện Khác', roles: ['focal'] }),
    foreign: await buildPerson(office, other.communePost, 'Vàng A Xa'),
  };
}

export const LURE = 'Nâng cấp hộp thư công vụ trong vòng 48 giờ';
export const HOST = 'laichau-gov-vn.example';

export function verdictOf(given: Partial<MailVerdict> = {}): MailVerdict {
  return {
    verdict: 'suspicious',
    score: 0.8,
    findings: [],
    reasons: [{ code: 'LURE', text: 'Dọa khóa hộp thư trong 48 giờ.' }],
    links: [
      {
        shown: 'mail.laichau.gov.vn',
        url: `https://${HOST}/dang-nhap`,
        host: HOST,
        realHost: HOST,
        suspicious: true,
        why: `"${HOST}" cố ý giống "laichau.gov.vn".`,
      },
    ],
    fingerprint: '00000000000000ff',
    ...given,
  };
}

interface Box {
  agencyId: string;
  mailboxId: string;
}

/** The lure, as its own bytes each time, delivered to these boxes. */
export async function deliverLure(
  office: TestOffice,
  boxes: readonly Box[],
  given: { subject?: string; from?: string; verdict?: Partial<MailVerdict>; placement?: 'inbox' | 'quarantine' } = {},
): Promise<{ messageId: string; emailIds: string[] }> {
  const raw = writeMail({
    from: given.from ?? 'Quan tri <helpdesk@campus-norte.example>',
    subject: given.subject ?? LURE,
    text: `Hộp thư đầy. Đăng nhập tại https://${HOST}/dang-nhap`,
  });
  const stored = await storeRaw(office, raw, { verdict: verdictOf(given.verdict) });
  const emailIds: string[] = [];
  let messageId = '';
  for (const box of boxes) {
    const item = await deliverTo(office, stored, box, given.placement);
    emailIds.push(item.itemId);
    messageId = item.messageId;
  }
  return { messageId, emailIds };
}

export function boxOf(person: Person): Box {
  return { agencyId: person.subject.agencyId, mailboxId: person.mailboxId };
}

export async function actionsOf(office: TestOffice, objectId: string): Promise<string[]> {
  const rows = await rawQuery<{ action: string }>(
    office.db,
    'select action from audit_leaf where object_id = $1 order by ctid',
    [objectId],
  );
  return rows.map((row) => row.action);
}

export async function noticesOf(office: TestOffice, subject: Subject): Promise<{ kind: string; text: string }[]> {
  return rawQuery(
    office.db,
    'select kind, text from notification where agency_id = $1 and person_id = $2 and read_at is null order by id',
    [subject.agencyId, subject.personId],
  );
}

export async function count(office: TestOffice, sql: string, parameters: unknown[] = []): Promise<number> {
  const [row] = await rawQuery<{ n: number }>(office.db, `select count(*)::int as n from ${sql}`, parameters);
  return row?.n ?? 0;
}
