import { mayOpen } from '#modules/mail';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { type BoxAction, boxPolicies } from '../webmail.policy.ts';

export interface OpenBox {
  agencyId: string;
  mailboxId: string;
  relation: 'own' | 'member';
}

/**
 * The box for this request: asked each time, so that a lock or the end of a membership counts at the next click. A box of others does
 * not exist. @throws AppError 404 `webmail.box_not_found`
 */
export async function openBox(
  db: Db | Tx,
  context: ActingContext,
  mailboxId: string,
  action: BoxAction = 'webmail.open',
  where: 'here' | 'passing' = 'here',
): Promise<OpenBox> {
  const { subject } = context;
  const relation = await mayOpen(db, subject, mailboxId, where);
  if (relation === undefined) {
    throw notFound(
      'webmail.box_not_found',
      'Không mở được hộp thư này: hộp thư không có, đang khóa, hoặc đồng chí không còn là thành viên. Chọn hộp thư khác ở cột bên trái.',
    );
  }
  const box = { agencyId: subject.agencyId, mailboxId, relation };
  boxPolicies.authorize(action, subject, box);
  return box;
}
