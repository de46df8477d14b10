import type { RequestKind } from '@congvu/contracts';
import type { ApiPerson } from './api.ts';
import { mailboxesToRevoke, type Row, rowForPhone, rowsToRevoke, wastedAccounts } from './unit.ts';

export const LATE = { atMidnight: 'UBND xã Nà Tăm', after: 'UBND xã Bản Giang' };
export const NEVER = 'UBND xã Thèn Sin';
export const NIL = ['Phòng Dân tộc huyện Tam Đường', 'UBND xã Hồ Thầu'];
/** Its Mẫu số 07 comes out of a spreadsheet. */
export const BY_SHEET = 'UBND xã Khun Há';
/** Gets its Mẫu số 07 back, line by line. */
export const RETURNED = 'UBND xã Bản Bo';
/** Names one account in Mẫu số 07 and in Mẫu số 08. */
export const CONTRADICTING = 'UBND xã Sơn Bình';
/** Would name an account and a mailbox of its neighbour among its own. */
export const CONFUSED = { unit: 'UBND xã Tả Lèng', neighbour: 'UBND xã Giang Ma' };
/** Has hired somebody, who is in the personnel record and has nothing yet. */
export const HIRING = 'UBND xã Bình Lư';
export const HIRED = 'Cầm Thị Hiền';
/** One of its officials goes to another province. */
export const LEAVING = 'Phòng Tư pháp huyện Tam Đường';

const MIDDLE = ['Thúy', 'Bảo', 'Khắc', 'Diệu', 'Trọng', 'Ánh', 'Bách'];
const GIVEN = ['Ân', 'Bằng', 'Cường', 'Diễm', 'Giáp', 'Hạnh', 'Khuê', 'Lụa'];

/** People no register has ever heard of, each only once among all agencies. */
function newcomers(index: number, count: number): string[] {
  const round = Math.floor(index / MIDDLE.length);
  return Array.from({ length: count }, (_unused, place) => {
    return `Cầm ${MIDDLE[index % MIDDLE.length]} ${GIVEN[round * 2 + place]}`;
  });
}

function newAccounts(unit: string, names: readonly string[], index: number): Row[] {
  return names.map((fullName, place) => ({
    fullName,
    position: 'Công chức tập sự',
    unit,
    phone: `09000009${String(index * 2 + place).padStart(2, '0')}`,
    note: '',
  }));
}

export interface Plan {
  /** In the order in which they are signed. */
  lists: Map<RequestKind, Row[]>;
  /** Forms that are answered "không phát sinh". */
  nil: RequestKind[];
}

const MOVED = { reason: 'Chuyển công tác', note: 'Chuyển đến tỉnh khác từ 01/4/2021' };

const KINDS = ['account.new', 'account.revoke', 'account.mobile', 'mailbox.revoke', 'mailbox.new'] as const;

/** What an agency puts into its lists: what its registers say, its two leaders for the phone, people it has just taken on. */
export async function planFor(
  clerk: ApiPerson,
  unit: { name: string; index: number; leaders: readonly string[]; hired?: string; leaving?: string },
): Promise<Plan> {
  const { name, index } = unit;
  const wasted = await wastedAccounts(clerk);
  const names = [...(unit.hired === undefined ? [] : [unit.hired]), ...newcomers(index, index % 3)];
  const gone = unit.leaving === undefined ? [] : [{ ...(await rowForPhone(clerk, unit.leaving)), ...MOVED }];
  const lists = new Map<RequestKind, Row[]>([
    ['account.new', newAccounts(name, names, index)],
    ['account.revoke', [...rowsToRevoke(wasted), ...gone]],
    ['account.mobile', await Promise.all(unit.leaders.map((leader) => rowForPhone(clerk, leader)))],
    ['mailbox.revoke', await mailboxesToRevoke(clerk, wasted)],
    [
      'mailbox.new',
      [
        ...(index % 4 === 0 ? [{ part: 'units', unitName: `Bộ phận Một cửa ${name}`, note: '' }] : []),
        ...names.map((fullName) => ({ part: 'people', fullName, unit: name, position: 'Công chức tập sự', note: '' })),
      ],
    ],
  ]);
  const nil = KINDS.filter((kind) => lists.get(kind)?.length === 0);
  for (const kind of nil) {
    lists.delete(kind);
  }
  return { lists, nil };
}
