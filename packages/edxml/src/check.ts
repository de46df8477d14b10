import type { EdxmlAttachment } from './attachments/resolve.ts';
import { agencyCodeScheme, isStatusCode } from './message/codes.ts';
import { writeDate, writeInstant } from './message/dates.ts';
import { parseDocumentId } from './message/document-id.ts';
import { DOCUMENT_HEADER, type Field, type LeafField, STATUS_HEADER, TRACE_HEADER_LIST } from './message/schema.ts';
import { targetsOf } from './message/targets.ts';
import type { EdxmlBusiness, EdxmlDocument, EdxmlMessage, EdxmlStatus } from './message/types.ts';
import type { ParsedEdxml } from './parse.ts';
import type { EdxmlWarning } from './texts/warnings.ts';

/** N missing, R out of range (length), M contradiction, T wrong type or form: the letters of the legacy validator. */
export type FindingKind = 'N' | 'R' | 'M' | 'T';

export interface EdxmlFinding {
  /** Kind and path: `R.MessageHeader.Subject`. */
  code: string;
  kind: FindingKind;
  /** Path of the standard's elements: `MessageHeader/To[2]/OrganId`. */
  path: string;
  /** An error keeps the message from being accepted as it should be; a warning is advice. */
  severity: 'error' | 'warning';
  vi: string;
  en: string;
}

type Plain = Record<string, unknown>;

interface Draft {
  kind: FindingKind;
  path: string;
  severity: EdxmlFinding['severity'];
  vi: string;
  en: string;
}

function draft(kind: FindingKind, severity: Draft['severity']) {
  return (path: string, vi: string, en: string): Draft => ({ kind, path, severity, vi, en });
}
const absent = draft('N', 'error');
const poor = draft('N', 'warning');
const tooLong = draft('R', 'warning');
const contradiction = draft('M', 'warning');
const misformed = draft('T', 'warning');

function checkForm(text: string, field: LeafField, path: string): Draft[] {
  if (field.kind === 'date' && writeDate(text) === undefined) {
    return [
      misformed(path, `Ngày "${text}" không có trong lịch hoặc sai dạng`, `"${text}" is not a date of the calendar`),
    ];
  }
  if (field.kind === 'instant' && writeInstant(text) === undefined) {
    return [misformed(path, `Thời điểm "${text}" sai dạng`, `"${text}" is not a timestamp`)];
  }
  if (field.kind === 'agencyCode' && agencyCodeScheme(text) === 'unknown') {
    const vi = `Mã định danh "${text}" không theo QCVN 102 hay QĐ 20/2020`;
    return [misformed(path, vi, `"${text}" follows no published agency code scheme`)];
  }
  return [];
}

function missing(element: string, path: string): Draft {
  return absent(path, `Thiếu ${element}`, `${element} is missing`);
}

function checkLeaf(value: unknown, field: LeafField, path: string): Draft[] {
  if (value === undefined || value === '') {
    return field.required === true ? [missing(field.element, path)] : [];
  }
  if (typeof value !== 'string') {
    return [];
  }
  const length = Array.from(value).length;
  const { element, max = length } = field;
  const long = tooLong(
    path,
    `${element} dài ${length} ký tự, khuyến nghị không quá ${max}`,
    `${element} has ${length} characters, at most ${max} are advised`,
  );
  return [...(length > max ? [long] : []), ...checkForm(value, field, path)];
}

function checkItems(items: readonly unknown[], fields: readonly Field[], path: string): Draft[] {
  // Items of a record list are plain objects: the reader and assertMessage make no others.
  return items.flatMap((item, index) => checkFields(item as Plain, fields, `${path}[${index + 1}]`));
}

function checkList(items: readonly unknown[], field: Extract<Field, { kind: 'list' }>, path: string): Draft[] {
  const { fields, item: element, ...own } = field;
  const leaf: LeafField = { ...own, kind: 'text', element };
  return fields === undefined
    ? items.flatMap((text, index) => checkLeaf(text, leaf, `${path}/${element}[${index + 1}]`))
    : checkItems(items, fields, `${path}/${element}`);
}

