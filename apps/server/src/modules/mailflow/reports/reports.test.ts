import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { buildSubject } from '../../org/org.testing.ts';
import { buildMailbox } from '../../webmail/webmail.testing.ts';
import { addDomain } from '../commands/save-domain.ts';
import type { OpenPort } from '../intake/open-port.ts';
import { addDomainTo, type TestDomain } from '../mail-world.testing.ts';
import { bringMail, createFlowOffice, type FlowOffice } from '../mailflow.testing.ts';
import { domainReports } from '../queries/domain-reports.ts';
import { REPORT_JOB, ReportPayload, takeReports } from './take-reports.ts';
import { unpackReport } from './unpack-report.ts';

const DOMAIN = 'tamduong.laichau.gov.vn';
const BOX = `baocao@${DOMAIN}`;
const YESTERDAY = Date.parse('2021-03-21T00:00:00Z') / 1_000;

function record(ip: string, count: number, { dkim = 'fail', spf = 'fail', disposition = 'none' } = {}): string {
  return `<record><row><source_ip>${ip}</source_ip><count>${count}</count><policy_evaluated><disposition>${disposition}</disposition>
    <dkim>${dkim}</dkim><spf>${spf}</spf></policy_evaluated></row><identifiers><header_from>${DOMAIN}</header_from></identifiers></record>`;
}

