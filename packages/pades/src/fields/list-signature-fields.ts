import { listFields } from '../pdf/fields.ts';
import { openPdf } from '../pdf/file.ts';

/** A place to sign, taken or free. */
export interface SignatureFieldState {
  name: string;
  isSigned: boolean;
}

/** Signature fields in the order of the form. @throws PadesError as `verifyPdf` for bytes that cannot be read */
export function listSignatureFields(pdf: Uint8Array): SignatureFieldState[] {
  const file = openPdf(pdf);
  return listFields(file)
    .filter(({ type }) => type === 'Sig')
    .map(({ name, dict }) => ({ name, isSigned: file.resolve(dict.entries.get('V')) !== null }));
}
