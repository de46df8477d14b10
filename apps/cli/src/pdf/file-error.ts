import { PadesError } from '@congvu/pades';
import { PkiError } from '@congvu/pki';
import { SignerError } from '@congvu/signer/pkcs11';

/** What a line says of a file that nothing could be done with. */
export interface FileError {
  code: string;
  message: string;
}

export function fileError(error: unknown): FileError {
  const message = error instanceof Error ? error.message : String(error);
  const isOurs = error instanceof PadesError || error instanceof PkiError || error instanceof SignerError;
  return { code: isOurs ? error.code : 'pades.source_failed', message };
}
