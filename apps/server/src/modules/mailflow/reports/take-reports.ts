import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import type { StoredMail } from '#modules/webmail';
import type { Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { createSandbox } from '../../../platform/sandbox.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { MailAuth } from '../auth/mail-auth.ts';
import type { AcceptedRecipient } from '../intake/recipients.ts';
import type { MailReport } from './report-facts.ts';

export const REPORT_JOB = 'mailflow.read_report';

/** What the job is given. */
export const ReportPayload = z.object({ sha256: z.string(), addresses: z.array(z.string()) });

const sandbox = createSandbox<Uint8Array, { kind: 'read'; reports: MailReport[] }>({
  script: new URL('./report.worker.ts', import.meta.url),
  limits: { cpuMs: 10_000, wallMs: 60_000, memoryMb: 384 },
  idleMs: 60_000,
});

const DAY_MS = 86_400_000;
/** Reports tell of yesterday; older ones are somebody's test or mischief. */
const OLDEST_MS = 60 * DAY_MS;

/** Anybody can write a report: one whose sender proves nothing of itself is a letter like others, not a figure. */
function isProven({ spf, dkim, dmarc }: MailAuth): boolean {
  return dmarc === 'pass' || dkim === 'pass' || spf === 'pass';
}

/** A mail to the address our records name is read as a report as well, later and beside its way into the mailbox. */
export async function noticeReport(
  tx: Tx,
  recipients: readonly AcceptedRecipient[],
  { stored, auth }: { stored: Pick<StoredMail, 'rawSha256' | 'attachments'>; auth: MailAuth },
): Promise<void> {
  if (auth.own || !isProven(auth) || stored.attachments.length === 0) {
    return;
  }
  const addresses = recipients.flatMap(({ address, boxAddress }) => [address.toLowerCase(), boxAddress]);
  const known = await rawQuery(tx, 'select 1 as known from mailflow_domain where report_address = any ($1) limit 1', [
    addresses,
  ]);
  if (known.length > 0) {
    const { rawSha256 } = stored;
    await enqueue(
      tx,
      REPORT_JOB,
      { sha256: rawSha256, addresses },
      { key: `${REPORT_JOB}:${rawSha256}`, maxAttempts: 5 },
    );
  }
}

interface Told {
  agency_id: string;
  id: string;
  domain: string;
}

function isUnder(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

async function insertHead(tx: Tx, services: Services, at: Told, report: MailReport, sha256: string) {
  const [head] = await rawQuery<{ id: string }>(
    tx,
    `insert into mailflow_report (agency_id, id, domain_id, kind, reporter, report_id, begins, ends, sha256, received_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (agency_id, domain_id, kind, reporter, report_id) do nothing returning id`,
    [
      at.agency_id,
      newId(),
      at.id,
      report.kind,
      report.reporter,
      report.reportId,
      report.begins,
      report.ends,
      sha256,
      services.clock.now(),
    ],
  );
  return head?.id;
}

async function insertSources(tx: Tx, at: Told, id: string, sources: Extract<MailReport, { kind: 'dmarc' }>['sources']) {
  await rawQuery(
    tx,
    `insert into mailflow_report_source (agency_id, report_id, nr, source_ip, header_from, letters, disposition, dkim, spf)
     select $1, $2, nr, ip::inet, header_from, letters, disposition, dkim, spf
     from unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::boolean[], $8::boolean[])
       with ordinality as found (ip, header_from, letters, disposition, dkim, spf, nr)`,
    [
      at.agency_id,
      id,
      sources.map(({ sourceIp }) => sourceIp),
      sources.map(({ headerFrom }) => headerFrom),
      sources.map(({ count }) => count),
      sources.map(({ disposition }) => disposition),
      sources.map(({ dkim }) => dkim),
      sources.map(({ spf }) => spf),
    ],
  );
}

async function insertResults(tx: Tx, at: Told, id: string, results: Extract<MailReport, { kind: 'tls' }>['results']) {
  await rawQuery(
    tx,
    `insert into mailflow_report_tls (agency_id, report_id, nr, policy_type, succeeded, failed, failures)
     select $1, $2, nr, policy_type, succeeded, failed, failures
     from unnest($3::text[], $4::bigint[], $5::bigint[], $6::jsonb[]) with ordinality as found (policy_type, succeeded, failed, failures, nr)`,
    [
      at.agency_id,
      id,
      results.map(({ policyType }) => policyType),
      results.map(({ succeeded }) => succeeded),
      results.map(({ failed }) => failed),
      results.map(({ failures }) => JSON.stringify(failures)),
    ],
  );
}

async function keep(services: Services, at: Told, report: MailReport, sha256: string): Promise<void> {
  await services.db.transaction().execute(async (tx) => {
    const id = await insertHead(tx, services, at, report, sha256);
    if (id === undefined) {
      return;
    }
    if (report.kind === 'dmarc') {
      await insertSources(tx, at, id, report.sources);
    } else {
      const own = report.results.filter(({ policyDomain }) => isUnder(policyDomain, at.domain));
      await insertResults(tx, at, id, own);
    }
  });
}

function tells(report: MailReport, { domain }: Told): boolean {
  return report.kind === 'dmarc'
    ? isUnder(report.domain, domain)
    : report.results.some(({ policyDomain }) => isUnder(policyDomain, domain));
}

function isRecent({ begins, ends }: MailReport, now: number): boolean {
  return begins.getTime() > now - OLDEST_MS && ends.getTime() < now + 2 * DAY_MS;
}

/**
 * Reads the reports in a mail that came to an address of our records. It counts for the domains that name this very address and no
 * others; the same report twice is one. What cannot be read is a letter and nothing more.
 */
export async function takeReports(
  services: Services,
  { sha256, addresses }: z.infer<typeof ReportPayload>,
): Promise<void> {
  const domains = await rawQuery<Told>(
    services.db,
    'select agency_id, id, domain from mailflow_domain where report_address = any ($1)',
    [addresses],
  );
  const said = await sandbox.ask(new Uint8Array(await buffer(services.blobs.read(sha256))));
  const reports = said.kind === 'read' ? said.reports : [];
  const now = services.clock.now().getTime();
  for (const report of reports.filter((one) => isRecent(one, now))) {
    for (const domain of domains.filter((one) => tells(report, one))) {
      await keep(services, domain, report, sha256);
    }
  }
  if (reports.length === 0) {
    services.log.info({ sha256, kind: said.kind }, 'a mail to the address of reports holds none that can be read');
  }
}
