import type { Services } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { stsPolicyText } from '../domains/domain-records.ts';
import { mailflowTables } from '../mailflow.tables.ts';

/** RFC 8461 §3.3: served under the name `mta-sts.` of each domain; other names have none. */
export async function stsPolicyFile({ db }: Pick<Services, 'db'>, host: string | undefined): Promise<FileAnswer> {
  const name = (host ?? '').toLowerCase().replace(/:\d+$/, '');
  const row = name.startsWith('mta-sts.')
    ? await mailflowTables(db)
        .selectFrom('mailflow_domain')
        .selectAll()
        .where('domain', '=', name.slice('mta-sts.'.length))
        .where('sts_mode', '<>', 'none')
        .executeTakeFirst()
    : undefined;
  if (row === undefined) {
    throw notFound('mailflow.domain_not_found', 'Không có chính sách MTA-STS cho tên này.');
  }
  return {
    stream: Buffer.from(stsPolicyText({ stsMode: row.sts_mode, mxHosts: row.mx_hosts })),
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'max-age=300' },
  };
}
