import { EdxmlError } from '../errors.ts';
import { BUSINESS_TYPES } from './codes.ts';
import { targetsOf } from './targets.ts';
import type { EdxmlBusiness, EdxmlDocument } from './types.ts';

function missing(path: string, text: string): EdxmlError {
  return new EdxmlError('edxml.value_missing', text, { path });
}

function invalid(path: string, text: string): EdxmlError {
  return new EdxmlError('edxml.value_invalid', text, { path });
}

/** What belongs to one kind only says something else in another. */
const ONLY_WITH: readonly [keyof EdxmlBusiness, EdxmlBusiness['kind']][] = [
  ['typeCode', 'other'],
  ['contentChanged', 'update'],
  ['receiversChanged', 'update'],
  ['receivers', 'update'],
  ['replacements', 'replace'],
];

function assertUpdate(business: EdxmlBusiness): void {
  if ((business.documentId ?? '').trim() === '') {
    throw missing('business.documentId', 'Cập nhật phải nêu văn bản được cập nhật');
  }
  const { receivers = [], receiversChanged, contentChanged } = business;
  if (receivers.length > 0 && receiversChanged !== true) {
    throw invalid('business.receiversChanged', 'Có danh sách nơi nhận thay đổi thì phải là true');
  }
  if (receiversChanged === true && receivers.length === 0) {
    throw missing('business.receivers', 'Thay đổi nơi nhận phải nêu nơi nhận nào');
  }
  for (const [index, { change }] of receivers.entries()) {
    if (change === undefined) {
      throw missing(`business.receivers[${index}].change`, 'Phải là "removed" hoặc "added"');
    }
  }
  if (receiversChanged === false && contentChanged === false) {
    throw invalid('business.contentChanged', 'Cập nhật phải đổi nội dung hoặc nơi nhận');
  }
}

function assertReplace({ replacements = [] }: EdxmlBusiness): void {
  if (replacements.length === 0) {
    throw missing('business.replacements', 'Thay thế phải nêu ít nhất một văn bản bị thay thế');
  }
  for (const [index, { agencyCodes = [] }] of replacements.entries()) {
    if (agencyCodes.every((code) => code.trim() === '')) {
      throw missing(
        `business.replacements[${index}].agencyCodes`,
        'Phải nêu ít nhất một cơ quan nhận văn bản bị thay thế',
      );
    }
  }
}

function assertOther({ typeCode = '' }: EdxmlBusiness): void {
  const code = typeCode.trim();
  if (code === '' || Object.hasOwn(BUSINESS_TYPES, code.replace(/^0+(?=\d)/, ''))) {
    throw invalid('business.kind', 'Loại nghiệp vụ khác phải có "typeCode" ngoài 0–3');
  }
}

/**
 * What a recall, an update and a replacement must say so that a receiver can act on it (business types 1–3).
 *
 * @throws {EdxmlError} `edxml.value_missing` or `edxml.value_invalid` with the field path
 */
export function assertBusiness(document: EdxmlDocument): void {
  const { business } = document;
  if (business === undefined) {
    return;
  }
  const stranger = ONLY_WITH.find(([key, kind]) => business[key] !== undefined && business.kind !== kind);
  if (stranger !== undefined) {
    throw invalid(`business.${stranger[0]}`, `Chỉ đi với loại nghiệp vụ "${stranger[1]}"`);
  }
  switch (business.kind) {
    case 'recall':
      if (targetsOf(document).length === 0) {
        throw missing('responsesTo', 'Thu hồi phải nêu văn bản bị thu hồi');
      }
      return;
    case 'update':
      assertUpdate(business);
      return;
    case 'replace':
      assertReplace(business);
      return;
    case 'other':
      assertOther(business);
      return;
    default:
      return;
  }
}
