import { isIP } from 'node:net';
import { childOf, childrenOf, readXmlTree, type XmlNode } from '../../../platform/xml-tree.ts';
import { countOf, type DmarcSource, type MailReport, plainText } from './report-facts.ts';

/** The largest reports of the largest reporters have some thousand sources. */
const LIMITS = { depth: 12, nodes: 250_000 };
const MOST_SOURCES = 5_000;
const DISPOSITIONS = ['none', 'quarantine', 'reject'] as const;

function at(text: string | undefined): Date | undefined {
  const seconds = text?.trim() ?? '';
  return /^\d{1,11}$/.test(seconds) ? new Date(Number(seconds) * 1_000) : undefined;
}

function sourceOf(record: XmlNode): DmarcSource | undefined {
  const row = childOf(record, 'row');
  const judged = childOf(row, 'policy_evaluated');
  const sourceIp = childOf(row, 'source_ip')?.text.trim().toLowerCase() ?? '';
  const count = countOf(childOf(row, 'count')?.text);
  const disposition = DISPOSITIONS.find((one) => one === childOf(judged, 'disposition')?.text.trim());
  if (isIP(sourceIp) === 0 || count === undefined || count === 0 || disposition === undefined) {
    return undefined;
  }
  return {
    sourceIp,
    headerFrom: plainText(childOf(record, 'identifiers', 'header_from')?.text, 253).toLowerCase(),
    count,
    disposition,
    dkim: childOf(judged, 'dkim')?.text.trim() === 'pass',
    spf: childOf(judged, 'spf')?.text.trim() === 'pass',
  };
}

/** An aggregate report (RFC 7489 appendix C); undefined when it is none. Rows that make no sense are left out. */
export function readDmarc(text: string): MailReport | undefined {
  const feedback = readXmlTree(text, LIMITS);
  const metadata = childOf(feedback, 'report_metadata');
  const begins = at(childOf(metadata, 'date_range', 'begin')?.text);
  const ends = at(childOf(metadata, 'date_range', 'end')?.text);
  const domain = plainText(childOf(feedback, 'policy_published', 'domain')?.text, 253).toLowerCase();
  const reportId = plainText(childOf(metadata, 'report_id')?.text, 200);
  const isReport = feedback?.name === 'feedback' && domain !== '' && reportId !== '';
  if (!isReport || begins === undefined || ends === undefined || ends < begins) {
    return undefined;
  }
  const sources = childrenOf(feedback, 'record')
    .slice(0, MOST_SOURCES)
    .flatMap((record) => sourceOf(record) ?? []);
  const reporter = plainText(childOf(metadata, 'org_name')?.text, 200);
  return { kind: 'dmarc', reporter, reportId, begins, ends, domain, sources };
}
