/**
 * Every reason for which a message is refused as a whole. A defect of one attachment is not here: it is the `error` of
 * that attachment (see {@link AttachmentErrorCode}).
 */
export type EdxmlErrorCode =
  | 'edxml.not_xml'
  | 'edxml.not_edxml'
  | 'edxml.not_well_formed'
  | 'edxml.truncated'
  | 'edxml.doctype_refused'
  | 'edxml.entity_refused'
  | 'edxml.character_refused'
  | 'edxml.encoding_refused'
  | 'edxml.too_deep'
  | 'edxml.too_many_elements'
  | 'edxml.too_many_attributes'
  | 'edxml.text_too_long'
  | 'edxml.message_too_large'
  | 'edxml.too_many_attachments'
  | 'edxml.legacy_unsupported'
  | 'edxml.value_invalid'
  | 'edxml.value_missing'
  | 'edxml.source_failed';

export interface EdxmlErrorDetail {
  /** Element path (`edXML/edXMLEnvelope/…`), field path (`to[1].agencyCode`) or place (`dòng 3, cột 7`). */
  path?: string;
  cause?: unknown;
}

/**
 * The only class this package throws. `message` is Vietnamese and names the place.
 *
 * @example
 * try { await parseEdxml(bytes); } catch (error) {
 *   if (error instanceof EdxmlError && error.code === 'edxml.doctype_refused') { … }
 * }
 */
export class EdxmlError extends Error {
  override readonly name = 'EdxmlError';
  readonly code: EdxmlErrorCode;
  readonly path: string;
  /** Lower-case hex SHA-256 of the refused bytes, when they were given whole. */
  sha256: string | undefined;

  constructor(code: EdxmlErrorCode, message: string, detail: EdxmlErrorDetail = {}) {
    super(
      detail.path === undefined || detail.path === '' ? message : `${message} (tại ${detail.path})`,
      detail.cause === undefined ? undefined : { cause: detail.cause },
    );
    this.code = code;
    this.path = detail.path ?? '';
  }
}

/** Something put right, or doubtful, while reading; the message is still usable. */
export interface EdxmlWarning {
  code: EdxmlWarningCode;
  /** Element path from the root, without prefixes. */
  path: string;
  /** Vietnamese text for the clerk. */
  text: string;
}

export type EdxmlWarningCode =
  | 'edxml.repair.leading_bytes'
  | 'edxml.repair.byte_order_mark'
  | 'edxml.repair.trailing_text'
  | 'edxml.repair.unbound_prefix'
  | 'edxml.repair.alias'
  | 'edxml.repair.null_text'
  | 'edxml.repair.date_order'
  | 'edxml.repair.code_padding'
  | 'edxml.repair.variant'
  | 'edxml.value.date'
  | 'edxml.value.instant'
  | 'edxml.value.number'
  | 'edxml.value.code'
  | 'edxml.value.duplicate'
  | 'edxml.value.agency_code'
  | 'edxml.unknown_element'
  | 'edxml.attachment.renamed'
  | 'edxml.attachment.not_unwrapped'
  | 'edxml.attachment.type_mismatch'
  | 'edxml.attachment.executable'
  | 'edxml.attachment.without_reference'
  | 'edxml.attachment.without_content'
  | 'edxml.attachment.duplicate_content_id';
