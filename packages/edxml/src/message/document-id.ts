import { EdxmlError } from '../errors.ts';
import { readDate, writeDate } from './dates.ts';

export interface DocumentIdParts {
  agencyCode: string;
  /** `yyyy-MM-dd` */
  issuedOn: string;
  number: string;
  symbol: string;
}

/**
 * The standard's document id.
 *
 * @throws {EdxmlError} `edxml.value_invalid` for a date that is none, or a comma in the agency code.
 * @example
 * formatDocumentId({ agencyCode: 'H35.9.1', issuedOn: '2026-03-16', number: '123', symbol: 'UBND-VHTT' })
 * // 'H35.9.1,2026/03/16,123/UBND-VHTT'
 */
export function formatDocumentId(parts: DocumentIdParts): string {
  const day = writeDate(parts.issuedOn);
  if (day === undefined) {
    throw new EdxmlError('edxml.value_invalid', `Ngày ban hành không hợp lệ: ${parts.issuedOn}`, { path: 'issuedOn' });
  }
  if (parts.agencyCode.trim() === '' || parts.agencyCode.includes(',')) {
    throw new EdxmlError('edxml.value_invalid', 'Mã định danh cơ quan trống hoặc có dấu phẩy', { path: 'agencyCode' });
  }
  return `${parts.agencyCode.trim()},${day},${parts.number.trim()}/${parts.symbol.trim()}`;
}

/**
 * The parts of the standard's document id, undefined for any other text (UUIDs and free text occur: opaque).
 *
 * @example parseDocumentId('H35.9,2026/03/16,123/UBND-VHTT')?.symbol // 'UBND-VHTT'
 */
export function parseDocumentId(text: string): DocumentIdParts | undefined {
  const match = /^([^,]+),(\d{4}\/\d{1,2}\/\d{1,2}),([^/]*)\/(.*)$/s.exec(text.trim());
  const issuedOn = readDate(match?.[2] ?? '')?.value;
  if (match === null || issuedOn === undefined) {
    return undefined;
  }
  const [, agencyCode = '', , number = '', symbol = ''] = match;
  return { agencyCode: agencyCode.trim(), issuedOn, number: number.trim(), symbol: symbol.trim() };
}
