import { createHash } from 'node:crypto';
import { issueCertificate, OID, parseCertificate, type TimestampAuthority } from '@congvu/pki';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { append, rootOf } from '../src/attacks/forge.ts';
import {
  addDocumentTimestamp,
  addEvidence,
  assertNotRevoked,
  collectEvidence,
  completeSignature,
  completeWithTime,
  openSigningBase,
  PadesError,
  prepareSignature,
  raiseLevel,
  type SigningAct,
  type SigningBase,
  signDocument,
  verifyPdf,
} from '../src/index.ts';
import { readDss } from '../src/pdf/dss.ts';
import { openPdf } from '../src/pdf/file.ts';
import { letterPdf, plainPdf, signatureFor, signPdf } from './sample-pdf.ts';
import { startAuthority, type TestAuthority } from './test-authority.ts';
import { NOW, type Signer } from './test-pki.ts';

let office: TestAuthority;
let person: Signer;
let plain: Uint8Array;

beforeAll(async () => {
  office = startAuthority();
  person = await office.signer('Lường Văn Ổn');
  plain = await plainPdf();
});

function actOf(authority: TestAuthority, signer: Signer): SigningAct {
  return { sign: (prepared) => signatureFor(prepared, signer), tsa: authority.tsa, evidence: authority };
}

function planOf(signer: Signer) {
  return { field: 'Ky', signer: signer.identity, signedAt: NOW } as const;
}

function joined(pdf: Uint8Array, tail: Uint8Array): Uint8Array {
  return Buffer.concat([pdf, tail]);
}

async function raised(pdf: Uint8Array, to: 'T' | 'LT' | 'LTA', authority = office): Promise<Uint8Array> {
  return joined(pdf, (await raiseLevel(pdf, { to, ...authority, at: authority.clock.now })).tail);
}

function levelOf(pdf: Uint8Array, authority = office): string | undefined {
  const trustAnchors = authority.trust.map(({ certificate }) => certificate);
  const { signatures, intact } = verifyPdf(pdf, { trustAnchors, at: authority.clock.now });
  expect(intact).toBe(true);
  return signatures[0]?.level;
}

function textOf(pdf: Uint8Array): string {
  return Buffer.from(pdf).toString('latin1');
}

