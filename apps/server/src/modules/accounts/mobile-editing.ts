import type { ActingContext } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { forbidden } from '../../platform/errors.ts';
import { accountTables } from './accounts.tables.ts';

/** Whether Mẫu 08 was granted to one of the accounts this person holds, and not taken back. Posts elsewhere go with the person. */
export async function mayEditOnTouch(db: Db | Tx, person: { agencyId: string; personId: string }): Promise<boolean> {
  const row = await accountTables(db)
    .selectFrom('account')
    .select('id')
    .where('person_id', '=', person.personId)
    .where('state', 'in', ['active', 'revoke_requested'])
    .where('mobile_editing_from', 'is not', null)
    .where('mobile_editing_to', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

const WHAT_TO_DO =
  'Xem, cho ý kiến, duyệt và ký vẫn làm được tại đây. Muốn soạn và sửa trên thiết bị di động: đề nghị văn thư lập Mẫu số 08 (Công văn của UBND huyện, mục 3), hoặc làm tiếp trên máy tính.';

/** Why this person may not write and change drafts on the device in hand; undefined when nothing is in the way. */
export async function touchRefusal(context: ActingContext): Promise<string | undefined> {
  const { device } = context.meta;
  if (device === 'desktop' || (await mayEditOnTouch(context.db, context.subject))) {
    return undefined;
  }
  const where =
    device === 'touch'
      ? 'Tài khoản chưa được quyền chỉnh sửa văn bản trên máy tính bảng, điện thoại.'
      : 'Chưa xác định được thiết bị này là máy tính, mà tài khoản chưa được quyền chỉnh sửa trên thiết bị di động.';
  return `${where} ${WHAT_TO_DO}`;
}

/**
 * Asked by every act that writes a draft: a button that is not shown protects nothing.
 * @throws AppError 403 `accounts.mobile_editing_required` on a phone, a tablet or an unknown device, without the right of Mẫu 08
 */
export async function assertMayEditHere(context: ActingContext): Promise<void> {
  const refusal = await touchRefusal(context);
  if (refusal !== undefined) {
    throw forbidden(refusal, 'accounts.mobile_editing_required');
  }
}
