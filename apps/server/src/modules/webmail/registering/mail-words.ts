import type { MailAddress } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { wordsOf } from '../body/safe-text.ts';
import { readMailApart } from '../reading/read-apart.ts';
import type { MailToRegister } from './mail-to-register.ts';

/** What a mail says, as words alone. */
export interface MailWords {
  to: MailAddress[];
  cc: MailAddress[];
  text: string;
  /** Shown inside the text; they are in the raw mail only. */
  pictures: number;
  /** Of the raw mail. */
  size: number;
}

/** The words of a mail that is to be registered, read out of its bytes: no markup, nothing from elsewhere. */
export async function readMailWords(
  context: ActingContext,
  mail: Pick<MailToRegister, 'rawSha256'>,
): Promise<MailWords> {
  const raw = await context.blobs.readBytes(mail.rawSha256);
  const { to, cc, text, html, attachments } = await readMailApart(raw);
  return {
    to,
    cc,
    text: text.trim() === '' ? wordsOf(html) : text.trim(),
    pictures: attachments.filter(({ inline }) => inline).length,
    size: raw.length,
  };
}
