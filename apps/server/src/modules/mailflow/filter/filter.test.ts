import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { localTls } from '../../carriers/mail/mail.testing.ts';
import { openDovecotBox } from '../../mail/backends/postfix/dovecot-office.testing.ts';
import { buildSubject } from '../../org/org.testing.ts';
import { writeMail } from '../../webmail/webmail.testing.ts';
import { createGate } from '../intake/gate.ts';
import { createMailMemory } from '../intake/read-data.ts';
import { addDomainTo, type TestDomain, talkTo } from '../mail-world.testing.ts';
import { createFlowOffice, type FlowOffice, type OutsideServer, startOutside } from '../mailflow.testing.ts';
import { headerFields } from '../outbound/wire-message.ts';
import { type FilterOptions, type OpenFilter, openFilter } from './open-filter.ts';
import { encodedWords, withFindings } from './verified-headers.ts';

const LU = 'lug.namot@laichau.gov.vn';
const SENDER = 'dan@ngoai.example';

let here: FlowOffice;
/** Postfix behind the filter. */
let behind: OutsideServer;
let ngoai: TestDomain;
let opened: OpenFilter[] = [];

beforeAll(async () => {
  here = await createFlowOffice();
  behind = await startOutside(localTls());
  ngoai = addDomainTo(here.world, 'ngoai.example', { spf: 'v=spf1 ip4:203.0.113.9 -all' });
  const holder = { agencyId: here.agencyId, unitId: here.unitId, roles: ['specialist' as const] };
  await openDovecotBox(here.office, await buildSubject(here.office.db, holder), LU);
});
afterAll(async () => {
  await behind?.close();
  await here?.close();
});
beforeEach(() => {
  behind.mails.length = 0;
  behind.refuse = undefined;
  behind.refuseData = undefined;
  setFilter({ port: behind.port });
});
afterEach(async () => {
  await Promise.all(opened.map((filter) => filter.close()));
  opened = [];
});

function setFilter(given: { port: number; relays?: string[]; subjectTag?: string }): void {
  const { smtp } = here.office.config;
  const { port, relays = ['127.0.0.1'], subjectTag = '' } = given;
  const filter = { ...smtp.filter, reinject: { host: '127.0.0.1', port }, relays, subjectTag };
  here.office.config.smtp = { ...smtp, filter };
}

async function open(kind: FilterOptions['kind'] = 'outside'): Promise<number> {
  const filter = await openFilter({
    ...{ flow: here.flow, gate: createGate(2), memory: createMailMemory() },
    ...{ kind, port: 0 },
  });
  opened.push(filter);
  return filter.port;
}

const XFORWARD = 'XFORWARD ADDR=203.0.113.9 HELO=mail.ngoai.example IDENT=4F1';

interface Handed {
  xforward?: string;
  from?: string;
  to?: string;
}

/** As Postfix hands a mail over; the last reply. */
async function hand(port: number, raw: Buffer, given: Handed = {}): Promise<string> {
  const talk = await talkTo(port);
  await talk.hear();
  await talk.say('EHLO mail.laichau.gov.vn');
  const before = given.xforward ?? XFORWARD;
  for (const line of [
    ...(before === '' ? [] : [before]),
    `MAIL FROM:<${given.from ?? SENDER}>`,
    `RCPT TO:<${given.to ?? LU}>`,
    'DATA',
  ]) {
    const reply = await talk.say(line);
    if (!/^[23]/.test(reply)) {
      talk.cut();
      return reply;
    }
  }
  talk.write(raw);
  const reply = await talk.say('\r\n.');
  talk.cut();
  return reply;
}

const stateOf = (recipient: string) =>
  rawQuery<{ state: string }>(here.office.db, 'select state from mailflow_passage where recipient = $1 order by id', [
    recipient,
  ]);

