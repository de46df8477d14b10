/** A body named in From or To. */
export interface EdxmlParty {
  /** OrganId: opaque text of either code scheme. Empty when the sender left it out or wrote "null". */
  agencyCode: string;
  /** OrganizationInCharge */
  governingBody?: string;
  /** OrganName */
  name?: string;
  /** OrganAdd */
  address?: string;
  email?: string;
  telephone?: string;
  fax?: string;
  website?: string;
}

/** Names another document: the one answered, recalled or reported on. */
export interface EdxmlDocumentRef {
  /** The body that sent the original (for status 13: the receiver). */
  agencyCode?: string;
  /** Number and symbol in one text: `7816/VPCP-TTĐT`. */
  numberSymbol?: string;
  documentId?: string;
  /** `yyyy-MM-dd`; verbatim text when the sender's date cannot be read. */
  issuedOn?: string;
}

export interface EdxmlStaff {
  department?: string;
  departmentId?: string;
  name?: string;
  staffId?: string;
  email?: string;
  mobile?: string;
}

export type EdxmlUrgency = 'normal' | 'urgent' | 'very_urgent' | 'express' | 'express_timed';
export type EdxmlSteering = 'not_directive' | 'directive' | 'directive_report';

/** What the message asks for; BussinessDocType 0–3, `other` for a type the standard does not list. */
export type EdxmlBusinessKind = 'new' | 'recall' | 'update' | 'replace' | 'other';

export interface EdxmlBusiness {
  kind: EdxmlBusinessKind;
  /** BussinessDocType verbatim; only with the kind `other`. */
  typeCode?: string;
  /** The target of an update, sometimes of a recall. */
  documentId?: string;
  reason?: string;
  /** A paper copy follows. */
  paperCopyFollows?: boolean;
  /** Update: the content changed. */
  contentChanged?: boolean;
  /** Update: the list of receivers changed. */
  receiversChanged?: boolean;
  receivers?: { agencyCode: string; change?: 'removed' | 'added' }[];
  /** Replace: the documents that this one replaces, each with the bodies concerned. */
  replacements?: { documentId: string; agencyCodes?: string[] }[];
  staff?: EdxmlStaff;
}

/** One node the message passed. */
export interface EdxmlTrace {
  agencyCode?: string;
  /** ISO 8601 with offset; the wire carries Vietnamese local time without a zone. */
  at?: string;
}

/**
 * Something of the message that the model has no place for: kept, written again at the same place, never used. A value that the
 * model cannot hold (a priority of 9, a second Subject) is kept in this way too.
 */
export interface EdxmlExtension {
  /** The element that holds it: `MessageHeader/To[2]`, `TraceHeaderList`, `edXMLBody`; inside an attachment `Attachment` or `Reference`. */
  path: string;
  /** One element as XML that declares its own prefixes (`<v:Muc xmlns:v="urn:a">1</v:Muc>`), or attributes (`version="1.0"`). */
  xml: string;
}

/** A letter: new, recall, update or replacement (see {@link EdxmlBusiness}). Dates are `yyyy-MM-dd`. */
export interface EdxmlDocument {
  kind: 'document';
  from: EdxmlParty;
  to: EdxmlParty[];
  /** `<agency code>,<yyyy/MM/dd>,<number>/<symbol>` by the standard, opaque in practice. */
  documentId: string;
  number?: string;
  symbol?: string;
  placeOfIssue?: string;
  issuedOn?: string;
  documentType?: { code?: string; detail?: string; name?: string };
  /** Subject: trích yếu. */
  abstract?: string;
  content?: string;
  signatory?: { signingCapacity?: string; position?: string; fullName?: string };
  dueOn?: string;
  urgency?: EdxmlUrgency;
  sphereOfIssue?: string;
  typistNotation?: string;
  copyCount?: number;
  pageCount?: number;
  replyFors?: string;
  isDirective?: boolean;
  referenceCodes?: string;
  appendices?: string[];
  responsesTo?: EdxmlDocumentRef[];
  steering?: EdxmlSteering;
  taskCodes?: string[];
  applicationType?: string;
  /** ToPlaces: "nơi nhận" as printed, not the list of receivers. */
  recipients?: string[];
  trace?: EdxmlTrace[];
  business?: EdxmlBusiness;
  extensions?: EdxmlExtension[];
}

/** A status of a document sent back to its sender (for code 13: on to its receiver). */
export interface EdxmlStatus {
  kind: 'status';
  from: EdxmlParty;
  responseTo: EdxmlDocumentRef;
  staff?: EdxmlStaff;
  /** One of {@link STATUS_CODES}, or an unknown code kept as it came. */
  statusCode: string;
  description?: string;
  /** ISO 8601 with offset. */
  at?: string;
  extensions?: EdxmlExtension[];
}

export type EdxmlMessage = EdxmlDocument | EdxmlStatus;

/** An attachment to be sent. */
export interface EdxmlAttachmentInput {
  /** Name the receiver sees; a path or control character in it is an error. */
  name: string;
  content: Uint8Array | AsyncIterable<Uint8Array>;
  description?: string;
  /** True type, written on the Reference; guessed from the name when absent. */
  mediaType?: string;
  /** Content of Attachment and Reference that the standard does not know, as it was read. */
  extensions?: EdxmlExtension[];
  /** `cid:<uuid>`; derived from the document id, the position and the name when absent, so that a retry has the same bytes. */
  contentId?: string;
}
