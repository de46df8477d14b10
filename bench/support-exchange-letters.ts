import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleLetter, type Letter } from '@congvu/nd30';
import { renderPdf } from '@congvu/nd30/render';
import { generateKeys } from '@congvu/pki';
import { openOffice, signAt } from '../packages/pades/test/verify-office.ts';

export interface SignedLetters {
  /** Root of those who sign: what the receiving installation trusts. */
  anchor: Uint8Array;
  /** Every file is another one: another number, another abstract, signatures of its own. */
  next(): Promise<{ number: number; abstract: string; pdf: Uint8Array }>;
}

type Made = Awaited<ReturnType<SignedLetters['next']>>;

function abstractOf(number: number): string {
  return `V/v rà soát chứng thư số, hộp thư công vụ, lần ${number}`;
}

/** A two-page công văn as it is printed, signed by a leader (with time) and the organisation (with time and evidence). */
function openSigners(): { anchor: Uint8Array; make(number: number): Promise<Uint8Array> } {
  const office = openOffice({ kinds: { root: 'rsa-2048', issuing: 'rsa-2048', tsa: 'rsa-2048', ocsp: 'rsa-2048' } });
  const leader = office.signer('Vũ Xuân Thịnh', { keys: generateKeys('rsa-2048') });
  const seal = office.signer('Ủy ban nhân dân huyện Tam Đường', { keys: generateKeys('rsa-2048') });
  return {
    anchor: office.authority.root.certificate,
    make: async (number) => {
      const letter: Letter = { ...exampleLetter(), number, issuedOn: '2026-03-23', abstract: abstractOf(number) };
      const { pdf } = renderPdf(letter);
      const signed = await signAt(office, await leader, 'T', { pdf, plan: { field: 'KyNguoi' } });
      return signAt(office, await seal, 'LT', { pdf: signed, plan: { field: 'KyCoQuan' } });
    },
  };
}

/** Signing a thousand letters takes minutes: BENCH_LETTERS_FOLDER keeps them from one run of the benchmark to the next. */
function keptIn(folder: string): SignedLetters {
  mkdirSync(folder, { recursive: true });
  const anchorFile = join(folder, 'anchor.der');
  const kept = existsSync(anchorFile) ? readFileSync(anchorFile) : undefined;
  const signers = kept === undefined ? openSigners() : undefined;
  if (kept === undefined && signers !== undefined) {
    writeFileSync(anchorFile, signers.anchor);
  }
  let number = 0;
  return {
    anchor: kept ?? signers?.anchor ?? new Uint8Array(),
    next: async (): Promise<Made> => {
      number += 1;
      const file = join(folder, `${number}.pdf`);
      if (!existsSync(file)) {
        if (signers === undefined) {
          throw new Error(`${folder} has ${number - 1} letters only: take another folder`);
        }
        writeFileSync(file, await signers.make(number));
      }
      return { number, abstract: abstractOf(number), pdf: readFileSync(file) };
    },
  };
}

/** Every file is another one: another number, another abstract, signatures of its own. */
export async function openSignedLetters(): Promise<SignedLetters> {
  const { BENCH_LETTERS_FOLDER: folder } = process.env;
  if (folder !== undefined) {
    return keptIn(folder);
  }
  const { anchor, make } = openSigners();
  let number = 0;
  return {
    anchor,
    next: async () => {
      number += 1;
      return { number, abstract: abstractOf(number), pdf: await make(number) };
    },
  };
}
