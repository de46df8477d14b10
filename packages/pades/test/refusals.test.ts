import { isSelfIssued, OID, parseCertificate, parseSignedData } from '@congvu/pki';
import { fromBER, OctetString } from 'asn1js';
import { ContentInfo, EncapsulatedContentInfo, SignedData } from 'pkijs';
import { beforeAll, describe, expect, test } from 'vitest';
import { append, rootOf } from '../src/attacks/forge.ts';
import {
  attachmentStampText,
  completeSignature,
  copyStampText,
  type PadesErrorCode,
  type PreparedSignature,
  prepareSignature,
  reserveFields,
  type SignaturePlan,
  verifyPdf,
} from '../src/index.ts';
import { drawPng, handPng } from './drawn-png.ts';
import { DIGITS, LETTER_FIELDS, letterPdf, plainPdf, signatureFor, signPdf } from './sample-pdf.ts';
import { buildPki, NOW, type Signer } from './test-pki.ts';

const pki = buildPki();
let person: Signer;
let plain: Uint8Array;
let letter: Uint8Array;

beforeAll(async () => {
  person = await pki.signer({ name: 'Phàn Thị Sểnh' });
  plain = await plainPdf();
  letter = await letterPdf();
});

function prepare(pdf: Uint8Array, plan: Partial<SignaturePlan> = {}): PreparedSignature {
  return prepareSignature(pdf, { field: 'KyNguoi1', signer: person.identity, signedAt: NOW, ...plan });
}

function refuses(act: () => unknown, code: PadesErrorCode): void {
  expect(act).toThrow(expect.objectContaining({ name: 'PadesError', code }));
}

function replaced(pdf: Uint8Array, find: string, replace: string): Uint8Array {
  return Buffer.from(Buffer.from(pdf).toString('latin1').replace(find, replace.padEnd(find.length)), 'latin1');
}

describe('what is not signed, with its reason', () => {
  test('files that an appended revision would damage', async () => {
    const stream = await plainPdf('stream');
    const offset = /startxref\s+(\d+)/.exec(Buffer.from(stream).toString('latin1'))?.[1];
    const root = /\/Root (\d+ 0 R)/.exec(Buffer.from(stream).toString('latin1'))?.[1];
    const section = `xref\n0 0\ntrailer\n<</Size 99 /Root ${root} /Prev ${offset} /XRefStm ${offset}>>\nstartxref\n${stream.length}\n%%EOF\n`;
    const hybrid = Buffer.concat([stream, Buffer.from(section)]);
    refuses(() => prepare(Buffer.from('hello')), 'pades.not_pdf');
    refuses(() => prepare(Buffer.concat([Buffer.from('x\n'), plain])), 'pades.junk_before_header');
    refuses(() => prepare(plain.subarray(0, plain.length - 40)), 'pades.broken');
    refuses(() => prepare(replaced(plain, '/Size', '/Encrypt 1 0 R /Size')), 'pades.encrypted');
    refuses(() => prepare(replaced(plain, '/Size', '/XRefStm 20 /Size')), 'pades.broken');
    refuses(() => prepare(hybrid), 'pades.hybrid');
    refuses(() => prepare(replaced(plain, ' 00000 n', ' 00001 n')), 'pades.generation');
  });

  test('repeated keys in the catalog', () => {
    const doubled = append(plain, (revision, file) => {
      const root = rootOf(file);
      revision.setText(
        root.number,
        `<</Type /Catalog /Pages ${/\/Pages (\d+ 0 R)/.exec(Buffer.from(plain).toString('latin1'))?.[1]} /Pages 1 0 R>>`,
      );
    });
    refuses(() => prepare(doubled), 'pades.repeated_key');
  });

  test('plans that do not fit', () => {
    refuses(() => prepare(letter, { field: 'So' }), 'pades.field_type');
    refuses(() => prepare(letter, { field: 'Moi', page: 9 }), 'pades.page');
    refuses(() => prepare(letter, { fill: { So: '12a' } }), 'pades.text');
    refuses(() => prepare(letter, { fill: { So: '123456' } }), 'pades.text');
    refuses(() => prepare(letter, { fill: { Khac: '1' } }), 'pades.field_missing');
    refuses(() => prepare(letter, { algorithm: 'ECDSA-SHA256' }), 'pades.algorithm');
    refuses(() => prepare(letter, { appearance: { image: Buffer.from('GIF89a') } }), 'pades.image');
    refuses(() => prepare(letter, { appearance: { image: handPng().subarray(0, 90) } }), 'pades.image');
    refuses(() => reserveFields(letter, LETTER_FIELDS), 'pades.field_taken');
  });

  test('what an earlier signature forbids', async () => {
    const once = await signPdf(letter, person, { field: 'KyNguoi1', docMDP: 2 });
    refuses(() => prepare(once), 'pades.field_signed');
    refuses(() => prepare(once, { field: 'DauCoQuan', docMDP: 2 }), 'pades.certification_late');
    refuses(
      () => reserveFields(once, { signatures: [{ name: 'X', page: 1, rect: { x: 0, y: 0, width: 9, height: 9 } }] }),
      'pades.forbidden',
    );
    const twice = await signPdf(once, person, { field: 'DauCoQuan', fill: DIGITS });
    refuses(() => prepare(twice, { field: 'Ky3' }), 'pades.forbidden');
  });
});

