import type { PkiSimPage, PkiSimView, RegisterPageQuery } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { entriesPolicies } from './entries.policy.ts';
import { maskNumber } from './entries.presenter.ts';
import { type ListedThing, listThings } from './list-things.ts';

const LABELS: Record<PkiSimView['state'], string> = {
  requested: 'Đang đề nghị',
  activated: 'Đã kích hoạt, chưa đến ngày hiệu lực',
  in_use: 'Đang sử dụng',
  blocked: 'Đang khóa',
  lost: 'Đã báo mất',
  ended: 'Đã kết thúc',
};

const SIMS: ListedThing = {
  select: `thing.number, thing.carrier, thing.origin, thing.holder_name as "holderName", agency.name as "agencyName",
    entry.serial as "certificateSerial", thing.state, thing.since`,
  table: 'certificate_pki_sim',
  joins: 'left join certificate_entry entry on entry.agency_id = thing.agency_id and entry.id = thing.entry_id',
  orderBy: 'number',
};

type SimRow = Omit<PkiSimView, 'stateLabel'>;

/** SIMs that sign, as Mẫu 01 asked for them. A number is a person's telephone: in a list it is masked (spec requests.md §5). */
export async function listSims(context: ActingContext, query: RegisterPageQuery): Promise<PkiSimPage> {
  const { db, subject } = context;
  entriesPolicies.authorize('certificates.list_entries', subject, null);
  const { rows, nextCursor, total } = await listThings<SimRow>(db, subject, { listed: SIMS, query });
  const items = rows.map((row) => ({ ...row, number: maskNumber(row.number), stateLabel: LABELS[row.state] }));
  return { items, nextCursor, total };
}
