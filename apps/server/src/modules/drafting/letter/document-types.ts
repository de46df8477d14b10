import { type DocumentType, findDocumentType, Nd30Error, symbolFor } from '@congvu/nd30';
import { invalid } from '../../../platform/errors.ts';

/** @throws AppError 422 `drafting.unknown_type` */
export function getDocumentType(code: string): DocumentType {
  const type = findDocumentType(code);
  if (type === undefined) {
    throw invalid(
      'drafting.unknown_type',
      'Loại văn bản này không có trong 29 loại của Nghị định 30/2020. Chọn lại loại.',
      [{ path: 'documentType', message: 'Loại văn bản không có trong danh mục' }],
    );
  }
  return type;
}

/** Symbol behind the number; empty when the head has not laid down usable abbreviations yet, which the format check tells. */
export function symbolOf(documentType: string, agencySymbol: string, unitSymbol: string): string {
  const { code } = getDocumentType(documentType);
  try {
    return symbolFor({ type: code, agency: agencySymbol, unit: unitSymbol });
  } catch (error) {
    if (error instanceof Nd30Error) {
      return '';
    }
    throw error;
  }
}
