import { P12Signer as LibpdfSigner, PDF } from '@libpdf/core';
import { plainAddPlaceholder } from '@signpdf/placeholder-plain';
import { P12Signer as SignpdfSigner } from '@signpdf/signer-p12';
import { SignPdf } from '@signpdf/signpdf';

/** A key as these libraries want it. */
export interface KeyFile {
  p12: Uint8Array;
  pin: string;
}

/** Room that holds a chain of three; with its own 8,192 digits signpdf fails. */
const SIGNPDF_ROOM = 16_384;

export async function libpdfSigner(key: KeyFile): Promise<(pdf: Uint8Array) => Promise<Uint8Array>> {
  const signer = await LibpdfSigner.create(key.p12, key.pin);
  return async (pdf) => {
    const document = await PDF.load(pdf);
    const { bytes } = await document.sign({ signer, signingTime: new Date('2026-03-23T01:30:00Z') });
    return bytes;
  };
}

/** It verifies nothing: opening is all it can do with a signed file. */
export async function libpdfOpens(pdf: Uint8Array): Promise<void> {
  await PDF.load(pdf);
}

export function signpdfSigner(key: KeyFile): (pdf: Uint8Array) => Promise<Uint8Array> {
  const engine = new SignPdf();
  return async (pdf) => {
    // Reads its key file as a stream that is used up: each signature needs a new one.
    const signer = new SignpdfSigner(Buffer.from(key.p12), { passphrase: key.pin });
    const pdfBuffer = plainAddPlaceholder({
      pdfBuffer: Buffer.from(pdf),
      reason: '',
      contactInfo: '',
      name: 'Ky',
      location: '',
      signatureLength: SIGNPDF_ROOM,
    });
    return engine.sign(pdfBuffer, signer);
  };
}
