import { type FieldLock, readLock } from '../fields/lock.ts';
import { type FormField, listFields } from '../pdf/fields.ts';
import type { PdfFile } from '../pdf/file.ts';
import { isArray, isDict, nameOf, type PdfDict, type PdfValue } from '../pdf/values.ts';

/** What a signature allows to happen after it (ISO 32000-2, 12.8.2.2 and 12.8.2.4). */
interface SignaturePermissions {
  /** Of DocMDP, or of the field's lock: the stricter one. */
  docMdp: 1 | 2 | 3 | undefined;
  isCertification: boolean;
  locks: FieldLock[];
}

function level(value: PdfValue | undefined): 1 | 2 | 3 | undefined {
  return value === 1 || value === 2 || value === 3 ? value : undefined;
}

function stricter(left: 1 | 2 | 3 | undefined, right: 1 | 2 | 3 | undefined): 1 | 2 | 3 | undefined {
  if (left === undefined || right === undefined) {
    return left ?? right;
  }
  return left < right ? left : right;
}

/** Permissions of one signature: its references, and the lock of its field. */
function permissionsOf(file: PdfFile, signature: PdfDict, field: PdfDict): SignaturePermissions {
  const found: SignaturePermissions = { docMdp: undefined, isCertification: false, locks: [] };
  const list = file.resolve(signature.entries.get('Reference'));
  for (const item of isArray(list) ? list.items : []) {
    const entry = file.resolve(item);
    if (!isDict(entry)) {
      continue;
    }
    const parameters = file.resolve(entry.entries.get('TransformParams'));
    const method = nameOf(entry.entries.get('TransformMethod'));
    if (method === 'DocMDP') {
      found.isCertification = true;
      // Table 257: 2 when not told.
      found.docMdp = stricter(found.docMdp, (isDict(parameters) ? level(parameters.entries.get('P')) : undefined) ?? 2);
    }
    const lock = method === 'FieldMDP' ? readLock(file, parameters) : undefined;
    if (lock !== undefined) {
      found.locks.push(lock);
    }
  }
  const own = readLock(file, field.entries.get('Lock'));
  found.docMdp = stricter(found.docMdp, own?.permission);
  return found;
}

export interface SignedField {
  fieldName: string;
  permissions: SignaturePermissions;
}

/** Every signed field of a file with what it allows. */
export function readPermissions(file: PdfFile, fields: readonly FormField[] = listFields(file)): SignedField[] {
  return fields.flatMap(({ name, type, dict }) => {
    const signature = type === 'Sig' ? file.resolve(dict.entries.get('V')) : null;
    return isDict(signature) ? [{ fieldName: name, permissions: permissionsOf(file, signature, dict) }] : [];
  });
}