describe('levels', () => {
  test('a file at B reaches each level from where it is, and raising again adds nothing', async () => {
    const signed = await signPdf(plain, person, { field: 'Ky' });
    expect(levelOf(signed)).toBe('B');
    const stamped = await raised(signed, 'T');
    expect(levelOf(stamped)).toBe('T');
    expect(await raised(stamped, 'T')).toHaveLength(stamped.length);
    const proven = await raised(stamped, 'LT');
    expect(levelOf(proven)).toMatch(/^LTA?$/);
    const asked = office.asked.length;
    expect(await raised(proven, 'LT')).toHaveLength(proven.length);
    expect(office.asked).toHaveLength(asked);
    const archived = await raised(proven, 'LTA');
    expect(levelOf(archived)).toBe('LTA');
    expect(Buffer.compare(archived.subarray(0, signed.length), signed)).toBe(0);
  });

  test.each(['B', 'T', 'LT', 'LTA'] as const)('the whole act ends at %s', async (level) => {
    const { tail, level: reached } = await signDocument(plain, { ...planOf(person), level }, actOf(office, person));
    expect(reached).toBe(level);
    expect(levelOf(joined(plain, tail))).toBe(level);
  });

  test('without a timestamp authority or evidence no level above B is promised', async () => {
    const { sign } = actOf(office, person);
    const plan = planOf(person);
    await expect(signDocument(plain, { ...plan, level: 'T' }, { sign })).rejects.toMatchObject({
      code: 'pades.evidence',
    });
    await expect(signDocument(plain, { ...plan, level: 'LT' }, { sign, tsa: office.tsa })).rejects.toMatchObject({
      code: 'pades.evidence',
    });
    await expect(raiseLevel(plain, { to: 'T', ...office, at: NOW })).rejects.toMatchObject({ code: 'pades.unsigned' });
  });

  test('an authority that is down leaves a prepared signature that completes at B and is raised later', async () => {
    const down: TimestampAuthority = { stamp: () => Promise.reject(new Error('down')) };
    const prepared = prepareSignature(plain, { ...planOf(person), level: 'T' });
    const signature = await signatureFor(prepared, person);
    await expect(completeWithTime(plain, prepared, signature, { tsa: down })).rejects.toThrow('down');
    const signed = joined(plain, completeSignature(plain, prepared, signature));
    expect(levelOf(signed)).toBe('B');
    expect(levelOf(await raised(signed, 'T'))).toBe('T');
  });

  test('renewal keeps evidence about the old timestamp authority before the new timestamp', async () => {
    const other = startAuthority('lưu trữ Bắc');
    const both = { ...office, trust: [...office.trust, ...other.trust] };
    both.source = (anchor) => (other.trust.includes(anchor) ? other : office).source(anchor);
    const { tail } = await signDocument(plain, { ...planOf(person), level: 'LT' }, actOf(office, person));
    const proven = joined(plain, tail);
    const archived = await raised(proven, 'LTA', { ...both, tsa: other.tsa });
    const holds = (pdf: Uint8Array): boolean =>
      readDss(openPdf(pdf)).Certs.some((der) => Buffer.compare(der, other.authority.tsa.certificate) === 0);
    expect(holds(archived)).toBe(false);
    const renewed = await raised(archived, 'LTA', both);
    expect(holds(renewed)).toBe(true);
    const added = textOf(renewed.subarray(archived.length));
    expect(added.indexOf('/DSS')).toBeLessThan(added.indexOf('/DocTimeStamp'));
    expect(levelOf(renewed)).toBe('LTA');
  });
});

