import { BUSINESS_TYPES, RECEIVER_CHANGES, STEERINGS, URGENCIES } from './codes.ts';
import type {
  EdxmlBusiness,
  EdxmlDocument,
  EdxmlDocumentRef,
  EdxmlParty,
  EdxmlStaff,
  EdxmlStatus,
  EdxmlTrace,
} from './types.ts';

/**
 * The codec as data: each record is the list of its elements in the writing order of the axis SDK. The writer walks it
 * in order, the reader by name in any order, the checks take presence and lengths from it.
 */
export type Field = LeafField | RecordField | RecordsField | GroupField | ListField;

interface Named {
  element: string;
  /** Property of the model. */
  key: string;
  required?: boolean;
  /** Other spellings seen in real messages. */
  aliases?: readonly string[];
}
export interface LeafField extends Named {
  kind: 'text' | 'agencyCode' | 'date' | 'instant' | 'flag' | 'boolean' | 'count' | 'code';
  /** Advisory length of the legacy validator. */
  max?: number;
  /** What a writer that must keep the length does with a longer text; it is cut when nothing is said. */
  whenTooLong?: 'omit' | 'keep';
  codes?: Readonly<Record<string, string>>;
  /** Value for a code that is not in `codes`, and the property that then has the code as it came. */
  otherwise?: string;
  verbatim?: string;
}
interface RecordField extends Named {
  kind: 'record';
  fields: readonly Field[];
}
interface RecordsField extends Named {
  kind: 'records';
  fields: readonly Field[];
}
/** An element whose children are properties of the same model object. */
interface GroupField {
  kind: 'group';
  element: string;
  fields: readonly Field[];
  aliases?: readonly string[];
}
/** An element that holds a list of `item` elements: of text, or of records when `fields` is given. */
interface ListField extends Named {
  kind: 'list';
  item: string;
  /** The texts are agency codes: "null" is none. */
  isCodes?: boolean;
  max?: number;
  whenTooLong?: 'omit' | 'keep';
  fields?: readonly Field[];
}

/** Ties the keys of a record to its model type. */
function fieldsOf<Model>(
  ...fields: (
    | ((LeafField | RecordField | RecordsField | ListField) & { key: keyof Model & string })
    | (GroupField & { fields: readonly (Field & { key: keyof Model & string })[] })
  )[]
): readonly Field[] {
  return fields;
}

const PARTY = fieldsOf<EdxmlParty>(
  { kind: 'agencyCode', element: 'OrganId', key: 'agencyCode', required: true, max: 35, whenTooLong: 'keep' },
  { kind: 'text', element: 'OrganizationInCharge', key: 'governingBody', max: 200 },
  { kind: 'text', element: 'OrganName', key: 'name', max: 200 },
  { kind: 'text', element: 'OrganAdd', key: 'address', max: 250 },
  { kind: 'text', element: 'Email', key: 'email', max: 100, whenTooLong: 'omit' },
  { kind: 'text', element: 'Telephone', key: 'telephone', max: 20, whenTooLong: 'omit' },
  { kind: 'text', element: 'Fax', key: 'fax', max: 20, whenTooLong: 'omit' },
  { kind: 'text', element: 'Website', key: 'website', max: 20, whenTooLong: 'omit' },
);

const DOCUMENT_REF = fieldsOf<EdxmlDocumentRef>(
  { kind: 'agencyCode', element: 'OrganId', key: 'agencyCode', max: 35, whenTooLong: 'keep' },
  { kind: 'text', element: 'Code', key: 'numberSymbol' },
  { kind: 'text', element: 'DocumentId', key: 'documentId' },
  { kind: 'date', element: 'PromulgationDate', key: 'issuedOn' },
);

const STAFF = fieldsOf<EdxmlStaff>(
  { kind: 'text', element: 'Department', key: 'department' },
  { kind: 'text', element: 'DepartmentId', key: 'departmentId' },
  { kind: 'text', element: 'Staff', key: 'name' },
  { kind: 'text', element: 'StaffId', key: 'staffId' },
  { kind: 'text', element: 'Email', key: 'email', max: 100, whenTooLong: 'omit' },
  { kind: 'text', element: 'Mobile', key: 'mobile', max: 20, whenTooLong: 'omit' },
);

