import type { MailVerdict } from '@congvu/mailguard';
import type { MailAuth } from '../auth/mail-auth.ts';
import { withoutForeignResults } from '../intake/own-results.ts';
import { headerEnd, headerFields } from '../outbound/wire-message.ts';

const OURS = /^x-congvu-/;
/** By this Dovecot finds every copy again. */
export const ID_HEADER = 'X-CongVu-Id';
/** RFC 2047 §2: 75 characters a word, in base64. */
const WORD_BYTES = 42;

/** Only what stands in an address or a domain name; whatever else a stranger chose is left out. */
function plain(value: string): string {
  return /^[\w.!#$%&'*+/=?^`{|}~@-]{1,254}$/.test(value) ? value : '';
}

/** RFC 2047: Vietnamese in a header, never split inside a character. */
export function encodedWords(text: string): string {
  const words: string[] = [];
  let word = '';
  for (const sign of text.replaceAll(/\p{C}/gu, ' ').slice(0, 500).toWellFormed()) {
    if (Buffer.byteLength(word + sign) > WORD_BYTES) {
      words.push(word);
      word = '';
    }
    word += sign;
  }
  return [...words, word].map((one) => `=?utf-8?B?${Buffer.from(one).toString('base64')}?=`).join('\r\n ');
}

/** RFC 8601: what was found, in our name. */
function resultsLine(ownName: string, auth: MailAuth, sender: string): string {
  const property = (name: string, value: string): string => (plain(value) === '' ? '' : ` ${name}=${value}`);
  return [
    `Authentication-Results: ${ownName}`,
    `spf=${auth.spf}${property('smtp.mailfrom', sender)}`,
    `dkim=${auth.dkim}${property('header.d', auth.signedBy[0] ?? '')}`,
    `dmarc=${auth.dmarc}${property('header.from', auth.fromDomain)}`,
    `arc=${auth.arc}`,
  ].join(';\r\n\t');
}

/** Nobody but us says what we found: such fields of others go, also those that would name another mail to be taken back. */
export function withoutForeignFields(raw: Buffer, ownName: string): Buffer {
  const mail = withoutForeignResults(raw, ownName);
  const fields = headerFields(mail);
  const kept = fields.filter(({ name }) => !OURS.test(name));
  return kept.length === fields.length
    ? mail
    : Buffer.concat([Buffer.from(kept.map(({ text }) => text).join(''), 'latin1'), mail.subarray(headerEnd(mail))]);
}

function tagged(mail: Buffer, tag: string): Buffer {
  const fields = headerFields(mail);
  const lines = fields.map(({ name, text }) =>
    name === 'subject' ? `Subject: ${encodedWords(tag)}\r\n ${text.slice(text.indexOf(':') + 1).trimStart()}` : text,
  );
  return Buffer.concat([Buffer.from(lines.join(''), 'latin1'), mail.subarray(headerEnd(mail))]);
}

export interface Findings {
  sha256: string;
  sender: string;
  auth: MailAuth;
  verdict: MailVerdict | undefined;
}

/** The mail as it goes back to Postfix: with what was found, for the rules of mail programs, and otherwise as it came. */
export function withFindings(raw: Buffer, found: Findings, given: { ownName: string; subjectTag: string }): Buffer {
  const { auth, verdict } = found;
  const mail = withoutForeignFields(raw, given.ownName);
  const isDoubtful = verdict !== undefined && verdict.verdict !== 'ordinary';
  const lines = [
    ...(auth.own ? [] : [resultsLine(given.ownName, auth, found.sender)]),
    `${ID_HEADER}: ${found.sha256}`,
    `X-CongVu-Verdict: ${verdict?.verdict ?? 'ordinary'}; score=${(verdict?.score ?? 0).toFixed(2)}`,
    ...(isDoubtful ? verdict.reasons.map(({ text }) => `X-CongVu-Reason: ${encodedWords(text)}`) : []),
  ];
  const shown = isDoubtful && given.subjectTag !== '' ? tagged(mail, given.subjectTag) : mail;
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n`), shown]);
}
