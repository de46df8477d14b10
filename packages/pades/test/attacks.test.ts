import { createHash } from 'node:crypto';
import { checkSignedData, OID, parseSignedData, type RevocationEvidence, type TrustAnchorEntry } from '@congvu/pki';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ATTACK_FAMILIES,
  GENUINE_FAMILIES,
  generateSpecimens,
  judgeFile,
  meets,
  type Specimen,
} from '../src/attacks/index.ts';
import { reshape } from '../src/attacks/reshape.ts';
import { plainLetterToSign } from '../src/attacks/sample-letter.ts';
import { PadesError, type PdfReport, type VerifyOptions, verifyPdf } from '../src/index.ts';
import { qpdfConvert, TOOLS } from './oracles/tools.ts';
import { letterPdf, signPdf } from './sample-pdf.ts';
import { buildPki, NOW } from './test-pki.ts';

const specimens: Specimen[] = [];
let options: VerifyOptions;
let evidence: RevocationEvidence[] = [];

beforeAll(async () => {
  const generated = generateSpecimens({
    at: NOW,
    seed: 20_260_323,
    otherShapes: (pdf) => new Map(TOOLS.qpdf ? [['linearised', qpdfConvert(pdf, '--linearize')]] : []),
  });
  for await (const specimen of generated.specimens()) {
    specimens.push(specimen);
  }
  options = generated.options();
  evidence = generated.evidence();
}, 180_000);

function of(kind: Specimen['kind']): Specimen[] {
  return specimens.filter((specimen) => specimen.kind === kind);
}

/** Names of the files that are judged otherwise than they should be, with what was said. */
function misjudged(list: readonly Specimen[], by = options): string[] {
  return list.flatMap(({ name, pdf, expected }) => {
    const judgement = judgeFile(pdf, by);
    return meets(judgement, expected) ? [] : [`${name}: ${JSON.stringify(judgement)}`];
  });
}

describe('forged and genuine files', () => {
  test('are as many as promised, of every family, each under its own name', () => {
    expect(of('attack').length).toBeGreaterThan(400);
    expect(of('genuine').length).toBeGreaterThanOrEqual(TOOLS.qpdf ? 140 : 120);
    expect(new Set(specimens.map(({ kind, name }) => `${kind} ${name}`)).size).toBe(specimens.length);
    const families = (kind: Specimen['kind']): string[] => [...new Set(of(kind).map(({ family }) => family))].sort();
    expect(families('attack')).toEqual([...ATTACK_FAMILIES].sort());
    expect(families('genuine')).toEqual(GENUINE_FAMILIES.filter((family) => family !== 'given').sort());
  });

  test('no two attacks are the same file, and none is a genuine one', () => {
    const hashes = specimens.map(({ pdf }) => createHash('sha256').update(pdf).digest('hex'));
    expect(new Set(hashes).size).toBe(specimens.length);
  });

  test('no attack is valid, none whose content changed is intact', () => {
    expect(options).toEqual({ trust: expect.anything(), at: NOW, revocation: 'optional' });
    expect(misjudged(of('attack'))).toEqual([]);
  });

  test('no genuine file is refused', () => {
    expect(misjudged(of('genuine'))).toEqual([]);
  });

  test('whoever requires answers about revocation, with the lists at hand or without, says the same of the attacks', () => {
    const strict = { ...options, revocation: 'required', evidence } as const;
    expect(misjudged(specimens, strict)).toEqual([]);
    expect(misjudged(of('attack'), { ...strict, evidence: [] })).toEqual([]);
  });

  test('an attack on intact bytes is one of certificates: the letter as it was, and a signature that counts for nothing', () => {
    const letter = reshape(plainLetterToSign().pdf, 'table');
    const intact = of('attack').filter(({ pdf }) => judgeFile(pdf, options).intact);
    expect(intact.filter(({ pdf }) => Buffer.compare(pdf.subarray(0, letter.length), letter) !== 0)).toEqual([]);
    expect(intact.flatMap(({ family, name }) => (family === 'pki' ? [] : [name]))).toEqual([
      'cms-not-bound',
      'cms-ed448',
    ]);
    const kinds = intact.flatMap(({ pdf }) => verifyPdf(pdf, options).signatures[0]?.changes ?? []);
    expect(new Set(kinds.map(({ kind }) => kind))).toEqual(new Set(['evidence_added']));
  });

  test('a genuine file with one covered byte changed is not intact', () => {
    const passed = of('genuine').filter(({ pdf }, index) => {
      const copy = Buffer.from(pdf);
      const place = 20 + ((index * 7919) % (firstValue(pdf) - 20));
      copy[place] = (copy[place] ?? 0) ^ (1 << (index % 8));
      return judgeFile(copy, options).intact;
    });
    expect(passed.map(({ name }) => name)).toEqual([]);
  });
});

