import { PadesError } from '../errors.ts';
import { isLocked } from '../fields/lock.ts';
import type { PdfFile } from '../pdf/file.ts';
import { readPermissions } from '../verify/permissions.ts';
import type { SignaturePlan } from './plan.ts';

/** Refuses a signature or a fill that an earlier signature forbids, so that nobody damages a valid document. */
export function assertAllowed(file: PdfFile, plan: SignaturePlan, isNewField: boolean): void {
  const signed = readPermissions(file);
  if (plan.docMDP !== undefined && signed.length > 0) {
    throw new PadesError('pades.certification_late', 'Chỉ chữ ký đầu tiên được chứng nhận văn bản (DocMDP).');
  }
  const touched = [...(isNewField ? [] : [plan.field]), ...Object.keys(plan.fill ?? {})];
  for (const { fieldName, permissions } of signed) {
    if (permissions.docMdp === 1) {
      throw new PadesError('pades.forbidden', `Chữ ký ${fieldName} không cho thay đổi văn bản nữa, kể cả ký thêm.`);
    }
    const locked = touched.find((name) => permissions.locks.some((lock) => isLocked(lock, name)));
    if (locked !== undefined) {
      throw new PadesError('pades.forbidden', `Chữ ký ${fieldName} đã khóa trường ${locked}.`);
    }
  }
}