function checkField(record: Plain, field: Field, parent: string): Draft[] {
  const path = `${parent}/${field.element}`;
  if (field.kind === 'group') {
    return checkFields(record, field.fields, path);
  }
  const value = record[field.key];
  switch (field.kind) {
    case 'record':
      if (value === undefined) {
        return field.required === true ? [missing(field.element, path)] : [];
      }
      return checkFields(value as Plain, field.fields, path);
    case 'records': {
      const items: readonly unknown[] = Array.isArray(value) ? value : [];
      const isBlank = items.length === 0 && field.required === true;
      return isBlank ? [missing(field.element, path)] : checkItems(items, field.fields, path);
    }
    case 'list':
      return checkList(Array.isArray(value) ? value : [], field, path);
    default:
      return checkLeaf(value, field, path);
  }
}

function checkFields(record: Plain, fields: readonly Field[], path: string): Draft[] {
  return fields.flatMap((field) => checkField(record, field, path));
}

const BUSINESS = 'TraceHeaderList/Bussiness';

function checkReplacements({ replacements = [] }: EdxmlBusiness): Draft[] {
  return replacements.flatMap(({ agencyCodes = [] }, index) => {
    const path = `${BUSINESS}/ReplacementInfoList/ReplacementInfo[${index + 1}]/OrganIdList`;
    const vi = 'Không nêu cơ quan nhận văn bản bị thay thế';
    return agencyCodes.length > 0 ? [] : [poor(path, vi, 'Names no body that had the document replaced')];
  });
}

function checkUpdate({ receivers = [], receiversChanged, contentChanged }: EdxmlBusiness): Draft[] {
  const path = `${BUSINESS}/BussinessDocumentInfo`;
  const isListed = receivers.length > 0;
  if (isListed !== (receiversChanged === true)) {
    const vi = 'DocumentReceiver và ReceiverList không khớp nhau';
    return [contradiction(`${path}/DocumentReceiver`, vi, 'DocumentReceiver and ReceiverList disagree')];
  }
  const saysNothing = contentChanged !== true && receiversChanged !== true;
  return saysNothing ? [poor(path, 'Cập nhật không nói thay đổi gì', 'An update that does not say what changed')] : [];
}

function checkBusiness(document: EdxmlDocument, business: EdxmlBusiness): Draft[] {
  if (business.kind === 'other') {
    return [misformed(`${BUSINESS}/BussinessDocType`, 'Loại nghiệp vụ không thuộc 0–3', 'Business type is not 0–3')];
  }
  if (business.kind === 'new') {
    return [];
  }
  const targets = targetsOf(document);
  if (targets.length === 0) {
    const vi = 'Văn bản thu hồi, cập nhật hoặc thay thế nhưng không nêu văn bản bị tác động';
    const en = 'A recall, update or replacement that names no document';
    return [absent(`${BUSINESS}/DocumentId`, vi, en)];
  }
  const names = targets.some(({ documentId }) => documentId !== undefined && documentId === document.documentId);
  const itself = contradiction(`${BUSINESS}/DocumentId`, 'Văn bản tác động lên chính nó', 'The document names itself');
  return [
    ...(names && business.kind !== 'update' ? [itself] : []),
    ...(business.kind === 'update' ? checkUpdate(business) : []),
    ...(business.kind === 'replace' ? checkReplacements(business) : []),
  ];
}

function checkDocument(document: EdxmlDocument): Draft[] {
  const drafts: Draft[] = [];
  const id = parseDocumentId(document.documentId);
  if (id !== undefined && (id.number !== document.number || id.symbol !== document.symbol)) {
    const vi = 'Số, ký hiệu trong DocumentId khác với Code';
    drafts.push(contradiction('MessageHeader/DocumentId', vi, 'Number and symbol in DocumentId differ from Code'));
  }
  if (document.dueOn !== undefined && document.issuedOn !== undefined && document.dueOn < document.issuedOn) {
    const vi = 'Hạn trả lời trước ngày ban hành';
    drafts.push(contradiction('MessageHeader/DueDate', vi, 'The due date is before the date of issue'));
  }
  const { business } = document;
  return business === undefined ? drafts : [...drafts, ...checkBusiness(document, business)];
}

