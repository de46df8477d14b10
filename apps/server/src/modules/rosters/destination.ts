import type { RequestKind } from '@congvu/contracts';
import { findAgency } from '#modules/org';
import { findSetting } from '#modules/requests';
import type { Db, Tx } from '../../platform/db.ts';
import { invalid } from '../../platform/errors.ts';
import { isCertificateKind } from './rosters.store.ts';

export interface Destination {
  agencyId: string;
  name: string;
  hosted: boolean;
}

/**
 * Where the guiding office forwards a kind (spec requests.md §5, route): certificates to the authority, accounts and mailboxes to the
 * department of the province, as the office has set. @throws AppError 422 `requests.destination_missing`
 */
export async function destinationOf(db: Db | Tx, officeId: string, kind: RequestKind): Promise<Destination> {
  const setting = await findSetting(db, officeId);
  const id = isCertificateKind(kind) ? setting?.certificate_destination_id : setting?.account_destination_id;
  const agency = id == null ? undefined : await findAgency(db, id);
  if (agency === undefined) {
    const what = isCertificateKind(kind) ? 'chứng thư số' : 'tài khoản và thư điện tử';
    throw invalid(
      'requests.destination_missing',
      `Chưa đặt nơi nhận danh sách ${what} của cơ quan. Quản trị, lãnh đạo hoặc cán bộ đầu mối chọn nơi nhận ở phần Quản trị, mục Đề nghị, nơi gửi rồi tổng hợp lại.`,
    );
  }
  return { agencyId: agency.id, name: agency.name, hosted: agency.hosted };
}
