import type { RevocationEvidence, TrustAnchorEntry } from '@congvu/pki';
import { PadesError } from '../errors.ts';
import type { VerifyOptions } from '../verify/policy.ts';
import { verifyPdf } from '../verify/verify-pdf.ts';
import { BYTES } from './bytes-forgeries.ts';
import { KEYLESS_CMS, MADE_CMS } from './cms-attacks.ts';
import { type Dice, throwDice } from './dice.ts';
import { DOCUMENT } from './document-forgeries.ts';
import { NotForgeable } from './forge.ts';
import type { Forgery } from './forgery.ts';
import { genuineFiles } from './genuine.ts';
import { PARSER } from './parser-forgeries.ts';
import { PKI } from './pki-attacks.ts';
import { reshape, type Shape } from './reshape.ts';
import {
  DIGITS,
  HAND_PICTURE,
  type LetterToSign,
  plainLetterToSign,
  SEAL_PICTURE,
  withFields,
} from './sample-letter.ts';
import { ISA } from './saving-forgeries.ts';
import { HIDE_AND_SHOW } from './shadow-attacks.ts';
import { HIDE_AND_REPLACE } from './shadow-trees.ts';
import { SWA, USF } from './signature-forgeries.ts';
import { sneakySignatures } from './sneaky-signatures.ts';
import { CHANGED, GENUINE, judgeFile, meets, type Specimen } from './specimen.ts';
import { openTestOffice, type TestOffice } from './test-office.ts';
import { TIMES } from './time-attacks.ts';
import { ANNOTATIONS, FORMS, SNEAKY } from './update-forgeries.ts';

export interface GeneratorPlan {
  /** When the files will be judged; they are signed shortly before. The package has no clock. */
  at: Date;
  /** Signed files to forge; whole, or they are refused. A letter of our own unless given. */
  signed?: readonly { name: string; pdf: Uint8Array }[];
  /** The unsigned letter that our own files are made of. */
  letter?: LetterToSign;
  /** Who else is trusted, for the given files. */
  trust?: readonly TrustAnchorEntry[];
  /** Drives the places of changed bytes; 1 unless told. */
  seed?: number;
  /** The same unsigned file in shapes that others make, by name: `linearised`. */
  otherShapes?: (pdf: Uint8Array) => ReadonlyMap<string, Uint8Array>;
}

export interface Generated {
  /** The test authority that signed our own files, and who else is trusted. */
  trust: TrustAnchorEntry[];
  /** Names of given files that are not valid by that trust: forged, but not among the genuine ones. */
  leftOut: string[];
  /** Revocation lists for those who ask for more than the files bring; to be read after the last specimen was made. */
  evidence(): RevocationEvidence[];
  /** Made one after another while they are taken. */
  specimens(): AsyncGenerator<Specimen>;
  /** How the specimens are judged: by trust and time alone, as `pdf verify FILE --trust TRUST` does. */
  options(): VerifyOptions;
}

const UPDATES = [...ANNOTATIONS, ...SNEAKY, ...FORMS, ...DOCUMENT];
const EVERY = [...USF, ...ISA, ...SWA, ...UPDATES, ...KEYLESS_CMS, ...PARSER, ...BYTES];

interface Target {
  name: string;
  pdf: Uint8Array;
  forgeries: readonly Forgery[];
}

function forge(target: Target, { family, variant, text, build }: Forgery, dice: Dice): Specimen[] {
  try {
    const pdf = build(target.pdf, dice);
    const name = `${family}-${variant}.${target.name}`;
    return [{ kind: 'attack', family, name, variant, text, pdf, expected: CHANGED }];
  } catch (error) {
    // A repeated key or a foreign generation: our own writer does not touch such a file, so this forgery is not made from it.
    if (error instanceof NotForgeable || error instanceof PadesError) {
      return [];
    }
    throw error;
  }
}

async function personal(office: TestOffice, base: Uint8Array, field: string, docMDP: 2 | 3): Promise<Uint8Array> {
  const person = office.person('Lò Thị Mai');
  return office.sign(base, person, { field, docMDP, appearance: { image: HAND_PICTURE } });
}

