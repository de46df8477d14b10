import type { EdxmlDocument, EdxmlParty } from '@congvu/edxml';

const NAMESPACE = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';

/** A file as the variants carry it: bare, in base64. */
export interface VariantFile {
  name: string;
  content: Uint8Array;
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function element(prefix: string, name: string, text: string | undefined): string {
  return text === undefined || text === '' ? '' : `<${prefix}${name}>${escapeXml(text)}</${prefix}${name}>`;
}

function wireDate(text: string | undefined): string | undefined {
  return text?.replaceAll('-', '/');
}

function party(prefix: string, name: string, { agencyCode, name: organName }: EdxmlParty): string {
  // The C# software writes the name before the code.
  return `<${prefix}${name}>${element(prefix, 'OrganName', organName)}${element(prefix, 'OrganId', agencyCode)}</${prefix}${name}>`;
}

/** Header children in an order that is not the SDK's: receivers first, DocumentId last. */
function headerChildren(prefix: string, message: EdxmlDocument): string {
  const { number, symbol, placeOfIssue, issuedOn, documentType } = message;
  const code = element(prefix, 'CodeNotation', symbol) + element(prefix, 'CodeNumber', number);
  const issue =
    element(prefix, 'PromulgationDate', wireDate(issuedOn)) + element(prefix, 'Place', placeOfIssue ?? 'Lai Châu');
  const type = element(prefix, 'TypeName', documentType?.name) + element(prefix, 'Type', documentType?.code);
  return [
    `<${prefix}Code>${code}</${prefix}Code>`,
    element(prefix, 'Subject', message.abstract),
    ...message.to.map((to) => party(prefix, 'To', to)),
    party(prefix, 'From', message.from),
    `<${prefix}PromulgationInfo>${issue}</${prefix}PromulgationInfo>`,
    type === '' ? '' : `<${prefix}DocumentType>${type}</${prefix}DocumentType>`,
    element(prefix, 'DueDate', wireDate(message.dueOn)),
    element(prefix, 'DocumentId', message.documentId),
  ].join('');
}

function base64(file: VariantFile): string {
  return Buffer.from(file.content).toString('base64');
}

/** V2, the C# software: xlink on the references, no "cid:" on the attachments, an empty DigitalSignature. */
export function csharpForm(message: EdxmlDocument, files: readonly VariantFile[]): Uint8Array {
  const references = files.map(
    ({ name }, index) =>
      `<edXML:Reference xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="cid:F${index + 1}" xlink:role="attachment" ` +
      `xlink:type="simple">${element('edXML:', 'AttachmentName', name)}<edXML:ContentType>application/pdf</edXML:ContentType></edXML:Reference>`,
  );
  const attachments = files.map(
    (file, index) =>
      `<Attachment><ContentType>application/pdf</ContentType><ContentId>f${index + 1}</ContentId>` +
      `<Description>${escapeXml(file.name)}</Description><edXML:ContentTransferEncoded xmlns:edXML="${NAMESPACE}">${base64(file)}` +
      `</edXML:ContentTransferEncoded><AttachmentName>${escapeXml(file.name)}</AttachmentName></Attachment>`,
  );
  return Buffer.from(
    '<?xml version="1.0" encoding="utf-8"?>\n' +
      `<edXML xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns="${NAMESPACE}">` +
      `<edXML:edXMLEnvelope xmlns:edXML="${NAMESPACE}"><edXML:edXMLHeader><edXML:MessageHeader>` +
      `${headerChildren('edXML:', message)}</edXML:MessageHeader><DigitalSignature /></edXML:edXMLHeader>` +
      `<edXML:edXMLBody><edXML:edXMLManifest version="1.0">${references.join('')}</edXML:edXMLManifest></edXML:edXMLBody>` +
      `</edXML:edXMLEnvelope><AttachmentEncoded>${attachments.join('')}</AttachmentEncoded></edXML>`,
  );
}

/** V3, made by hand: attachments inside the envelope under other names. */
export function handMadeForm(message: EdxmlDocument, files: readonly VariantFile[]): Uint8Array {
  const attachments = files.map(
    (file, index) =>
      `<edXML:AttachmentData>${element('edXML:', 'AttachmentName', file.name)}<edXML:ContentId>cid:${index + 1}</edXML:ContentId>` +
      `<edXML:ContentTransferEncoded><![CDATA[${base64(file)}]]></edXML:ContentTransferEncoded></edXML:AttachmentData>`,
  );
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="${NAMESPACE}" xmlns:edXML="${NAMESPACE}"><edXML:edXMLEnvelope>` +
      `<edXML:edXMLHeader><edXML:MessageHeader>${headerChildren('edXML:', message)}</edXML:MessageHeader></edXML:edXMLHeader>` +
      `<edXML:edXMLAttachments>${attachments.join('')}</edXML:edXMLAttachments></edXML:edXMLEnvelope></edXML>`,
  );
}

/** V4, the namespace before QCVN 102: no envelope, files as elements of a manifest. */
export function oldNamespaceForm(message: EdxmlDocument, files: readonly VariantFile[]): Uint8Array {
  const attachments = files.map(
    (file) =>
      `<Attachment>${element('', 'FileName', file.name)}<FileType>application/pdf</FileType><Content>${base64(file)}</Content></Attachment>`,
  );
  return Buffer.from(
    '<?xml version="1.0"?>\n<EdXML xmlns="http://www.go.vn/eDoc"><MessageHeader>' +
      `${headerChildren('', message)}</MessageHeader><Manifest>${attachments.join('')}</Manifest></EdXML>`,
  );
}
