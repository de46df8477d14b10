import type { ReadMail } from '@congvu/mailguard';

export interface ReadQuestion {
  raw: Uint8Array;
}

/** A refusal is what `readMail` says of a mail over its limits, already Vietnamese. */
export type ReadAnswer = { kind: 'mail'; mail: ReadMail } | { kind: 'refused'; code: string; text: string };
