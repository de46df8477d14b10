import { proposeMailboxName } from '@congvu/forms';
import type { TreeRows } from '#modules/org';
import { COMMUNES } from './demo-agencies.ts';
import type { DemoPerson } from './demo-people.ts';

type PersonalRecord = Omit<TreeRows['people'][number], 'agencyCode' | 'code' | 'fullName'>;

export const MAIL_DOMAIN = 'laichau.gov.vn';

const COMMUNE_KEYS = new Set(COMMUNES.map(([key]) => key));

/** Departments of a district have the district's name in their addresses; the township is told from the district. */
export function slugOf(agencyKey: string): string {
  if (COMMUNE_KEYS.has(agencyKey)) {
    return agencyKey === 'tamduong' ? 'thitran' : agencyKey;
  }
  return agencyKey === 'stttt' ? 'stttt' : 'tamduong';
}

/** The organisation's own: the district plainly, its departments and communes before it. */
export function agencyMailbox(agencyKey: string): string {
  if (agencyKey === 'ubnd') {
    return `tamduong@${MAIL_DOMAIN}`;
  }
  const name = agencyKey === 'tamduong' ? 'thitran' : agencyKey;
  return agencyKey === 'stttt' ? `stttt@${MAIL_DOMAIN}` : `${name}.tamduong@${MAIL_DOMAIN}`;
}

/** Names before the @, each given once: the account of the document system is called the same. */
export function createNames(): (fullName: string, agencyKey: string) => string {
  const taken = new Set<string>();
  return (fullName, agencyKey) => {
    const name = proposeMailboxName({ fullName, unitSlug: slugOf(agencyKey), taken });
    taken.add(name);
    return name;
  };
}

export function isWoman(fullName: string): boolean {
  return fullName.includes(' Thị ');
}

const HEADS_FROM = 1963;
const STAFF_FROM = 1974;

function birthYear(person: DemoPerson, index: number): number {
  const isLeader = person.posts[0]?.roles.includes('leader') === true;
  return isLeader ? HEADS_FROM + ((index * 5) % 17) : STAFF_FROM + ((index * 7) % 22);
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0');
}

/** Well formed, and nobody's: no province has the code 000, and the numbers of 0900 000 are the letter's own example. */
function recordOf(person: DemoPerson, index: number): PersonalRecord {
  const isVanAnh = person.fullName === 'Nguyễn Thị Vân Anh';
  const year = isVanAnh ? 1992 : birthYear(person, index);
  const bornOn = isVanAnh ? '1992-08-14' : `${year}-${pad(((index * 5) % 12) + 1)}-${pad(((index * 11) % 28) + 1)}`;
  return {
    bornOn,
    phone: `0900000${pad(index + 1, 3)}`,
    identityNumber: `000${isWoman(person.fullName) ? 1 : 0}${pad(year % 100)}${pad(index + 1, 6)}`,
  };
}

/** The personnel record of everybody, in the order of `demoPeople`. */
export function demoRecords(people: readonly DemoPerson[]): PersonalRecord[] {
  const nameOf = createNames();
  return people.map((person, index) => ({
    ...recordOf(person, index),
    email: `${nameOf(person.fullName, person.agency)}@${MAIL_DOMAIN}`,
  }));
}
