import { deflateSync } from 'node:zlib';
import type { RevocationEvidence } from '@congvu/pki';
import { ARCHIVE_EXTENSION, extendCatalog, setCatalog } from '../fields/form.ts';
import { DSS_LISTS, type Dss, type DssList, dssItems, dssOf, readDss } from '../pdf/dss.ts';
import { array, dict, name, ref, withEntries } from '../pdf/values.ts';
import { type Revision, startRevision } from '../pdf/write.ts';
import { assertIntact } from './assert-intact.ts';
import { asOpenBase, type SigningBase } from './base.ts';

/** What proves a signature when its authorities no longer answer. */
export interface LongTermEvidence {
  evidence: readonly RevocationEvidence[];
  /** DER. */
  certificates: readonly Uint8Array[];
}

/** Each value once, and none that is there already. */
function onlyNew(known: readonly Uint8Array[], wanted: readonly Uint8Array[]): Uint8Array[] {
  const seen = new Set(known.map((der) => Buffer.from(der).toString('base64')));
  return wanted.filter((der) => {
    const text = Buffer.from(der).toString('base64');
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew;
  });
}

/** Revocation lists shrink by half, certificates hardly. */
const MIN_GAIN = 0.9;

function writeStream(revision: Revision, der: Uint8Array): ReturnType<typeof ref> {
  const number = revision.allot();
  const packed = deflateSync(der);
  if (packed.length < der.length * MIN_GAIN) {
    revision.setStream(number, dict({ Filter: name('FlateDecode') }), packed);
  } else {
    revision.setStream(number, dict({}), der);
  }
  return ref(number);
}

function missing(known: Dss, { evidence, certificates }: LongTermEvidence): Dss {
  const of = (kind: RevocationEvidence['kind']): Uint8Array[] =>
    evidence.filter((one) => one.kind === kind).map(({ der }) => der);
  return {
    Certs: onlyNew(known.Certs, certificates),
    CRLs: onlyNew(known.CRLs, of('crl')),
    OCSPs: onlyNew(known.OCSPs, of('ocsp')),
  };
}

/**
 * Puts evidence into the document security store (B-LT), merged with what it holds, each piece once. Whoever later wants a
 * proven order of it adds a document timestamp. /VRI of other writers stays, ours is not written. No change of the document.
 * @returns the bytes to append; none when everything is there already
 * @throws PadesError `pades.already_invalid`, `pades.already_changed`, and as `prepareSignature` for the file
 * @example const kept = Buffer.concat([pdf, addEvidence(pdf, await collectEvidence(pdf, { trust, source, at }))]);
 */
export function addEvidence(pdf: Uint8Array | SigningBase, wanted: LongTermEvidence): Uint8Array {
  const { file } = asOpenBase(pdf);
  assertIntact(file);
  const added = missing(readDss(file), wanted);
  if (DSS_LISTS.every((list) => added[list].length === 0)) {
    return new Uint8Array();
  }
  const revision = startRevision(file);
  const dss = dssOf(file);
  const grown = (list: DssList): Record<string, ReturnType<typeof array>> => {
    const items = [...dssItems(file, dss, list), ...added[list].map((der) => writeStream(revision, der))];
    return items.length === 0 ? {} : { [list]: array(...items) };
  };
  const entries = { Type: name('DSS'), ...grown('Certs'), ...grown('CRLs'), ...grown('OCSPs') };
  // A new object each time: what the signatures cover is never written again.
  const number = revision.allot();
  revision.set(number, withEntries(dss ?? dict({}), entries));
  setCatalog(file, revision, { DSS: ref(number) });
  extendCatalog(file, revision, ARCHIVE_EXTENSION);
  return revision.build().tail;
}