/** 02 and 13 say why: the reason stands in Description. */
const NEEDS_REASON = new Set(['02', '13', '16']);

function checkStatus({ statusCode, description, responseTo }: EdxmlStatus): Draft[] {
  const path = 'MessageHeader/StatusCode';
  const isKnown = statusCode === '' || isStatusCode(statusCode);
  const isAbout = [responseTo.documentId, responseTo.numberSymbol].some((text) => text !== undefined);
  const needsReason = NEEDS_REASON.has(statusCode) && description === undefined;
  return [
    ...(isKnown
      ? []
      : [misformed(path, `Mã trạng thái "${statusCode}" chưa biết`, `Unknown status code "${statusCode}"`)]),
    ...(isAbout
      ? []
      : [absent('MessageHeader/ResponseFor', 'Không rõ trạng thái của văn bản nào', 'Names no document it is about')]),
    ...(needsReason
      ? [
          poor(
            'MessageHeader/Description',
            `Trạng thái ${statusCode} chưa nêu lý do`,
            `Status ${statusCode} gives no reason`,
          ),
        ]
      : []),
  ];
}

function checkMessage(message: EdxmlMessage): Draft[] {
  // The schema reads properties by name; it is tied to the types key by key.
  const record = message as unknown as Plain;
  return message.kind === 'document'
    ? [
        ...checkFields(record, DOCUMENT_HEADER, 'MessageHeader'),
        ...checkFields(record, TRACE_HEADER_LIST, 'TraceHeaderList'),
        ...checkDocument(message),
      ]
    : [...checkFields(record, STATUS_HEADER, 'MessageHeader'), ...checkStatus(message)];
}

function checkAttachment(attachment: EdxmlAttachment, index: number): Draft[] {
  const path = `AttachmentEncoded/Attachment[${index + 1}]`;
  const { name, error, originalName } = attachment;
  if (error !== undefined) {
    const kind = error.code === 'edxml.attachment.missing' ? 'N' : 'T';
    return [draft(kind, 'error')(path, `"${name}": ${error.text}`, `"${name}": ${error.en}`)];
  }
  const length = Array.from(originalName).length;
  const vi = `Tên tệp đính kèm dài ${length} ký tự, khuyến nghị không quá 200`;
  const en = `The attachment name has ${length} characters, at most 200 are advised`;
  return length > 200 ? [tooLong(`${path}/AttachmentName`, vi, en)] : [];
}

/** Warnings about values that {@link checkMessage} judges by itself. */
const FOUND_AGAIN = new Set(['edxml.value.date', 'edxml.value.instant', 'edxml.value.agency_code']);

function fromWarning({ code, path, text, en }: EdxmlWarning): Draft[] {
  return FOUND_AGAIN.has(code) ? [] : [misformed(path === '' ? 'edXML' : path, text, en)];
}

function codeOf(draft: Draft): string {
  return `${draft.kind}.${draft.path.replaceAll('/', '.').replace(/\[\d+\]/g, '')}`;
}

/**
 * Judges a message by path, in Vietnamese and English: what is missing (N), too long (R, advisory), contradictory (M)
 * or of the wrong form (T). Given a parsed message it also reports repairs and attachments.
 *
 * @example
 * const errors = checkEdxml(await parseEdxml(bytes)).filter((finding) => finding.severity === 'error');
 */
export function checkEdxml(input: ParsedEdxml | EdxmlMessage): EdxmlFinding[] {
  const drafts =
    'kind' in input
      ? checkMessage(input)
      : [
          ...checkMessage(input.message),
          ...input.attachments.flatMap(checkAttachment),
          ...input.warnings.flatMap(fromWarning),
        ];
  return drafts.map((draft) => ({ code: codeOf(draft), ...draft }));
}
