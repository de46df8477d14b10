import type { EdxmlDocument, EdxmlStatus } from '@congvu/edxml';

export interface SourceFile {
  sha256: string;
  name: string;
  mediaType: string;
  size: number;
}

/** Everything the bytes of a message are made of, fixed in the transaction that decided to send it. */
export type MessageSource =
  | { kind: 'document'; message: EdxmlDocument; files: SourceFile[] /** `zip` unless told. */; packing?: 'raw' }
  | { kind: 'status'; message: EdxmlStatus };
