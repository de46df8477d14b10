import type { IncomingFactsInput } from '@congvu/contracts';
import { findDocumentType } from '@congvu/nd30';
import type { SecrecyInput } from '#modules/documents';
import { invalid } from '../../platform/errors.ts';
import { tidy, tidyFacts } from './incoming.entry.ts';
import type { ReceivedFacts } from './ports.ts';

/** Letters of citizens and bodies outside the decree: the name is typed as printed. */
export const OTHER_TYPE = 'other';

function typeNameOf(input: IncomingFactsInput): string {
  if (input.documentType === OTHER_TYPE) {
    return tidy(input.typeName) === '' ? 'Văn bản khác' : tidy(input.typeName);
  }
  const type = findDocumentType(input.documentType);
  if (type === undefined) {
    const message =
      'Loại văn bản không có trong danh mục (Nghị định 30/2020, Điều 7). Chọn lại hoặc chọn "Văn bản khác".';
    throw invalid('incoming.unknown_type', message, [{ path: 'facts.documentType', message }]);
  }
  return type.name;
}

/**
 * Facts typed by the clerk, as every other letter has them.
 * @throws AppError 422 `incoming.unknown_type` · `incoming.issued_in_the_future`
 */
export function readTypedFacts(input: IncomingFactsInput, today: string): ReceivedFacts {
  const typeName = typeNameOf(input);
  if (input.issuedOn !== null && input.issuedOn > today) {
    const message =
      'Ngày văn bản sau hôm nay. Văn bản đến phải được ban hành trước hoặc trong ngày đến; kiểm tra lại ngày.';
    throw invalid('incoming.issued_in_the_future', message, [{ path: 'facts.issuedOn', message }]);
  }
  return tidyFacts({ ...input, typeName, recipients: [], replyToNumberSymbols: [] });
}

export function secrecyOf(input: IncomingFactsInput, declared?: string): SecrecyInput {
  return {
    declared,
    texts: [
      { place: 'Trích yếu', text: input.abstract },
      { place: 'Tên loại', text: input.typeName },
      { place: 'Số, ký hiệu', text: input.numberSymbol },
      { place: 'Ghi chú', text: input.note },
    ],
  };
}
