import type { ActingContext } from '../../../platform/context.ts';
import { readMailApart } from '../reading/read-apart.ts';

/** A mail as bytes, durable, with what is read of it. */
export interface MadeMail {
  raw: { sha256: string; size: number };
  facts: object;
}

/** Read as its receivers will, and durable before any row. */
export async function makeRaw(context: ActingContext, bytes: Buffer): Promise<MadeMail> {
  const { attachments, ...mail } = await readMailApart(bytes);
  return {
    raw: await context.blobs.put(bytes),
    facts: { ...mail, attachments: attachments.map(({ bytes: _bytes, ...file }) => file) },
  };
}
