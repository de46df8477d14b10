import {
  type Asn1Node,
  asn1Child,
  PkiError,
  parseCrl,
  type RevocationEvidence,
  readOid,
  readValue,
  type SignedData,
} from '@congvu/pki';
import { PadesError } from '../errors.ts';
import type { PdfFile } from '../pdf/file.ts';
import { canDecode, decodeStream } from '../pdf/filters.ts';
import { isArray, isDict, isRef, isStream, type PdfStream } from '../pdf/values.ts';

/** What travels with a document so that it can be checked for years (EN 319 142-1 §5.4.2). */
export interface EmbeddedEvidence {
  /** DER. */
  certificates: Uint8Array[];
  evidence: RevocationEvidence[];
}

/** Years of renewals stay far below. */
const MAX_ITEMS = 1_000;
const unpacked = new WeakMap<PdfStream, Uint8Array>();

/** The same array every time, so that what was read out of it is remembered. */
function bytesOf(file: PdfFile, stream: PdfStream): Uint8Array | undefined {
  const known = unpacked.get(stream);
  if (known !== undefined) {
    return known;
  }
  try {
    const bytes = canDecode(stream.dict) ? decodeStream(stream, file.budget) : undefined;
    if (bytes !== undefined) {
      unpacked.set(stream, bytes);
    }
    return bytes;
  } catch (error) {
    if (error instanceof PadesError && error.code === 'pades.broken') {
      return undefined;
    }
    throw error;
  }
}

interface StoredItem {
  /** Of its object. */
  number: number | undefined;
  /** Undefined when it cannot be read. */
  bytes: Uint8Array | undefined;
}

function listItems(file: PdfFile, key: string): StoredItem[] {
  const store = file.resolve(file.catalog().entries.get('DSS'));
  const list = isDict(store) ? file.resolve(store.entries.get(key)) : null;
  const items = isArray(list) ? list.items : [];
  if (items.length > MAX_ITEMS) {
    throw new PadesError('pades.limit', 'Tệp PDF kèm quá nhiều chứng cứ để kiểm tra.');
  }
  return items.map((item) => {
    const stream = file.resolve(item);
    return {
      number: isRef(item) ? item.number : undefined,
      bytes: isStream(stream) ? bytesOf(file, stream) : undefined,
    };
  });
}

const remembered = new WeakMap<Uint8Array, RevocationEvidence>();

function evidenceOf(kind: RevocationEvidence['kind'], der: Uint8Array): RevocationEvidence {
  const known = remembered.get(der) ?? { kind, der };
  remembered.set(der, known);
  return known;
}

/** A list or an answer of the security store, readable or not. */
export interface StoredEvidence {
  /** Of its object. */
  number: number | undefined;
  evidence: RevocationEvidence | undefined;
}

/** Everything that a state of the file names as evidence about revocation. */
export function listStoredEvidence(file: PdfFile): StoredEvidence[] {
  const read = (kind: RevocationEvidence['kind'], key: string): StoredEvidence[] =>
    listItems(file, key).map(({ number, bytes }) => ({
      number,
      evidence: bytes === undefined ? undefined : evidenceOf(kind, bytes),
    }));
  return [...read('crl', 'CRLs'), ...read('ocsp', 'OCSPs')];
}

/** The document security store of a state of the file; what cannot be read does not count. */
export function readSecurityStore(file: PdfFile): EmbeddedEvidence {
  return {
    certificates: listItems(file, 'Certs').flatMap(({ bytes }) => (bytes === undefined ? [] : [bytes])),
    evidence: listStoredEvidence(file).flatMap(({ evidence }) => (evidence === undefined ? [] : [evidence])),
  };
}

/** id-ri-ocsp-response (RFC 5940) and Adobe's RevocationInfoArchival (ISO 32000-2, 12.8.3.3.2). */
const OCSP_FORMAT = '1.3.6.1.5.5.7.16.2';
export const ADOBE_ARCHIVAL = '1.2.840.113583.1.1.8';

function fromRevocationInfo(bytes: Uint8Array): RevocationEvidence[] {
  const { node } = readValue(bytes);
  if (node.tag === 0x30) {
    return [evidenceOf('crl', bytes)];
  }
  return node.tag === 0xa1 && readOid(asn1Child(node, 0)) === OCSP_FORMAT
    ? [evidenceOf('ocsp', asn1Child(node, 1).bytes)]
    : [];
}

function fromArchival(value: Asn1Node): RevocationEvidence[] {
  return value.children.flatMap((part) => {
    const kind = ({ 160: 'crl', 161: 'ocsp' } as const)[part.tag];
    return kind === undefined ? [] : asn1Child(part, 0).children.map(({ bytes }) => evidenceOf(kind, bytes));
  });
}

/** Whether something stands among the lists that is none. */
export function hasStrayList({ revocationLists }: SignedData): boolean {
  return revocationLists.some((bytes) => {
    try {
      return bytes[0] === 0x30 && parseCrl(bytes).raw.length === 0;
    } catch (error) {
      if (error instanceof PkiError) {
        return true;
      }
      throw error;
    }
  });
}

/** Lists and answers inside a CMS. */
export function evidenceInCms(data: SignedData): RevocationEvidence[] {
  const archival = data.signerInfos.flatMap((signer) => signer.signedAttributes?.list ?? []);
  try {
    return [
      ...data.revocationLists.flatMap(fromRevocationInfo),
      ...archival.filter(({ oid }) => oid === ADOBE_ARCHIVAL).flatMap(({ values }) => values.flatMap(fromArchival)),
    ].slice(0, MAX_ITEMS);
  } catch (error) {
    if (error instanceof PkiError) {
      return [];
    }
    throw error;
  }
}
