import type { FilledForm } from '@congvu/forms';

export interface DocxQuestion {
  form: FilledForm;
  /** Bytes of an office; undefined takes the built-in one. */
  template: Uint8Array | undefined;
}

export type DocxAnswer = { kind: 'docx'; bytes: Uint8Array } | { kind: 'refused'; code: string; message: string };