describe('evidence', () => {
  test('every path with its answers, each once; what is there is not added again', async () => {
    const once = await signPdf(plain, person, { field: 'Ky1' });
    const signed = await raised(await signPdf(once, person, { field: 'Ky2' }), 'T');
    const found = await collectEvidence(signed, { ...office, at: office.clock.now });
    // Signer, TSA, issuing authority, root; answers about the first three.
    expect(found.certificates).toHaveLength(4);
    expect(found.evidence.map(({ kind }) => kind)).toEqual(['ocsp', 'ocsp', 'ocsp']);
    const doubled = { certificates: [...found.certificates, ...found.certificates], evidence: found.evidence };
    const kept = joined(signed, addEvidence(signed, doubled));
    expect(Object.values(readDss(openPdf(kept))).map((list) => list.length)).toEqual([4, 0, 3]);
    expect(addEvidence(kept, found)).toHaveLength(0);
    expect(textOf(kept.subarray(signed.length))).toMatch(/\/ESIC <<\/BaseVersion \/1\.7\s*\/ExtensionLevel 5>>/);
  });

  test('lists instead of answers', async () => {
    const lists = startAuthority('danh sách', { prefer: 'crl' });
    const signer = await lists.signer('Vàng A Chu');
    const { tail } = await signDocument(plain, { ...planOf(signer), level: 'LT' }, actOf(lists, signer));
    const { CRLs, OCSPs } = readDss(openPdf(joined(plain, tail)));
    expect([CRLs.length, OCSPs.length]).toEqual([2, 0]);
  });

  test('a store of another writer keeps what it has', async () => {
    const signed = await signPdf(plain, person, { field: 'Ky' });
    const foreign = append(signed, (revision, file) => {
      const root = rootOf(file);
      revision.setText(90, '<</Length 3>>\nstream\nabc\nendstream');
      revision.setText(91, '<</Certs [90 0 R] /VRI <</AB <</Cert [90 0 R]>>>>>>');
      const text = textOf(signed).slice(textOf(signed).lastIndexOf('/Type /Catalog') - 2);
      revision.setText(root.number, `<</DSS 91 0 R ${text.slice(2, text.indexOf('endobj'))}`);
    });
    const kept = await raised(foreign, 'LT');
    expect(Buffer.from(readDss(openPdf(kept)).Certs[0] ?? []).toString()).toBe('abc');
    expect(textOf(kept.subarray(foreign.length))).toContain('/VRI');
  });

  test('an unknown authority is said, not passed over', async () => {
    const stranger = startAuthority('người lạ');
    const signed = await signPdf(plain, await stranger.signer('Kẻ Lạ'), { field: 'Ky' });
    const request = { to: 'LT', ...office, at: NOW } as const;
    await expect(raiseLevel(signed, request)).rejects.toMatchObject({ code: 'pades.evidence' });
  });

  test('defect 4: a revoked certificate is refused before signing and at LT, and kept only on demand', async () => {
    const lost = await office.signer('Mất Khóa');
    await assertNotRevoked(lost.identity, { ...office, at: NOW });
    const signed = await signPdf(plain, lost, { field: 'Ky' });
    office.revoke(lost, new Date(NOW.getTime() - 60_000));
    const sign = async (): Promise<Uint8Array> => {
      throw new Error('must not be asked');
    };
    const plan = { ...planOf(lost), level: 'LT' } as const;
    await expect(signDocument(plain, plan, { ...actOf(office, lost), sign })).rejects.toMatchObject({
      code: 'pades.revoked',
    });
    const request = { to: 'LT', ...office, at: office.clock.now } as const;
    await expect(raiseLevel(signed, request)).rejects.toMatchObject({ code: 'pades.revoked' });
    const { tail } = await raiseLevel(signed, { ...request, whenRevoked: 'keep' });
    const report = verifyPdf(joined(signed, tail), {
      trustAnchors: office.trust.map(({ certificate }) => certificate),
      at: office.clock.now,
    });
    expect(report.signatures[0]).toMatchObject({ verdict: 'invalid' });
  });

  test('revoked after the proven time: the evidence says so and the signature stands', async () => {
    const mover = await office.signer('Chuyển Công Tác');
    const { tail } = await signDocument(plain, { ...planOf(mover), level: 'T' }, actOf(office, mover));
    office.revoke(mover, new Date(office.clock.now.getTime() + 60_000));
    office.clock.now = new Date(office.clock.now.getTime() + 3_600_000);
    expect(levelOf(await raised(joined(plain, tail), 'LT'))).toBe('LT');
  });
});

