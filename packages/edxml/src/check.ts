import type { EdxmlAttachment } from './attachments/resolve.ts';
import type { EdxmlWarning } from './errors.ts';
import { agencyCodeScheme, isStatusCode } from './message/codes.ts';
import { writeDate, writeInstant } from './message/dates.ts';
import { parseDocumentId } from './message/document-id.ts';
import { DOCUMENT_HEADER, type Field, type LeafField, STATUS_HEADER, TRACE_HEADER_LIST } from './message/schema.ts';
import { targetsOf } from './message/targets.ts';
import type { EdxmlDocument, EdxmlMessage } from './message/types.ts';
import type { ParsedEdxml } from './parse.ts';

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

function checkForm(text: string, field: LeafField, path: string): Draft[] {
  if (field.kind === 'date' && writeDate(text) === undefined) {
    return [
      {
        kind: 'T',
        path,
        severity: 'warning',
        vi: `Ngày "${text}" không có trong lịch hoặc sai dạng`,
        en: `"${text}" is not a date of the calendar`,
      },
    ];
  }
  if (field.kind === 'instant' && writeInstant(text) === undefined) {
    return [
      { kind: 'T', path, severity: 'warning', vi: `Thời điểm "${text}" sai dạng`, en: `"${text}" is not a timestamp` },
    ];
  }
  if (field.kind === 'agencyCode' && agencyCodeScheme(text) === 'unknown') {
    return [
      {
        kind: 'T',
        path,
        severity: 'warning',
        vi: `Mã định danh "${text}" không theo QCVN 102 hay QĐ 20/2020`,
        en: `"${text}" follows no published agency code scheme`,
      },
    ];
  }
  return [];
}

function checkLeaf(value: unknown, field: LeafField, path: string): Draft[] {
  if (value === undefined || value === '') {
    return field.required === true
      ? [{ kind: 'N', path, severity: 'error', vi: `Thiếu ${field.element}`, en: `${field.element} is missing` }]
      : [];
  }
  if (typeof value !== 'string') {
    return [];
  }
  const length = Array.from(value).length;
  const tooLong: Draft[] =
    field.max !== undefined && length > field.max
      ? [
          {
            kind: 'R',
            path,
            severity: 'warning',
            vi: `${field.element} dài ${length} ký tự, khuyến nghị không quá ${field.max}`,
            en: `${field.element} has ${length} characters, at most ${field.max} are advised`,
          },
        ]
      : [];
  return [...tooLong, ...checkForm(value, field, path)];
}

function checkItems(items: readonly unknown[], fields: readonly Field[], path: string): Draft[] {
  // Items of a record list are plain objects: the reader and assertMessage make no others.
  return items.flatMap((item, index) =>
    checkFields(item as Plain, fields, items.length > 1 ? `${path}[${index + 1}]` : path),
  );
}

function checkField(record: Plain, field: Field, parent: string): Draft[] {
  const path = `${parent}/${field.element}`;
  if (field.kind === 'group') {
    return checkFields(record, field.fields, path);
  }
  const value = record[field.key];
  const items: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  switch (field.kind) {
    case 'record':
    case 'records': {
      const blank = items.length === 0 && field.required === true;
      return blank
        ? [{ kind: 'N', path, severity: 'error', vi: `Thiếu ${field.element}`, en: `${field.element} is missing` }]
        : checkItems(items, field.fields, path);
    }
    case 'list': {
      const { fields, item, key, max } = field;
      const leaf: LeafField = { kind: 'text', element: item, key, ...(max === undefined ? {} : { max }) };
      return fields === undefined
        ? items.flatMap((text, index) => checkLeaf(text, leaf, `${path}/${item}[${index + 1}]`))
        : checkItems(items, fields, `${path}/${item}`);
    }
    default:
      return checkLeaf(value, field, path);
  }
}

function checkFields(record: Plain, fields: readonly Field[], path: string): Draft[] {
  return fields.flatMap((field) => checkField(record, field, path));
}

