import { createHash } from 'node:crypto';
import { buildRaw, RECEIVER } from './build-raw.ts';
import { contextOf, filesOf, type VietnameseKind, type VietnameseMail } from './set.ts';
import { readWrittenMails, type WrittenMail } from './written-mail.ts';

/** Programs that write mail: by lot, and the same lot for both kinds, so that they tell nothing. */
const PROGRAMS = [
  'X-Mailer: Zimbra 8.8.15_GA_4652 (ZimbraWebClient - GC126 (Win))',
  'X-Mailer: Microsoft Outlook 16.0',
  'User-Agent: Mozilla Thunderbird',
  'X-Mailer: iPhone Mail (21G93)',
  undefined,
];

/** The way a mail came, as servers write it: of the sender, of our border, of the store; addresses are those of RFC 5737. */
export function traceOf(id: string, { address, at }: WrittenMail): string[] {
  const lot = createHash('sha256').update(`trace ${id}`).digest();
  const host = address.split('@').at(-1) ?? '';
  const time = (seconds: number): string =>
    new Date(at.getTime() + seconds * 1_000).toUTCString().replace('GMT', '+0000');
  const ip = `${['192.0.2', '198.51.100', '203.0.113'][(lot[0] ?? 0) % 3]}.${(lot[1] ?? 0) % 254}`;
  const program = PROGRAMS[(lot[2] ?? 0) % PROGRAMS.length];
  const mark = lot.toString('hex').slice(8, 20);
  return [
    `Return-Path: <${address}>`,
    `Received: from mx.laichau.gov.vn (mx.laichau.gov.vn [192.0.2.10]) by store.laichau.gov.vn with LMTP id ${mark} for <${RECEIVER}>; ${time(5)}`,
    `Received: from mail.${host} (mail.${host} [${ip}]) by mx.laichau.gov.vn with ESMTPS id ${mark}; ${time(3)}`,
    `Received: from [10.0.${(lot[3] ?? 0) % 254}.7] by mail.${host} with ESMTPSA; ${time(1)}`,
    ...(program === undefined ? [] : [program]),
  ];
}

function mailsOf(half: 'open' | 'closed', kind: VietnameseKind): VietnameseMail[] {
  const first = half === 'open' ? 1 : 2;
  return filesOf(`third/${half}/${kind}`).flatMap(({ family, text }) =>
    readWrittenMails(text).map((mail, index) => {
      const id = `third-${kind === 'phishing' ? 'p' : 'o'}-${family}-${String(index * 2 + first).padStart(2, '0')}`;
      const raw = buildRaw(id, mail, traceOf(id, mail));
      return { id, kind, family, half: `third-${half}`, raw, context: contextOf(kind, mail) };
    }),
  );
}

/**
 * The third set: a year of an office, written by somebody who has read neither rule nor weight. Odd numbers are open to whoever
 * writes rules, even ones are only measured: of them nothing is told but totals.
 */
export function readThirdSet(): VietnameseMail[] {
  return (['open', 'closed'] as const).flatMap((half) => [...mailsOf(half, 'phishing'), ...mailsOf(half, 'ordinary')]);
}