function feedback(
  records: readonly string[],
  { id = 'r-1', domain = DOMAIN, begin = YESTERDAY, head = '' } = {},
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${head}<feedback><report_metadata><org_name>google.com &amp; b&#7841;n</org_name>
    <report_id>${id}</report_id><date_range><begin>${begin}</begin><end>${begin + 86_399}</end></date_range></report_metadata>
    <policy_published><domain>${domain}</domain><p>none</p></policy_published>${records.join('')}</feedback>`;
}

async function zipOf(files: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    const options = { compress: true, mtime: new Date('2021-03-22T00:00:00Z') };
    zip.addReadStreamLazy(name, options, (done) => done(null, Readable.from([Buffer.from(content)])));
  }
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) {
    parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts);
}

const TLS = {
  'organization-name': 'Company-X',
  'date-range': { 'start-datetime': '2021-03-21T00:00:00Z', 'end-datetime': '2021-03-21T23:59:59Z' },
  'contact-info': 'sts-reporting@company-x.example',
  'report-id': '5065427c',
  policies: [
    {
      policy: { 'policy-type': 'sts', 'policy-string': ['version: STSv1'], 'policy-domain': DOMAIN },
      summary: { 'total-successful-session-count': 5_326, 'total-failure-session-count': 303 },
      'failure-details': [
        { 'result-type': 'certificate-expired', 'sending-mta-ip': '2001:db8::1', 'failed-session-count': 100 },
        { 'result-type': 'starttls-not-supported', 'failed-session-count': 203 },
      ],
    },
    {
      policy: { 'policy-type': 'no-policy-found', 'policy-domain': 'khac.gov.vn' },
      summary: { 'total-successful-session-count': 1, 'total-failure-session-count': 1 },
    },
  ],
};

describe('an attachment', () => {
  const xml = feedback([record('203.113.0.10', 12, { dkim: 'pass' })]);
  const read = { kind: 'dmarc', domain: DOMAIN, reporter: 'google.com & bạn', reportId: 'r-1' };

  test('plain, gzip and zip are the same report', async () => {
    for (const bytes of [Buffer.from(xml), gzipSync(xml), await zipOf({ 'google.com!x!1!2.xml': xml })]) {
      expect(await unpackReport(bytes)).toMatchObject({ ...read, sources: [{ sourceIp: '203.113.0.10', count: 12 }] });
    }
  });

  test('a report of connections', async () => {
    expect(await unpackReport(gzipSync(JSON.stringify(TLS)))).toMatchObject({ kind: 'tls', reporter: 'Company-X' });
  });

  const hostile: [string, () => Buffer | Promise<Buffer>][] = [
    ['nothing', () => Buffer.alloc(0)],
    ['one byte', () => Buffer.from('<')],
    ['no report', () => Buffer.from('<html><body>quảng cáo</body></html>')],
    ['a gzip bomb', () => gzipSync(Buffer.alloc(40 * 1_048_576))],
    ['a zip bomb', () => zipOf({ 'a.xml': Buffer.alloc(50 * 1_048_576) })],
    ['a zip of other things', () => zipOf({ 'a.exe': 'MZ' })],
    [
      'a zip whose report stands behind a hundred files',
      () => zipOf({ ...Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`${n}.txt`, ''])), 'a.xml': xml }),
    ],
    ['a cut gzip', () => gzipSync(xml).subarray(0, 100)],
    ['a zip that lies about its size', async () => lie(await zipOf({ 'a.xml': xml.padEnd(200_000) }))],
    [
      'entities of its own',
      () => Buffer.from(feedback([], { head: '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]>' })),
    ],
    ['a file of the machine', () => Buffer.from(feedback([], { head: '<!DOCTYPE x SYSTEM "file:///etc/passwd">' }))],
    ['a deep tree', () => Buffer.from(`<feedback>${'<a>'.repeat(100_000)}`)],
    ['too many elements', () => Buffer.from(`<feedback>${'<a/>'.repeat(300_000)}</feedback>`)],
    ['a report that ends before it begins', () => Buffer.from(xml.replace(String(YESTERDAY + 86_399), '1'))],
    ['a year 9999999999', () => Buffer.from(feedback([], { begin: 99_999_999_999_999 }))],
    ['no JSON', () => Buffer.from('{"policies":')],
    ['JSON of a negative count', () => Buffer.from(JSON.stringify(TLS).replace('5326', '-1'))],
    ['JSON as deep as a well', () => Buffer.from(`${'{"a":'.repeat(100_000)}1`)],
  ];
  test.each(hostile)('%s is none', async (_name, make) => {
    expect(await unpackReport(await make())).toBeUndefined();
  });

  test('lines that make no sense are left out, and of the rest not more than there is room for', async () => {
    const lines = [
      record('không phải địa chỉ', 1),
      record('203.113.0.1; drop table x', 1),
      record('203.113.0.2', -5),
      record('203.113.0.3', 99_999_999_999),
      record('203.113.0.4', 3, { disposition: 'burn' }),
      record('2001:DB8::1', 3),
    ];
    const few = await unpackReport(Buffer.from(feedback(lines)));
    expect(few).toMatchObject({ sources: [{ sourceIp: '2001:db8::1', count: 3 }] });
    const many = await unpackReport(
      Buffer.from(feedback(Array.from({ length: 6_000 }, () => record('203.113.0.5', 1)))),
    );
    expect(many?.kind === 'dmarc' && many.sources.length).toBe(5_000);
  });
});

/** The directory and the header say ten bytes; far more comes out. */
function lie(zip: Buffer): Buffer {
  const bytes = Buffer.from(zip);
  for (const [mark, field] of [
    ['504b0304', 22],
    ['504b0102', 24],
  ] as const) {
    const start = bytes.indexOf(Buffer.from(mark, 'hex'));
    bytes.writeUInt32LE(10, start + field);
  }
  return bytes;
}

describe('a mail to the address of our records', () => {
  let here: FlowOffice;
  let port: OpenPort;
  let reporter: TestDomain;
  let administrator: Subject;
  let domainId: string;
  let serial = 0;

  beforeAll(async () => {
    here = await createFlowOffice();
    await buildMailbox(here.office.db, { agencyId: here.agencyId, address: BOX });
    await buildMailbox(here.office.db, { agencyId: here.agencyId, address: `vanthu@${DOMAIN}` });
    reporter = addDomainTo(here.world, 'reporter.example');
    addDomainTo(here.world, 'unproven.example', { dmarc: '', spf: 'v=spf1 -all' });
    administrator = await buildSubject(here.office.db, {
      agencyId: here.agencyId,
      unitId: here.unitId,
      roles: ['administrator'],
    });
    const input = {
      domain: DOMAIN,
      parked: false,
      dmarcPolicy: 'none' as const,
      stsMode: 'none' as const,
      mxHosts: [],
    };
    const added = await addDomain(here.office.as(administrator), {
      ...input,
      senderIps: ['203.113.0.0/28'],
      reportAddress: BOX,
    });
    domainId = added.id;
    port = await here.open();
  });
  afterAll(() => here.close());

  async function bring(file: Buffer, { to = BOX, from = 'reporter.example' } = {}): Promise<void> {
    serial += 1;
    const raw = Buffer.from(
      [
        `From: noreply@${from}`,
        `To: ${to}`,
        `Subject: Report Domain: ${DOMAIN}`,
        `Message-ID: <r${serial}@${from}>`,
        'Date: Mon, 22 Mar 2021 08:00:00 +0700',
        'MIME-Version: 1.0',
        'Content-Type: application/octet-stream; name="report"',
        'Content-Disposition: attachment; filename="report.xml.gz"',
        'Content-Transfer-Encoding: base64',
        '',
        ...(file.toString('base64').match(/.{1,76}/g) ?? []),
        '',
      ].join('\r\n'),
    );
    const signed = from === reporter.name ? await reporter.sign(raw) : raw;
    expect(await bringMail(port.port, `noreply@${from}`, [to], signed)).toMatch(/^250/);
  }
  /** What waits to be read is read; how many mails it was. */
  async function readAll(): Promise<number> {
    const jobs = await rawQuery<{ id: string; payload: unknown }>(
      here.office.db,
      `select job.id, job.payload from graphile_worker._private_jobs job
       join graphile_worker._private_tasks task on task.id = job.task_id where task.identifier = $1`,
      [REPORT_JOB],
    );
    for (const { id, payload } of jobs) {
      await takeReports(here.office, ReportPayload.parse(payload));
      await rawQuery(here.office.db, 'select graphile_worker.complete_jobs(array[$1::bigint])', [id]);
    }
    return jobs.length;
  }
  const shown = () => domainReports(here.office.as(administrator), domainId);

  test('becomes figures by source, once', async () => {
    const lines = [
      record('203.113.0.10', 90, { dkim: 'pass', spf: 'pass' }),
      record('203.113.0.10', 10, { spf: 'pass' }),
      record('198.51.100.7', 40, { disposition: 'reject' }),
    ];
    await bring(gzipSync(feedback(lines)));
    await bring(await zipOf({ 'r.xml': feedback(lines) }));
    expect(await readAll()).toBe(2);
    const view = await shown();
    expect(view).toMatchObject({ days: 30, reports: { dmarc: 1, tls: 0 }, more: false });
    expect(view.sources).toMatchObject([
      { ip: '203.113.0.10', known: true, letters: 100, passed: 100, rejected: 0 },
      { ip: '198.51.100.7', known: false, letters: 40, passed: 0, rejected: 40 },
    ]);
  });

  test('connections that failed are told by their reasons; of other domains nothing is kept', async () => {
    await bring(gzipSync(JSON.stringify(TLS)));
    await readAll();
    expect((await shown()).tls).toEqual([
      {
        reporter: 'Company-X',
        succeeded: 5_326,
        failed: 303,
        failures: ['certificate-expired', 'starttls-not-supported'],
      },
    ]);
  });

  test.each([
    ['of another domain', () => feedback([record('192.0.2.1', 1)], { id: 'x-1', domain: 'khac.gov.vn' })],
    ['of last year', () => feedback([record('192.0.2.1', 1)], { id: 'x-2', begin: YESTERDAY - 400 * 86_400 })],
    ['of next year', () => feedback([record('192.0.2.1', 1)], { id: 'x-3', begin: YESTERDAY + 400 * 86_400 })],
  ])('%s: a letter and nothing more', async (_what, make) => {
    const before = await shown();
    await bring(gzipSync(make()));
    expect(await readAll()).toBe(1);
    expect(await shown()).toEqual(before);
  });

  test('to another mailbox, or from who proves nothing of himself: not read at all', async () => {
    await bring(gzipSync(feedback([record('192.0.2.1', 1)], { id: 'y-1' })), { to: `vanthu@${DOMAIN}` });
    await bring(gzipSync(feedback([record('192.0.2.1', 1)], { id: 'y-2' })), { from: 'unproven.example' });
    expect(await readAll()).toBe(0);
  });

  test('the domain of another office is not there', async () => {
    const stranger = { ...administrator, agencyId: here.unitId };
    await expect(domainReports(here.office.as(stranger), domainId)).rejects.toMatchObject({ status: 404 });
  });
});