describe('who hands over', () => {
  test('only the mail server of this office, and only with the true client beside', async () => {
    const port = await open();
    expect(await hand(port, writeMail({ from: SENDER }), { xforward: '' })).toMatch(/^451 4\.3\.5/);
    expect(await hand(port, writeMail({ from: SENDER }), { xforward: 'XFORWARD ADDR=[UNAVAILABLE]' })).toMatch(/^451/);
    setFilter({ port: behind.port, relays: ['192.0.2.1'] });
    const strangers = await open();
    expect(await hand(strangers, writeMail({ from: SENDER }), { xforward: '' })).toMatch(/^554 5\.7\.1 Only/);
    expect(await hand(strangers, writeMail({ from: SENDER }))).toMatch(/^550/);
    expect(behind.mails).toEqual([]);
    setFilter({ port: behind.port });
    expect(await hand(await open(), writeMail({ from: SENDER }))).toMatch(/^250/);
    expect(behind.mails).toMatchObject([{ from: SENDER, to: [LU] }]);
  });

  test('nobody writes as one of ours through the door of our people, nor to strangers through the other', async () => {
    const outside = await open();
    expect(await hand(outside, writeMail(), { to: 'ai@noi.example' })).toMatch(/^550 5\.1\.1/);
    const submitted = await open('submitted');
    expect(await hand(submitted, writeMail({ from: SENDER }), { from: SENDER })).toMatch(/^553 5\.7\.1/);
    const forged = writeMail({ from: 'chutich@laichau.gov.vn', to: LU });
    expect(await hand(submitted, forged, { from: LU })).toMatch(/^550 5\.7\.1 From/);
    expect(await hand(submitted, writeMail({ from: LU, to: LU }), { from: LU })).toMatch(/^250/);
    expect(behind.mails).toHaveLength(1);
  });
});

describe('the mailbox of a unit', () => {
  test('writes to free mail with a line in the statistics, and nothing leaves unsigned without a server that signs', async () => {
    const { db, config } = here.office;
    await rawQuery(db, "update mailbox set kind = 'unit', person_id = null where address_key = $1", [LU]);
    const port = await open('submitted');
    const raw = writeMail({ from: LU, to: 'dan@gmail.com', subject: 'Hẹn gặp' });
    const given = { from: LU, to: 'dan@gmail.com' };
    const uses = () => rawQuery<{ kind: string }>(db, 'select kind from mail_free_use', []);
    expect(await hand(port, raw, given)).toMatch(/^451 4\.7\.5/);
    expect([behind.mails, await uses()]).toEqual([[], []]);
    config.smtp = { ...config.smtp, smarthost: 'smtps://ky.laichau.gov.vn' };
    expect(await hand(port, raw, given)).toMatch(/^250/);
    // The program did not hear it: once is once, also in the figures.
    expect(await hand(port, raw, given)).toMatch(/^250/);
    config.smtp = { ...config.smtp, smarthost: undefined };
    expect(behind.mails).toMatchObject([{ from: LU, to: ['dan@gmail.com'] }]);
    expect(await uses()).toEqual([{ kind: 'warned' }]);
  });
});