/** Empty for a file that is refused. */
function reportOf(pdf: Uint8Array): PdfReport {
  try {
    return verifyPdf(pdf, options);
  } catch (error) {
    expect(error).toBeInstanceOf(PadesError);
    return { signatures: [], intact: false };
  }
}

/** Where the first value of the file begins: what is before it is covered by every signature. */
function firstValue(pdf: Uint8Array): number {
  return /\/Contents\s*<[0-9a-fA-F]{64,}>/.exec(Buffer.from(pdf).toString('latin1'))?.index ?? pdf.length;
}

/** Every byte range of the file with the value in its gap: what is checked when nobody looks at the structure. */
function acceptsByCmsAlone(pdf: Uint8Array): boolean {
  const text = Buffer.from(pdf).toString('latin1');
  const ranges = [...text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)];
  return ranges.length > 0 && ranges.every((match) => holdsAlone(pdf, match.slice(1).map(Number)));
}

function holdsAlone(pdf: Uint8Array, [start = 0, first = 0, second = 0, rest = 0]: readonly number[]): boolean {
  const parts = [pdf.subarray(start, start + first), pdf.subarray(second, second + rest)];
  const hex = /<([0-9a-fA-F]+)/.exec(Buffer.from(pdf.subarray(first, second)).toString('latin1'))?.[1] ?? '';
  const hashOf = (hash: string, content: readonly Uint8Array[]): Uint8Array =>
    content.reduce((digest, part) => digest.update(part), createHash(hash)).digest();
  try {
    const cms = parseSignedData(Buffer.from(hex, 'hex'));
    const content = cms.content;
    const isToken = content !== undefined;
    const check = checkSignedData(cms, {
      contentType: isToken ? OID.tstInfo : OID.data,
      digestOf: (hash) => hashOf(hash, isToken ? [content] : parts),
    });
    return check.problems.length === 0;
  } catch {
    return false;
  }
}

