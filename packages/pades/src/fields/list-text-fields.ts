import { listFields } from '../pdf/fields.ts';
import { openPdf } from '../pdf/file.ts';
import { isString, readTextString } from '../pdf/values.ts';

/** A text field and what it holds; null while it is empty. */
export interface TextFieldState {
  name: string;
  value: string | null;
}

/**
 * Text fields in the order of the form: whether the digits of a signed page are the ones of the register. What is drawn is
 * judged by `verifyPdf`. @throws PadesError as `verifyPdf` for bytes that cannot be read
 * @example listTextFields(pdf).find(({ name }) => name === 'So')?.value // '07'
 */
export function listTextFields(pdf: Uint8Array): TextFieldState[] {
  const file = openPdf(pdf);
  return listFields(file)
    .filter(({ type }) => type === 'Tx')
    .map(({ name, dict }) => {
      const value = file.resolve(dict.entries.get('V'));
      return { name, value: isString(value) ? readTextString(value) : null };
    });
}