/** States of our own letter that forgers meet: sealed, between two signatures, open to notes, archived. */
async function ownTargets(office: TestOffice, letter: LetterToSign): Promise<Target[]> {
  const [first = 'KyNguoi1', second = 'DauCoQuan'] = letter.fields.signatures.map(({ name }) => name);
  const seal = office.person('Ủy ban nhân dân huyện Tam Đường');
  const baseOf = (shape: Shape): Uint8Array => withFields({ ...letter, pdf: reshape(letter.pdf, shape) });
  const between = await personal(office, baseOf('table'), first, 2);
  const sealed = (pdf: Uint8Array): Promise<Uint8Array> =>
    office.sign(pdf, seal, { field: second, fill: DIGITS, appearance: { image: SEAL_PICTURE } });
  const streams = await sealed(await personal(office, baseOf('stream'), first, 2));
  return [
    { name: 'sealed', pdf: await sealed(between), forgeries: EVERY },
    { name: 'sealed-stream', pdf: streams, forgeries: EVERY },
    { name: 'personal', pdf: between, forgeries: UPDATES },
    { name: 'open', pdf: await personal(office, baseOf('table'), first, 3), forgeries: [...ANNOTATIONS, ...SNEAKY] },
    { name: 'archived', pdf: await office.raise(between, 'LTA'), forgeries: [...KEYLESS_CMS, ...BYTES, ...UPDATES] },
  ];
}

async function* shadows(office: TestOffice, letter: LetterToSign): AsyncGenerator<Specimen> {
  const person = office.person('Người Bị Lừa');
  const [field = 'KyNguoi1'] = letter.fields.signatures.map(({ name }) => name);
  for (const shape of ['table', 'stream'] as const) {
    const base = withFields({ ...letter, pdf: reshape(letter.pdf, shape) });
    for (const { family, variant, text, prepare, spring } of [...HIDE_AND_SHOW, ...HIDE_AND_REPLACE]) {
      const { pdf, planted } = prepare(base);
      const signed = await office.sign(pdf, person, { field, docMDP: 2 });
      const name = `${family}-${variant}.${shape}`;
      yield { kind: 'attack', family, name, variant, text, pdf: spring(signed, planted), expected: CHANGED };
    }
  }
}

async function* made(office: TestOffice, letter: LetterToSign): AsyncGenerator<Specimen> {
  const base = reshape(letter.pdf, 'table');
  for (const { family, variant, text, expected, make } of [...MADE_CMS, ...PKI, ...TIMES]) {
    yield {
      kind: 'attack',
      family,
      name: `${family}-${variant}`,
      variant,
      text,
      pdf: await make(base, office),
      expected,
    };
  }
}

function assertWhole(name: string, pdf: Uint8Array, at: Date): void {
  const { intact, signatures } = verifyPdf(pdf, { at });
  if (!intact) {
    const what = signatures.length === 0 ? 'chưa có chữ ký' : 'có chữ ký không toàn vẹn';
    throw new PadesError('pades.already_invalid', `${name} ${what}; tệp mẫu phải được ký và còn nguyên vẹn.`);
  }
}

function givenFile(name: string, pdf: Uint8Array): Specimen {
  const text = 'Tệp được đưa vào, nguyên như đã nhận.';
  return { kind: 'genuine', family: 'given', name: `given.${name}`, variant: 'given', text, pdf, expected: GENUINE };
}

/**
 * Forged and genuine signed files, to try a verifier with. Made with a test authority whose keys die with the process; nothing
 * of it may be trusted by anybody else. A given signed file is forged in every way that needs no key of its signers.
 * @throws PadesError `pades.already_invalid` for a given file that is not whole
 * @example
 * const { specimens, options } = generateSpecimens({ at: new Date() });
 * for await (const { name, pdf, expected } of specimens()) { … }
 */
export function generateSpecimens(plan: GeneratorPlan): Generated {
  const office = openTestOffice('bộ thử tấn công', plan.at);
  const letter = plan.letter ?? plainLetterToSign();
  const dice = throwDice(plan.seed ?? 1);
  const signed = plan.signed ?? [];
  for (const { name, pdf } of signed) {
    assertWhole(name, pdf, plan.at);
  }
  const given = signed.map(({ name, pdf }): Target => ({ name, pdf, forgeries: EVERY }));
  const trust = [...office.authority.trust, ...(plan.trust ?? [])];
  const options: VerifyOptions = { trust, at: plan.at, revocation: 'optional' };
  const holding = signed.filter(({ pdf }) => meets(judgeFile(pdf, options), GENUINE));
  return {
    trust,
    leftOut: signed.filter((one) => !holding.includes(one)).map(({ name }) => name),
    evidence: () => office.lists(),
    options: () => options,
    async *specimens() {
      yield* holding.map(({ name, pdf }) => givenFile(name, pdf));
      yield* genuineFiles({ office, letter, shapes: plan.otherShapes?.(reshape(letter.pdf, 'table')) ?? new Map() });
      const targets = given.length > 0 ? given : await ownTargets(office, letter);
      for (const target of targets) {
        for (const forgery of target.forgeries) {
          yield* forge(target, forgery, dice);
        }
      }
      yield* sneakySignatures(office, letter);
      yield* shadows(office, letter);
      yield* made(office, letter);
    },
  };
}