function mismatch(path: string, vi: string, en: string): Draft {
  return { kind: 'M', path, severity: 'warning', vi, en };
}

function checkDocument(document: EdxmlDocument): Draft[] {
  const drafts: Draft[] = [];
  const id = parseDocumentId(document.documentId);
  if (id !== undefined && (id.number !== document.number || id.symbol !== document.symbol)) {
    const vi = 'Số, ký hiệu trong DocumentId khác với Code';
    drafts.push(mismatch('MessageHeader/DocumentId', vi, 'Number and symbol in DocumentId differ from Code'));
  }
  if (document.dueOn !== undefined && document.issuedOn !== undefined && document.dueOn < document.issuedOn) {
    const vi = 'Hạn trả lời trước ngày ban hành';
    drafts.push(mismatch('MessageHeader/DueDate', vi, 'The due date is before the date of issue'));
  }
  const kind = document.business?.kind ?? 'new';
  const path = 'TraceHeaderList/Bussiness';
  if (kind !== 'new' && kind !== 'other' && targetsOf(document).length === 0) {
    const vi = 'Văn bản thu hồi, cập nhật hoặc thay thế nhưng không nêu văn bản bị tác động';
    const en = 'A recall, update or replacement that names no document';
    drafts.push({ kind: 'N', path: `${path}/DocumentId`, severity: 'error', vi, en });
  }
  if (kind === 'other') {
    const vi = 'Loại nghiệp vụ không thuộc 0–3';
    drafts.push({
      kind: 'T',
      path: `${path}/BussinessDocType`,
      severity: 'warning',
      vi,
      en: 'Business type is not 0–3',
    });
  }
  return drafts;
}

function checkMessage(message: EdxmlMessage): Draft[] {
  // The schema reads properties by name; it is tied to the types key by key.
  const record = message as unknown as Plain;
  if (message.kind === 'document') {
    return [
      ...checkFields(record, DOCUMENT_HEADER, 'MessageHeader'),
      ...checkFields(record, TRACE_HEADER_LIST, 'TraceHeaderList'),
      ...checkDocument(message),
    ];
  }
  const path = 'MessageHeader/StatusCode';
  const unknown = message.statusCode !== '' && !isStatusCode(message.statusCode);
  return [
    ...checkFields(record, STATUS_HEADER, 'MessageHeader'),
    ...(unknown
      ? [
          {
            kind: 'T' as const,
            path,
            severity: 'warning' as const,
            vi: `Mã trạng thái "${message.statusCode}" chưa biết`,
            en: `Unknown status code "${message.statusCode}"`,
          },
        ]
      : []),
  ];
}

function checkAttachment(attachment: EdxmlAttachment, index: number): Draft[] {
  const path = `AttachmentEncoded/Attachment[${index + 1}]`;
  const name = `"${attachment.name}"`;
  if (attachment.error !== undefined) {
    const kind = attachment.error.code === 'edxml.attachment.missing' ? 'N' : 'T';
    const en = `${name}: ${attachment.error.code}`;
    return [{ kind, path, severity: 'error', vi: `${name}: ${attachment.error.text}`, en }];
  }
  return Array.from(attachment.originalName).length > 200
    ? [
        {
          kind: 'R',
          path: `${path}/AttachmentName`,
          severity: 'warning',
          vi: 'Tên tệp đính kèm dài quá 200 ký tự',
          en: 'The attachment name has more than 200 characters',
        },
      ]
    : [];
}

/** Value warnings that {@link checkMessage} finds by itself, with a path of the standard. */
const FOUND_AGAIN = new Set(['edxml.value.date', 'edxml.value.instant', 'edxml.value.agency_code']);

function fromWarning(warning: EdxmlWarning): Draft[] {
  return FOUND_AGAIN.has(warning.code)
    ? []
    : [
        {
          kind: 'T',
          path: warning.path === '' ? 'edXML' : warning.path,
          severity: 'warning',
          vi: warning.text,
          en: warning.code,
        },
      ];
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