describe('controls', () => {
  test('whoever looks at the CMS alone is deceived by hundreds of them, and accepts genuine files', () => {
    const deceived = of('attack').filter(({ pdf }) => acceptsByCmsAlone(pdf));
    const families = new Set(deceived.map(({ family }) => family));
    expect(deceived.length).toBeGreaterThan(250);
    for (const family of ['isa', 'annotation', 'sneaky_signature', 'form', 'document', 'parser', 'pki'] as const) {
      expect([family, families.has(family)]).toEqual([family, true]);
    }
    for (const family of ['shadow_hide', 'shadow_replace', 'shadow_hide_and_replace'] as const) {
      const made = of('attack').filter((attack) => attack.family === family);
      expect(made.every(({ pdf }) => acceptsByCmsAlone(pdf))).toBe(true);
    }
    expect(of('genuine').filter(({ pdf }) => acceptsByCmsAlone(pdf)).length).toBeGreaterThan(100);
  });

  test('whoever does not look at the evidence in the file is deceived by the revoked and those nobody answers for', () => {
    const isAboutRevocation = /^(?:REVO|TRY_LATER)/;
    const deceived = of('attack').filter(({ pdf }) => {
      const { intact, signatures } = reportOf(pdf);
      return intact && signatures.every(({ reasons }) => reasons.every(({ code }) => isAboutRevocation.test(code)));
    });
    expect(deceived.map(({ variant }) => variant).sort()).toEqual([
      'claimed-before-revocation',
      'crl-foreign',
      'crl-stale',
      'crl-stale-in-cms',
      'crl-stale-same-save',
      'ocsp-foreign',
      'ocsp-not-delegated',
      'ocsp-replayed',
      'ocsp-self-issued',
      'ocsp-stale',
      'ocsp-unknown',
      'revoked',
      'revoked-issuer',
      'revoked-with-good-answer',
    ]);
    expect(evidence).toHaveLength(2);
  });

  test('a test that expects the wrong thing fails', () => {
    const [genuine] = of('genuine');
    const [attack] = of('attack');
    if (genuine === undefined || attack === undefined) {
      throw new Error('nothing made');
    }
    expect(misjudged([{ ...genuine, pdf: attack.pdf }])).toHaveLength(1);
    expect(misjudged([{ ...attack, pdf: genuine.pdf }])).toHaveLength(1);
  });
});

const anchor: Omit<TrustAnchorEntry, 'certificate'> = {
  programme: 'demo',
  trustedFrom: null,
  trustedTo: null,
  usages: ['signing'],
  crlUrls: [],
  ocspUrls: [],
  tsaUrls: [],
};

describe('from files that are given', () => {
  test('every forgery that needs no key, and the file itself', async () => {
    const pki = buildPki('khác');
    const signer = await pki.signer({ name: 'Giàng A Páo' });
    const pdf = await signPdf(await letterPdf('stream'), signer, { field: 'KyNguoi1', docMDP: 2 });
    const trust = pki.anchors.map((certificate) => ({ ...anchor, certificate }));
    const signed = [{ name: 'cong-van', pdf }];
    const { specimens: make, options: optionsOf, leftOut } = generateSpecimens({ at: NOW, signed, trust });
    const made: Specimen[] = [];
    for await (const specimen of make()) {
      made.push(specimen);
    }
    const forged = made.filter(({ name, kind }) => kind === 'attack' && name.endsWith('.cong-van'));
    expect(leftOut).toEqual([]);
    expect(forged.length).toBeGreaterThan(100);
    expect(made.filter(({ kind, family }) => kind === 'genuine' && family === 'given')).toHaveLength(1);
    expect(misjudged([...forged, ...made.filter(({ family }) => family === 'given')], optionsOf())).toEqual([]);
  });

  test('one whose signer nobody trusts is forged, but not among the genuine ones', async () => {
    const signer = await buildPki().signer({ name: 'Giàng A Páo', kind: 'p-256' });
    const pdf = await signPdf(await letterPdf(), signer, { field: 'KyNguoi1' });
    const { specimens: make, leftOut } = generateSpecimens({ at: NOW, signed: [{ name: 'la', pdf }] });
    expect(leftOut).toEqual(['la']);
    const first = await make().next();
    expect(first.value).toMatchObject({ kind: 'genuine', family: 'levels' });
  });

  test('one that is not whole is refused', async () => {
    const signer = await buildPki().signer({ name: 'Giàng A Páo', kind: 'p-256' });
    const pdf = await signPdf(await letterPdf(), signer, { field: 'KyNguoi1' });
    const broken = Buffer.concat([pdf, Buffer.from('% more\n')]);
    const make = (file: Uint8Array) => () => generateSpecimens({ at: NOW, signed: [{ name: 'x', pdf: file }] });
    expect(make(broken)).toThrow(PadesError);
    expect(make(pdf)).not.toThrow();
    expect(verifyPdf(pdf, { at: NOW }).intact).toBe(true);
  });
});