describe('room', () => {
  test('a certificate of any size fits without a timestamp; B-B of a chain of three adds less than 20 KB', async () => {
    const bulky = issueCertificate({
      subject: [
        { oid: OID.organization, value: 'Ủy ban nhân dân '.repeat(60) },
        { oid: OID.commonName, value: 'Tên Dài' },
      ],
      notBefore: new Date('2026-01-01T00:00:00Z'),
      notAfter: new Date('2029-01-01T00:00:00Z'),
      issuer: office.authority.issuing,
    });
    const small = await signPdf(plain, person, { field: 'Ky' });
    expect(small.length - plain.length).toBeLessThan(20 * 1024);
    const signer = {
      certificate: bulky.certificate,
      chain: [office.authority.issuing.certificate, bulky.certificate],
      algs: ['RSA-PKCS1-SHA256' as const],
    };
    const prepared = prepareSignature(plain, { field: 'Ky', signer, signedAt: NOW });
    const { placeholderBytes } = prepared;
    expect(placeholderBytes).toBeGreaterThan(parseCertificate(bulky.certificate).raw.length * 2);
    expect(placeholderBytes).toBeLessThan(8 * 1024);
  });

  test('too small a room is prepared again with more, never cut', async () => {
    let asked = 0;
    const act = actOf(office, person);
    const sign: SigningAct['sign'] = (prepared) => {
      asked += 1;
      return act.sign(prepared);
    };
    const plan = { ...planOf(person), level: 'T', placeholderBytes: 1_500 } as const;
    const { tail } = await signDocument(plain, plan, { ...act, sign });
    expect(asked).toBeGreaterThan(1);
    expect(levelOf(joined(plain, tail))).toBe('T');
  });

  test('a token larger than its room is asked for again, over the new layout', async () => {
    const digests: string[] = [];
    const signed = await signPdf(plain, person, { field: 'Ky' });
    const huge: TimestampAuthority = {
      async stamp(sha256) {
        digests.push(Buffer.from(sha256).toString('hex'));
        return { ...(await office.tsa.stamp(sha256)), token: Buffer.alloc(20_000, 0xab) };
      },
    };
    const tail = await addDocumentTimestamp(signed, { tsa: huge });
    expect(new Set(digests).size).toBe(2);
    const whole = joined(signed, tail);
    const range = [...textOf(whole).matchAll(/\/ByteRange \[0 (\d+) (\d+) (\d+)/g)].at(-1)?.slice(1).map(Number) ?? [];
    const [first = 0, second = 0, rest = 0] = range;
    expect(textOf(whole).slice(first + 1, first + 1 + 40_000)).toBe('ab'.repeat(20_000));
    const parts = [whole.subarray(0, first), whole.subarray(second, second + rest)];
    expect(createHash('sha256').update(Buffer.concat(parts)).digest('hex')).toBe(digests[1]);
    expect(second + rest).toBe(whole.length);
  });

  test('the size of the last token makes the room small', async () => {
    const { token } = await office.tsa.stamp(createHash('sha256').update('x').digest());
    const plan = { ...planOf(person), level: 'T' } as const;
    const fitted = await signDocument(plain, { ...plan, timestampBytes: token.length }, actOf(office, person));
    const roomy = await signDocument(plain, plan, actOf(office, person));
    expect(fitted.tail.length).toBeLessThan(roomy.tail.length / 2);
    expect(levelOf(joined(plain, fitted.tail))).toBe('T');
  });
});

test('a base opened once signs as fresh bytes do, revision after revision', async () => {
  let base: SigningBase = openSigningBase(await letterPdf());
  for (const field of ['KyNguoi1', 'DauCoQuan']) {
    const plan = { ...planOf(person), field };
    const prepared = prepareSignature(base, plan);
    expect(prepared).toEqual(prepareSignature(base.bytes, plan));
    expect(base.sha256).toBe(createHash('sha256').update(base.bytes).digest('hex'));
    base = base.append(completeSignature(base, prepared, await signatureFor(prepared, person)));
  }
  base = base.append(await addDocumentTimestamp(base, office));
  expect(levelOf(base.bytes)).toBe('T');
});

/**
 * A bit of the last timestamp's field can make the field point to nothing. That is the file as it was before it was archived:
 * nobody can tell it from one whose last revision was cut off, so it may count as whole, but no longer as archived.
 */
test('a flipped bit anywhere in an archived file is never whole and archived', async () => {
  const { tail } = await signDocument(plain, { ...planOf(person), level: 'LTA' }, actOf(office, person));
  const archived = joined(plain, tail);
  const trustAnchors = office.trust.map(({ certificate }) => certificate);
  const isArchived = (pdf: Uint8Array): boolean => {
    try {
      const { intact, signatures } = verifyPdf(pdf, { trustAnchors, at: office.clock.now });
      return intact && signatures[0]?.level === 'LTA';
    } catch (error) {
      expect(error).toBeInstanceOf(PadesError);
      return false;
    }
  };
  expect(isArchived(archived)).toBe(true);
  // Bits that carry something: not the zeros of the placeholders, of which a few are enough.
  const places = [...archived.keys()].filter((index) => archived[index] !== 0x30 || index % 97 === 0);
  fc.assert(
    fc.property(fc.nat(places.length - 1), fc.integer({ min: 0, max: 7 }), (place, bit) => {
      const copy = Buffer.from(archived);
      const index = places[place] ?? 0;
      copy[index] = (copy[index] ?? 0) ^ (1 << bit);
      return !isArchived(copy);
    }),
    { numRuns: 400 },
  );
});