/** MessageHeader of a letter. */
export const DOCUMENT_HEADER = fieldsOf<EdxmlDocument>(
  { kind: 'record', element: 'From', key: 'from', fields: PARTY, required: true },
  { kind: 'records', element: 'To', key: 'to', fields: PARTY, required: true },
  { kind: 'text', element: 'DocumentId', key: 'documentId', required: true },
  {
    kind: 'group',
    element: 'Code',
    fields: [
      { kind: 'text', element: 'CodeNumber', key: 'number', required: true, max: 11, whenTooLong: 'keep' },
      { kind: 'text', element: 'CodeNotation', key: 'symbol', required: true, max: 30, whenTooLong: 'keep' },
    ],
  },
  {
    kind: 'group',
    element: 'PromulgationInfo',
    fields: [
      { kind: 'text', element: 'Place', key: 'placeOfIssue', max: 50 },
      { kind: 'date', element: 'PromulgationDate', key: 'issuedOn', required: true },
    ],
  },
  {
    kind: 'record',
    element: 'DocumentType',
    key: 'documentType',
    fields: [
      { kind: 'text', element: 'Type', key: 'code' },
      { kind: 'text', element: 'TypeDetail', key: 'detail' },
      { kind: 'text', element: 'TypeName', key: 'name', max: 100 },
    ],
  },
  { kind: 'text', element: 'Subject', key: 'abstract', required: true, max: 500 },
  { kind: 'text', element: 'Content', key: 'content', max: 500 },
  {
    kind: 'record',
    element: 'SignerInfo',
    key: 'signatory',
    fields: [
      { kind: 'text', element: 'Competence', key: 'signingCapacity', max: 100 },
      { kind: 'text', element: 'Position', key: 'position', max: 100 },
      { kind: 'text', element: 'FullName', key: 'fullName', max: 50 },
    ],
  },
  { kind: 'date', element: 'DueDate', key: 'dueOn' },
  {
    kind: 'group',
    element: 'OtherInfo',
    fields: [
      { kind: 'code', element: 'Priority', key: 'urgency', codes: URGENCIES },
      { kind: 'text', element: 'SphereOfPromulgation', key: 'sphereOfIssue', max: 100 },
      { kind: 'text', element: 'TyperNotation', key: 'typistNotation', max: 10 },
      { kind: 'count', element: 'PromulgationAmount', key: 'copyCount' },
      { kind: 'count', element: 'PageAmount', key: 'pageCount' },
      { kind: 'text', element: 'ReplyFors', key: 'replyFors' },
      { kind: 'boolean', element: 'Direction', key: 'isDirective' },
      { kind: 'text', element: 'ReferenceCodes', key: 'referenceCodes' },
      { kind: 'list', element: 'Appendixes', item: 'Appendix', key: 'appendices', max: 250 },
    ],
  },
  { kind: 'records', element: 'ResponseFor', key: 'responsesTo', fields: DOCUMENT_REF },
  { kind: 'code', element: 'SteeringType', key: 'steering', codes: STEERINGS },
  { kind: 'list', element: 'ResponseForTask', item: 'TaskCode', key: 'taskCodes' },
  { kind: 'text', element: 'ApplicationType', key: 'applicationType' },
  { kind: 'list', element: 'ToPlaces', item: 'Place', key: 'recipients', max: 150 },
);

const BUSINESS = fieldsOf<EdxmlBusiness>(
  { kind: 'text', element: 'DocumentId', key: 'documentId' },
  {
    kind: 'code',
    element: 'BussinessDocType',
    key: 'kind',
    codes: BUSINESS_TYPES,
    otherwise: 'other',
    verbatim: 'typeCode',
    aliases: ['BusinessDocType'],
  },
  { kind: 'text', element: 'BussinessDocReason', key: 'reason', aliases: ['BusinessDocReason'] },
  { kind: 'flag', element: 'Paper', key: 'paperCopyFollows' },
  {
    kind: 'group',
    element: 'BussinessDocumentInfo',
    aliases: ['BusinessDocumentInfo'],
    fields: [
      { kind: 'flag', element: 'DocumentInfo', key: 'contentChanged' },
      { kind: 'flag', element: 'DocumentReceiver', key: 'receiversChanged' },
      {
        kind: 'list',
        element: 'ReceiverList',
        item: 'Receiver',
        key: 'receivers',
        fields: [
          { kind: 'agencyCode', element: 'OrganId', key: 'agencyCode', required: true, max: 35, whenTooLong: 'keep' },
          { kind: 'code', element: 'ReceiverType', key: 'change', codes: RECEIVER_CHANGES },
        ],
      },
    ],
  },
  {
    kind: 'list',
    element: 'ReplacementInfoList',
    item: 'ReplacementInfo',
    key: 'replacements',
    fields: [
      { kind: 'text', element: 'DocumentId', key: 'documentId', required: true },
      {
        kind: 'list',
        element: 'OrganIdList',
        item: 'OrganId',
        key: 'agencyCodes',
        isCodes: true,
        max: 35,
        whenTooLong: 'keep',
      },
    ],
  },
  { kind: 'record', element: 'StaffInfo', key: 'staff', fields: STAFF },
);

const TRACE = fieldsOf<EdxmlTrace>(
  { kind: 'agencyCode', element: 'OrganId', key: 'agencyCode', max: 35, whenTooLong: 'keep' },
  { kind: 'instant', element: 'Timestamp', key: 'at' },
);

/** TraceHeaderList: the official samples write TraceHeader first. */
export const TRACE_HEADER_LIST = fieldsOf<EdxmlDocument>(
  { kind: 'records', element: 'TraceHeader', key: 'trace', fields: TRACE },
  { kind: 'record', element: 'Bussiness', key: 'business', fields: BUSINESS, aliases: ['Business'] },
);

/** MessageHeader of a status message. */
export const STATUS_HEADER = fieldsOf<EdxmlStatus>(
  { kind: 'record', element: 'From', key: 'from', fields: PARTY, required: true },
  { kind: 'record', element: 'ResponseFor', key: 'responseTo', fields: DOCUMENT_REF, required: true },
  { kind: 'record', element: 'StaffInfo', key: 'staff', fields: STAFF },
  { kind: 'text', element: 'StatusCode', key: 'statusCode', required: true },
  { kind: 'text', element: 'Description', key: 'description' },
  { kind: 'instant', element: 'Timestamp', key: 'at' },
);
