import { codeKey } from '#modules/addressbook';
import { listHostedAgencies } from '#modules/org';
import type { Db, Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { acceptCodes, listPeerAgencies, listTakenElsewhere } from './peer.store.ts';

/** Codes of our own agencies: nobody else speaks for them. */
export async function listOwnKeys(db: Db | Tx): Promise<Set<string>> {
  return new Set((await listHostedAgencies(db)).flatMap(({ codes }) => codes.map(codeKey)));
}

/**
 * The codes a peer may speak for are those it lists and an administrator ticked; a code has one voice, never ours and never two.
 * @throws AppError 422 `carriers.peer_code_unknown`, 409 `carriers.peer_code_taken`
 */
export async function takeCodes(tx: Tx, peerId: string, codes: readonly string[]): Promise<string[]> {
  const keys = [...new Set(codes.map(codeKey))];
  const listed = new Set((await listPeerAgencies(tx, [peerId])).map((row) => row.code_key));
  const unknown = keys.filter((key) => !listed.has(key));
  if (unknown.length > 0) {
    throw invalid(
      'carriers.peer_code_unknown',
      `Hệ thống bên kia không có mã ${unknown.join(', ')}. Bấm “Kiểm tra lại” để lấy danh sách mới rồi chọn lại.`,
    );
  }
  const own = await listOwnKeys(tx);
  const taken = [...keys.filter((key) => own.has(key)), ...(await listTakenElsewhere(tx, peerId, keys))];
  if (taken.length > 0) {
    throw conflict(
      'carriers.peer_code_taken',
      `Mã ${taken.join(', ')} là của cơ quan dùng hệ thống này hoặc đã chấp nhận cho một hệ thống khác. Bỏ chọn mã này, hoặc bỏ ở hệ thống kia trước.`,
    );
  }
  await acceptCodes(tx, peerId, keys);
  return keys;
}