describe('completing', () => {
  test('notices another base, another key, lateness and a signature that has no room', async () => {
    const prepared = prepare(letter);
    const signature = await signatureFor(prepared, person);
    expect(completeSignature(prepared.baseSha256, prepared, signature).length).toBeGreaterThan(0);
    refuses(() => completeSignature(plain, prepared, signature), 'pades.base_changed');
    refuses(() => completeSignature('00', prepared, signature), 'pades.base_changed');
    const other = await pki.signer({ name: 'Người Khác' });
    const foreign = await signatureFor({ ...prepared }, other);
    refuses(() => completeSignature(letter, prepared, foreign), 'pades.signature_mismatch');
    refuses(
      () => completeSignature(letter, prepared, signature, { at: new Date('2026-03-23T02:00:00Z') }),
      'pades.expired',
    );
    const tight = prepare(letter, { placeholderBytes: 1024 });
    const late = await signatureFor(tight, person);
    refuses(() => completeSignature(letter, tight, late), 'pades.placeholder_overflow');
  });

  test('the same plan gives the same hash, and nothing of the base is repeated', () => {
    const [first, second] = [prepare(letter), prepare(letter)];
    expect(second).toEqual(first);
    expect(JSON.stringify(first).length).toBeLessThan(48 * 1024);
  });
});

