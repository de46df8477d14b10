/**
 * Every reason for which a message is refused as a whole, in English; the Vietnamese text stands where it is thrown, with its
 * values. A defect of one attachment is not here: it is the `error` of that attachment (see `AttachmentErrorCode`).
 */
export const REFUSALS_IN_ENGLISH = {
  'edxml.not_xml': 'This is no XML',
  'edxml.not_edxml': 'This XML is no edXML message: it has no MessageHeader',
  'edxml.not_well_formed': 'The XML is not well-formed',
  'edxml.truncated': 'The message is cut short',
  'edxml.doctype_refused': 'The message carries a document type declaration: refused unread',
  'edxml.entity_refused': 'The message refers to an entity beyond the five of XML',
  'edxml.character_refused': 'The message holds a character that XML does not allow',
  'edxml.encoding_refused': 'The message is not in UTF-8',
  'edxml.too_deep': 'Elements are nested too deep',
  'edxml.too_many_elements': 'The message has too many elements',
  'edxml.too_many_attributes': 'An element has too many attributes',
  'edxml.text_too_long': 'The text of an element is too long',
  'edxml.message_too_large': 'The message is too large',
  'edxml.too_many_attachments': 'The message has too many attachments',
  'edxml.legacy_unsupported': 'The message follows the SOAP eDoc of 2014–2016, which is not supported',
  'edxml.value_invalid': 'The value cannot be written',
  'edxml.value_missing': 'A required value is missing',
  'edxml.source_failed': 'The bytes could not be read',
} as const;

export type EdxmlErrorCode = keyof typeof REFUSALS_IN_ENGLISH;
