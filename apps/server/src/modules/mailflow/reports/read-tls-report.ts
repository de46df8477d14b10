import { z } from 'zod';
import { type MailReport, plainText, type TlsResult } from './report-facts.ts';

const Count = z.int().min(0).max(1_000_000_000);
const MOST_POLICIES = 200;
const MOST_FAILURES = 50;

/** RFC 8460 §4.4; what we do not use is not looked at. */
const TlsReport = z.object({
  'organization-name': z.string(),
  'date-range': z.object({ 'start-datetime': z.iso.datetime(), 'end-datetime': z.iso.datetime() }),
  'report-id': z.string().min(1),
  policies: z
    .array(
      z.object({
        policy: z.object({ 'policy-type': z.string(), 'policy-domain': z.string() }),
        summary: z.object({ 'total-successful-session-count': Count, 'total-failure-session-count': Count }),
        'failure-details': z
          .array(z.object({ 'result-type': z.string(), 'failed-session-count': Count }))
          .max(10_000)
          .default([]),
      }),
    )
    .max(MOST_POLICIES),
});

type Policy = z.infer<typeof TlsReport>['policies'][number];

function resultOf({ policy, summary, 'failure-details': details }: Policy): TlsResult {
  const byType = new Map<string, number>();
  for (const { 'result-type': type, 'failed-session-count': count } of details) {
    const name = plainText(type, 60);
    byType.set(name, (byType.get(name) ?? 0) + count);
  }
  return {
    policyDomain: plainText(policy['policy-domain'], 253).toLowerCase(),
    policyType: plainText(policy['policy-type'], 30),
    succeeded: summary['total-successful-session-count'],
    failed: summary['total-failure-session-count'],
    failures: [...byType].slice(0, MOST_FAILURES).map(([type, count]) => ({ type, count })),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A report of connections (RFC 8460); undefined when it is none. */
export function readTlsReport(text: string): MailReport | undefined {
  const { success, data } = TlsReport.safeParse(parsed(text));
  if (!success) {
    return undefined;
  }
  const begins = new Date(data['date-range']['start-datetime']);
  const ends = new Date(data['date-range']['end-datetime']);
  return ends < begins
    ? undefined
    : {
        kind: 'tls',
        reporter: plainText(data['organization-name'], 200),
        reportId: plainText(data['report-id'], 200),
        begins,
        ends,
        results: data.policies.map(resultOf),
      };
}
