import type { SignerOption, SigningAuthority } from '@congvu/contracts';
import { findPosition, listSigningAuthorities } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import type { DraftRow } from '../drafting.store.ts';

export function signerOption(authority: SigningAuthority): SignerOption {
  return {
    positionId: authority.positionId,
    fullName: authority.fullName,
    title: authority.title,
    blockLines: authority.lines,
    capacity: authority.capacity ?? 'head',
    basis: authority.basis,
  };
}

/** Everyone who may sign this type today; one post with several capacities is offered under the first, the strongest. */
export async function listSigners(
  db: Db | Tx,
  context: Context,
  agencyId: string,
  documentType: string,
): Promise<SigningAuthority[]> {
  const on = vietnamDate(context.clock.now());
  const authorities = await listSigningAuthorities(db, agencyId, { documentType, on });
  const seen = new Set<string>();
  return authorities.filter((authority) => {
    const isNew = !seen.has(authority.positionId);
    seen.add(authority.positionId);
    return isNew;
  });
}

type Chosen = Pick<DraftRow, 'agency_id' | 'content'>;

export async function findSigningAuthority(
  db: Db | Tx,
  context: Context,
  draft: Chosen,
): Promise<SigningAuthority | undefined> {
  const { signerPositionId, documentType } = draft.content;
  if (signerPositionId === null) {
    return undefined;
  }
  const signers = await listSigners(db, context, draft.agency_id, documentType);
  return signers.find((authority) => authority.positionId === signerPositionId);
}

export interface ChosenSigner {
  option: SignerOption | null;
  /** Why the letter cannot be signed as it stands; null when all is well. */
  problem: string | null;
}

const MISSING = 'Chưa chọn người ký.';

async function refusalOf(context: Context, positionId: string): Promise<string> {
  const position = await findPosition(context.db, positionId, vietnamDate(context.clock.now()));
  return position === undefined
    ? 'Người ký đã chọn không còn giữ chức vụ. Chọn người ký khác.'
    : `${position.fullName} không có thẩm quyền ký loại văn bản này (Điều 13 Nghị định 30/2020/NĐ-CP). Chọn người ký khác hoặc bổ sung văn bản giao quyền.`;
}

export async function findSigner(context: Context, draft: Chosen): Promise<ChosenSigner> {
  const { signerPositionId } = draft.content;
  if (signerPositionId === null) {
    return { option: null, problem: MISSING };
  }
  const authority = await findSigningAuthority(context.db, context, draft);
  return authority === undefined
    ? { option: null, problem: await refusalOf(context, signerPositionId) }
    : { option: signerOption(authority), problem: null };
}

/** @throws AppError 422 `drafting.signer_missing` · 403 `drafting.signer_not_allowed` */
export async function assertSignerAllowed(context: Context, draft: Chosen): Promise<SigningAuthority> {
  const { signerPositionId } = draft.content;
  if (signerPositionId === null) {
    throw invalid('drafting.signer_missing', 'Chưa chọn người ký. Chọn người có thẩm quyền ký rồi trình lại.', [
      { path: 'signerPositionId', message: MISSING },
    ]);
  }
  const authority = await findSigningAuthority(context.db, context, draft);
  if (authority === undefined) {
    throw new AppError('drafting.signer_not_allowed', 403, await refusalOf(context, signerPositionId));
  }
  return authority;
}
