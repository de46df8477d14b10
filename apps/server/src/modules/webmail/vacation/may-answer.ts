import type { StoredMail } from '../delivery/stored-mail.ts';

const MACHINES =
  /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|owner-.*|.*-(?:request|owner|bounces?))(?:[+.\-_].*)?$/i;

function isMachine(address: string): boolean {
  return MACHINES.test(address.slice(0, address.lastIndexOf('@')));
}

/**
 * Whether an answer of the machine may go back: only to a person who wrote to this very address, never to a list, to another machine or
 * to a mail that may be forged (RFC 3834 section 2; RFC 2919 and 2369 for lists).
 */
export function mayAnswer(message: StoredMail, ownAddresses: readonly string[]): boolean {
  const { mail, returnPath } = message;
  const header = (name: string) =>
    mail.headers
      .find((line) => line.name === name)
      ?.value.trim()
      .toLowerCase();
  const own = new Set(ownAddresses.map((address) => address.toLowerCase()));
  const automatic = header('auto-submitted') ?? 'no';
  const suppress = header('x-auto-response-suppress') ?? '';
  return (
    returnPath.includes('@') &&
    !isMachine(returnPath) &&
    !own.has(returnPath.toLowerCase()) &&
    automatic.startsWith('no') &&
    !/^(?:bulk|list|junk)$/.test(header('precedence') ?? '') &&
    !/\b(?:all|oof|autoreply)\b/.test(suppress) &&
    !mail.headers.some(({ name }) => name.startsWith('list-')) &&
    (message.verdict?.verdict ?? 'ordinary') === 'ordinary' &&
    [...mail.to, ...mail.cc].some(({ address }) => own.has(address.toLowerCase()))
  );
}
