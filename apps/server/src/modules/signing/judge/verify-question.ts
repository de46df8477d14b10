import type { PadesErrorCode, PdfReport } from '@congvu/pades';

/** What the page of a PDF is asked in its sandbox; plain data, copied into the thread. */
export interface VerifyQuestion {
  pdf: Uint8Array;
  anchors: Uint8Array[];
  revoked: { sha256: string; since: Date; reason: string }[];
  at: Date;
}

export type VerifyAnswer =
  | { kind: 'report'; report: PdfReport }
  /** No PDF, encrypted, or too broken to be read. */
  | { kind: 'unreadable'; code: PadesErrorCode; message: string }
  | { kind: 'fault'; message: string };
