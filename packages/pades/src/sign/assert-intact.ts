import { PadesError } from '../errors.ts';
import { acroFormOf } from '../pdf/fields.ts';
import type { PdfFile } from '../pdf/file.ts';
import { examineFile } from '../verify/examine.ts';

/**
 * Refuses to sign behind a signature that is no longer good: whoever signs last would vouch for what others broke. Bytes and
 * revisions count here, not trust; a signature of a kind nobody can check here is left to the verifier.
 * @throws PadesError `pades.already_invalid`, `pades.already_changed`
 */
export function assertIntact(file: PdfFile): void {
  if (acroFormOf(file) === undefined) {
    return;
  }
  for (const { field, integrity, reasons, changes } of examineFile(file).signatures) {
    const name = field.field.name;
    if (reasons.length > 0) {
      const text = `Tệp đã có chữ ký ${name} không toàn vẹn (${reasons[0]?.text ?? ''}) nên không ký thêm. Lấy lại bản gốc.`;
      throw new PadesError('pades.already_invalid', text);
    }
    if (integrity === 'changed_after_signing') {
      const change = changes.find(({ permitted }) => !permitted)?.text ?? '';
      const text = `Tệp đã bị thay đổi sau chữ ký ${name} (${change}) nên không ký thêm. Lấy lại bản đã ký.`;
      throw new PadesError('pades.already_changed', text);
    }
  }
}
