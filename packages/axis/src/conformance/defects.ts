import { buildEdxml, type EdxmlDocument } from '@congvu/edxml';
import type { LetterDefect } from '../simulator/types.ts';
import { csharpForm, handMadeForm, oldNamespaceForm, type VariantFile } from './variant-forms.ts';

type Tweak = (message: EdxmlDocument) => EdxmlDocument;
type Edit = (text: string) => string;

const BASE64_END = /(<edXML:ContentTransferEncoded[^>]*>)([^<]*)/;

/** What a defect changes in the letter before it is written. */
const TWEAKS: Partial<Record<LetterDefect, Tweak>> = {
  missing_name: ({ from, ...message }) => ({ ...message, from: { agencyCode: from.agencyCode } }),
  due_before_issue: (message) => ({ ...message, dueOn: dayBefore(message.issuedOn ?? '2026-01-02') }),
  number_with_letters: (message) => ({ ...message, number: `${message.number ?? '1'}b` }),
  two_codes_of_one_body: (message) => {
    const [first] = message.to;
    const again = {
      agencyCode: `000.00.99.${first?.agencyCode.split('.')[0] ?? 'H35'}`,
      name: `${first?.name ?? ''} (Mã cũ) (qd20)`,
    };
    return { ...message, to: [...message.to, again] };
  },
  forged_sender: (message) => ({ ...message, from: { agencyCode: 'G22', name: 'Cơ quan bị mạo danh' } }),
  wrong_addressee: (message) => ({ ...message, to: [{ agencyCode: 'H99.99.99', name: 'Cơ quan khác' }] }),
};

/** What a defect changes in the text of the message. */
const EDITS: Partial<Record<LetterDefect, Edit>> = {
  leading_bytes: (text) => `1212${text}`,
  byte_order_mark: (text) => `\ufeff${text}`,
  unbound_prefix: (text) => text.replace(/(<edXML:ContentTransferEncoded) xmlns:edXML="[^"]*"/g, '$1'),
  null_code: (text) => text.replace(/(<edXML:From>\s*<edXML:OrganId>)[^<]*/, '$1null'),
  empty_response_for: (text) => text.replace(/(<\/edXML:To>)(?![\s\S]*<\/edXML:To>)/, '$1<edXML:ResponseFor/>'),
  dummy_signature: (text) =>
    text.replace(
      '</edXML:edXMLHeader>',
      '<Signature><SignedInfo><SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1"/></SignedInfo>' +
        '<SignatureValue>AAAA</SignatureValue><KeyInfo><X509Data><X509SubjectName>CN=user05</X509SubjectName>' +
        '<X509Certificate>MIIFqTCCBJG</X509Certificate></X509Data></KeyInfo></Signature></edXML:edXMLHeader>',
    ),
  truncated_base64: (text) =>
    text.replace(
      BASE64_END,
      (_, open: string, content: string) => open + content.slice(0, Math.floor(content.length / 2) - 1),
    ),
  doctype: (text) =>
    text.replace('?>\n', '?>\n<!DOCTYPE edXML [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'),
  html_instead: () => '<!DOCTYPE html><html><body>Phiên làm việc đã hết hạn. Hãy đăng nhập lại.</body></html>',
};

const FORMS: Partial<Record<LetterDefect, (message: EdxmlDocument, files: readonly VariantFile[]) => Uint8Array>> = {
  csharp_form: csharpForm,
  hand_made_form: handMadeForm,
  old_namespace: oldNamespaceForm,
};

function dayBefore(day: string): string {
  return new Date(new Date(`${day}T00:00:00Z`).getTime() - 86_400_000).toISOString().slice(0, 10);
}

/**
 * The bytes of a letter with the defects of real senders in it. Without any it is the strict form of the codec. Several go
 * together: first what changes the letter, then the form, then what damages the text.
 */
export async function writeWithDefects(
  message: EdxmlDocument,
  files: readonly VariantFile[],
  defects: readonly LetterDefect[],
): Promise<Uint8Array> {
  const tweaked = defects.reduce((letter, defect) => TWEAKS[defect]?.(letter) ?? letter, message);
  const form = defects.map((defect) => FORMS[defect]).find((write) => write !== undefined);
  const bytes = form === undefined ? await buildEdxml(tweaked, files) : form(tweaked, files);
  const edits = defects.flatMap((defect) => EDITS[defect] ?? []);
  return edits.length === 0
    ? bytes
    : Buffer.from(edits.reduce((text, edit) => edit(text), Buffer.from(bytes).toString('utf8')));
}
