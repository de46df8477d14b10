import { type ReadMail, readMail } from '@congvu/mailguard';
import type { MailProtection } from '@congvu/pki/smime';

/** What people see of a mail. */
function shown({ text, html }: ReadMail, files: ReadMail['attachments']): string {
  return JSON.stringify([text, html, files.map(({ sha256, name }) => [sha256, name])]);
}

/**
 * Whether the reader shows what was signed and nothing else, however it takes the mail apart: the same words and files come out of
 * the signed part alone. What is wrapped in its signature is shown out of it and cannot differ.
 */
export async function isShownAsSigned(
  raw: Uint8Array,
  found: Extract<MailProtection, { kind: 'signed' }>,
): Promise<boolean> {
  if (found.form === 'opaque') {
    return true;
  }
  const whole = await readMail(raw);
  const signed = await readMail(found.content);
  // The signature itself stands last.
  return shown(whole, whole.attachments.slice(0, -1)) === shown(signed, signed.attachments);
}
