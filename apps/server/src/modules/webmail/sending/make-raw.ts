import type { ActingContext } from '../../../platform/context.ts';
import { readMailApart } from '../reading/read-apart.ts';
import { buildMime, type MimeInput } from './build-mime.ts';
import { type SignWith, signMail } from './sign-mail.ts';

/** A mail as bytes, durable, with what is read of it. */
export interface MadeMail {
  raw: { sha256: string; size: number };
  facts: unknown;
  /** Serial of the certificate it was signed with. */
  signedWith: string | undefined;
}

/** Built, signed when it was asked for, read as its receivers will, and durable before any row. */
export async function makeRaw(context: ActingContext, input: MimeInput, sign: SignWith | undefined): Promise<MadeMail> {
  const plain = await buildMime({ ...input, forSigning: sign !== undefined });
  const { from, subject, date: leavesAt } = input;
  const signed =
    sign === undefined
      ? undefined
      : await signMail(context, plain, { with: sign, from: from.address, subject, leavesAt });
  const bytes = signed?.bytes ?? plain;
  const { attachments, ...mail } = await readMailApart(bytes);
  return {
    raw: await context.blobs.put(bytes),
    facts: {
      ...mail,
      attachments: attachments.map(({ bytes: _bytes, ...file }) => file),
      ...(signed !== undefined && { signature: signed.signature }),
    },
    signedWith: signed?.serial,
  };
}