describe('defects of other software (spec §8)', () => {
  const cmsOf = (signed: Uint8Array) => {
    const text = Buffer.from(signed).toString('latin1');
    return parseSignedData(Buffer.from(/\/Contents <([0-9a-f]+)>/.exec(text)?.[1] ?? '', 'hex'));
  };

  test('1: names with diacritics are the bytes of the certificate, never encoded again', async () => {
    const { signerInfos, certificates } = cmsOf(await signPdf(letter, person, { field: 'KyNguoi1' }));
    const own = parseCertificate(person.identity.certificate);
    expect(certificates.some((der) => Buffer.compare(der, own.raw) === 0)).toBe(true);
    expect(signerInfos[0]?.issuerAndSerial).toBeDefined();
    expect(Buffer.compare(signerInfos[0]?.issuerAndSerial?.issuer ?? new Uint8Array(), own.issuer.raw)).toBe(0);
  });

  test('2: three signed attributes, no signing time, no root', async () => {
    const { signerInfos, certificates } = cmsOf(await signPdf(letter, person, { field: 'KyNguoi1' }));
    expect(signerInfos[0]?.signedAttributes?.list.map(({ oid }) => oid).sort()).toEqual(
      [OID.contentType, OID.messageDigest, OID.signingCertificateV2].sort(),
    );
    expect(signerInfos[0]?.unsignedAttributes).toEqual([]);
    expect(certificates).toHaveLength(2);
    expect(certificates.every((der) => !isSelfIssued(parseCertificate(der)))).toBe(true);
  });

  test('6: reason is encoded before it is escaped, a prepared rectangle stays', async () => {
    const signed = await signPdf(letter, person, {
      field: 'KyNguoi1',
      reason: 'Ký (nháp) \\ thử',
      appearance: { image: handPng() },
    });
    const text = Buffer.from(signed).toString('latin1');
    const reason = /\/Reason <([0-9a-f]+)>/.exec(text)?.[1] ?? '';
    expect(Buffer.from(reason, 'hex').swap16().toString('utf16le').slice(1)).toBe('Ký (nháp) \\ thử');
    expect(text.match(/\/Rect \[350 200 480 270\]/g)).toHaveLength(2);
    expect(text).toContain('/ESIC');
  });

  test('8: the byte range keeps within its own room', () => {
    const { before } = prepare(letter);
    const head = Buffer.from(before, 'base64').toString('latin1');
    expect(head).toMatch(/\/ByteRange \[0 \d+ \d+ \d+ *\]\n\/Contents $/);
  });

  test('7: xref-stream and table bases keep their kind', async () => {
    for (const kind of ['table', 'stream'] as const) {
      const signed = await signPdf(await plainPdf(kind), person, { field: 'Ky' });
      const tail = Buffer.from(signed)
        .subarray((await plainPdf(kind)).length)
        .toString('latin1');
      expect(tail.includes('/Type /XRef')).toBe(kind === 'stream');
      expect(tail.includes('\nxref\n')).toBe(kind === 'table');
      const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(tail)?.[1]);
      expect(Buffer.from(signed).toString('latin1', start, start + 20)).toMatch(
        kind === 'table' ? /^xref\n/ : /^\d+ 0 obj\n/,
      );
      expect(tail).toContain('/SubFilter /ETSI.CAdES.detached');
    }
  });

  test('10: a CMS that carries the original content does not vouch for a changed document', async () => {
    const signed = await signPdf(letter, person, { field: 'KyNguoi1', placeholderBytes: 96 * 1024 });
    const text = Buffer.from(signed).toString('latin1');
    const [, first = 0, second = 0] = (/\/ByteRange \[(\d+) (\d+) (\d+) (\d+)/.exec(text) ?? []).slice(1).map(Number);
    const original = Buffer.concat([signed.subarray(0, first), signed.subarray(second)]);
    const der = Buffer.from(text.slice(first + 1, second - 1), 'hex');
    const info = new ContentInfo({
      schema: fromBER(Uint8Array.from(der.subarray(0, der.readUInt16BE(2) + 4)).buffer).result,
    });
    const cms = new SignedData({ schema: info.content });
    const eContent = new OctetString({ valueHex: Uint8Array.from(original).buffer });
    cms.encapContentInfo = new EncapsulatedContentInfo({ eContentType: '1.2.840.113549.1.7.1', eContent });
    const outer = new ContentInfo({ contentType: '1.2.840.113549.1.7.2', content: cms.toSchema(true) });
    const hex = Buffer.from(outer.toSchema().toBER())
      .toString('hex')
      .padEnd(second - first - 2, '0');
    const forged = Buffer.from(signed);
    forged.write(hex, first + 1, 'latin1');
    forged[300] = (forged[300] ?? 0) ^ 1;
    expect(Buffer.from(parseSignedData(Buffer.from(hex, 'hex')).content ?? []).equals(original)).toBe(true);
    expect(verifyPdf(forged, { trustAnchors: pki.anchors, at: NOW }).signatures[0]).toMatchObject({
      verdict: 'invalid',
      integrity: 'broken',
      reasons: [{ code: 'FORMAT_FAILURE' }],
    });
  });
});

describe('appearance', () => {
  test('stamp texts of Annex I', () => {
    expect(attachmentStampText('123/UBND-VHTT', NOW)).toBe('Số: 123/UBND-VHTT; 23/03/2026; 08:30:00 +07:00');
    expect(copyStampText('SAO Y', 'UBND xã Bản Bo', NOW)).toBe('SAO Y; UBND xã Bản Bo; 23/03/2026; 08:30:00 +07:00');
  });

  test('an opaque PNG has no mask, a transparent one has', async () => {
    const rect = { x: 10, y: 10, width: 40, height: 40 };
    const opaque = await signPdf(plain, person, {
      field: 'Ky',
      page: 1,
      rect,
      appearance: { image: drawPng(4, 4, () => [1, 2, 3, 255]) },
    });
    const clear = await signPdf(plain, person, { field: 'Ky', page: 1, rect, appearance: { image: handPng() } });
    expect(Buffer.from(opaque).includes('/SMask')).toBe(false);
    expect(Buffer.from(clear).includes('/SMask')).toBe(true);
  });
});