describe('a mail on its way', () => {
  test('cut off before it heard 250 it comes again and is not handed on twice; another mail of the same bytes is', async () => {
    const port = await open();
    const raw = writeMail({ from: SENDER, subject: 'Một lần' });
    expect(await hand(port, raw)).toMatch(/^250/);
    expect(await hand(port, raw)).toMatch(/^250/);
    expect(behind.mails).toHaveLength(1);
    expect(await hand(port, raw, { xforward: `${XFORWARD}2` })).toMatch(/^250/);
    expect(behind.mails).toHaveLength(2);
  });

  test('250 is said only after Postfix said it: refused, silent or gone behind the filter is refused or 451', async () => {
    const port = await open();
    const at = (ident: string) => ({
      xforward: `XFORWARD ADDR=203.0.113.9 IDENT=${ident}`,
      to: `lug.namot+${ident}@laichau.gov.vn`,
    });
    behind.refuseData = { code: 452, text: '4.3.1 Insufficient system storage' };
    expect(await hand(port, writeMail({ from: SENDER }), at('day'))).toMatch(/^451 4\.0\.0/);
    behind.refuseData = { code: 554, text: '5.6.0 Bad' };
    expect(await hand(port, writeMail({ from: SENDER }), at('khong'))).toMatch(/^554 5\.0\.0/);
    behind.refuseData = undefined;
    setFilter({ port: 1 });
    expect(await hand(port, writeMail({ from: SENDER }), at('mat'))).toMatch(/^451 4\.4\.1/);
    expect(behind.mails).toEqual([]);
    const states = await Promise.all(['day', 'khong', 'mat'].map((ident) => stateOf(at(ident).to)));
    expect(states).toEqual([[{ state: 'handing' }], [{ state: 'handing' }], [{ state: 'handing' }]]);
  });

  test('a CR or LF alone: of a program it is refused, out of a queue it is made whole, so that no notice goes to a forged sender', async () => {
    const raw = Buffer.concat([writeMail({ from: SENDER, text: 'mot' }), Buffer.from('hai\rba\nbon')]);
    expect(await hand(await open(), raw)).toMatch(/^250/);
    expect(behind.mails[0]?.raw.toString('latin1')).toContain('hai\r\nba\r\nbon');
    const own = Buffer.concat([writeMail({ from: LU, to: LU }), Buffer.from('hai\rba')]);
    expect(await hand(await open('submitted'), own, { from: LU })).toMatch(/^550 5\.5\.2/);
    expect(behind.mails).toHaveLength(1);
  });

  test('only what is read later is kept here: a report about a domain of ours', async () => {
    const { db, blobs } = here.office;
    const port = await open();
    const handed = async (file: string) => {
      const raw = writeMail({ from: SENDER, file: { name: file, text: '<feedback/>', type: 'application/xml' } });
      expect(await hand(port, await ngoai.sign(raw))).toMatch(/^250/);
      const sha256 = /^X-CongVu-Id: (\w+)/m.exec(behind.mails.at(-1)?.raw.toString('latin1') ?? '')?.[1] ?? '';
      const job = 'select 1 from graphile_worker.jobs where key = $1';
      const jobs = await rawQuery(db, job, [`mailflow.read_report:${sha256}`]);
      return { kept: blobs.has(sha256), read: jobs.length };
    };
    expect(await handed('mot.xml')).toEqual({ kept: false, read: 0 });
    await rawQuery(
      db,
      `insert into mailflow_domain (agency_id, id, domain, dmarc_policy, sts_mode, sts_id, report_address, created_at, changed_at)
       values ($1, $2, 'laichau.gov.vn', 'reject', 'none', '1', $3, now(), now())`,
      [here.agencyId, newId(), LU],
    );
    expect(await handed('hai.xml')).toEqual({ kept: true, read: 1 });
  });

  test('what is suspicious bears it in the subject only when that is set', async () => {
    const reasons = [{ code: 'CRED_URGENT' as const, text: 'Thúc ép “48 giờ”' }];
    const verdict = { verdict: 'suspicious' as const, score: 0.6, findings: [], reasons, links: [], fingerprint: '' };
    const auth = {
      spf: 'pass',
      dkim: 'none',
      dmarc: 'none',
      policy: 'none',
      arc: 'none',
      signedBy: [],
      fromDomain: 'x.vn',
      own: false,
    } as const;
    const found = { sha256: 'a'.repeat(64), sender: 'a@x.vn', auth: { ...auth, signedBy: [] }, verdict };
    const raw = writeMail({
      subject: 'Nâng cấp',
      headers: ['X-CongVu-Verdict: ordinary', 'Authentication-Results: khac.vn; spf=pass'],
    });
    const show = (subjectTag: string) => withFindings(raw, found, { ownName: 'mail.vn', subjectTag });
    const subjectOf = (mail: Buffer) => headerFields(mail).find(({ name }) => name === 'subject')?.text;
    expect(subjectOf(show(''))).toBe(subjectOf(raw));
    expect(subjectOf(show('[Nghi ngờ]'))).toBe(
      `Subject: ${encodedWords('[Nghi ngờ]')}\r\n ${subjectOf(raw)?.slice(9)}`,
    );
    const names = headerFields(show('')).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('x-congvu'))).toEqual([
      'x-congvu-id',
      'x-congvu-verdict',
      'x-congvu-reason',
    ]);
    // Of others, in their own name: stays.
    expect(names.filter((name) => name === 'authentication-results')).toHaveLength(2);
    const ordinary = withFindings(
      raw,
      { ...found, verdict: { ...verdict, verdict: 'ordinary' } },
      { ownName: 'mail.vn', subjectTag: 'x' },
    );
    expect(subjectOf(ordinary)).toBe(subjectOf(raw));
  });

  test('words of a header stay in one line of ASCII and say the same', () => {
    const read = (text: string) =>
      text.replaceAll(/=\?utf-8\?B\?([^?]*)\?=(?:\r\n )?/g, (_all, word: string) =>
        Buffer.from(word, 'base64').toString(),
      );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const shown = encodedWords(text);
        expect(shown.split('\r\n ').every((line) => /^=\?utf-8\?B\?[\w+/=]*\?=$/.test(line) && line.length <= 75)).toBe(
          true,
        );
        expect(read(shown)).toBe(text.replaceAll(/\p{C}/gu, ' ').slice(0, 500).toWellFormed());
      }),
      { numRuns: 100 },
    );
  });
});
