import { attestedToRevoke, idleAccounts, idleRuleOn, tariffOn, unansweredAccounts } from '#modules/accounts';
import { notify } from '#modules/notifications';
import { getAgency } from '#modules/org';
import { rowsUnderWay } from '#modules/requests';
import { type Context, type Services, systemContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { closeProposal, openProposal, PROPOSALS_LINK, type ProposalRow, tellOf } from '../open-proposal.ts';
import { peopleInRole, todayOf } from '../people.ts';
import { listOpen } from '../proposals.store.ts';
import { hostedAgencies } from './agency-things.ts';
import { followList, type ListWords, quarterOf, stepOf } from './follow-list.ts';
import { inSweep } from './in-sweep.ts';

type Kind = 'revoke_account' | 'unattested';

interface Wanted {
  agencyId: string;
  kind: Kind;
  /** In the order of the register. */
  names: string[];
  quarter: string;
}

function money(amount: number): string {
  return amount.toLocaleString('vi-VN');
}

async function wordsOf(db: Db | Tx, { kind, names }: Wanted, today: string): Promise<ListWords> {
  const [rule, tariff] = [await idleRuleOn(db, today), await tariffOn(db, today)];
  const cost = `mỗi năm khoảng ${money(tariff.amountVnd * names.length)} đồng`;
  return kind === 'revoke_account'
    ? {
        sentence: `${names.length} tài khoản không dùng quá ${rule.days} ngày hoặc thủ trưởng đã xác nhận thu hồi, ${cost}.`,
        reason: `Rà soát, báo cáo tài khoản không sử dụng; thủ trưởng chịu trách nhiệm (Công văn, mục 3; ${rule.basis}). Người nghỉ thai sản, đi học, ốm dài ngày thì ghi "giữ" trong sổ tài khoản.`,
      }
    : {
        sentence: `${names.length} tài khoản chưa được thủ trưởng xác nhận khi rà soát, đã quá hạn trả lời, ${cost}.`,
        reason:
          'Không trả lời rà soát thì đề nghị thu hồi (Mẫu số 07); thủ trưởng chịu trách nhiệm về lãng phí (Công văn, mục 3).',
      };
}

/**
 * For those above: which agency, since the list below has many. Notices of one place replace each other while nobody reads them, so the
 * last of several says how many there are.
 */
async function textAbove(tx: Tx, row: ProposalRow): Promise<string> {
  const { name } = await getAgency(tx, row.agency_id);
  const silent = await listOpen(tx, ['unattested']);
  const count = silent.filter((one) => one.consolidator_agency_id === row.consolidator_agency_id).length;
  return count > 1
    ? `${count} cơ quan chưa xác nhận khi rà soát tài khoản, đã quá hạn trả lời; mới nhất: ${name}.`
    : `${name}: ${row.sentence}`;
}

async function tell(tx: Tx, context: Context, row: ProposalRow): Promise<void> {
  await tellOf(tx, context, row, { head: row.kind === 'unattested' });
  if (row.kind !== 'unattested' || row.consolidator_agency_id === row.agency_id) {
    return;
  }
  const on = todayOf(context);
  await notify(tx, context, {
    agencyId: row.consolidator_agency_id,
    personIds: await peopleInRole(tx, { agencyId: row.consolidator_agency_id, roles: ['focal'], on }),
    kind: 'proposals.unattested',
    text: await textAbove(tx, row),
    link: `${PROPOSALS_LINK}?kind=unattested`,
    reason: 'Cán bộ đầu mối',
  });
}

async function begin(context: Context, wanted: Wanted): Promise<void> {
  await inSweep(context, async (tx) => {
    const row = await openProposal(tx, context, {
      agencyId: wanted.agencyId,
      kind: wanted.kind,
      about: `accounts:${wanted.quarter}`,
      // Rows that are being asked for already are left out, so that a used proposal may follow a used one.
      again: true,
      ...(await wordsOf(tx, wanted, todayOf(context))),
      dueOn: null,
      tone: wanted.kind === 'unattested' ? 'red' : 'amber',
      prepares: ['account.revoke'],
      detail: { accountNames: wanted.names },
      step: stepOf(wanted.names),
    });
    if (row !== undefined) {
      await tell(tx, context, row);
    }
  });
}

/** Other accounts than before: the sentence follows, nobody is told again. */
async function follow(context: Context, open: ProposalRow, wanted: Wanted): Promise<void> {
  await followList(context, open, wanted.names, async (tx) => ({
    ...(await wordsOf(tx, wanted, todayOf(context))),
    detail: { accountNames: wanted.names },
  }));
}

async function withoutAsked(db: Db, agencyId: string, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) {
    return [];
  }
  const asked = await rowsUnderWay(db, { agencyId, kind: 'account.revoke' });
  const known = new Set(asked.map(({ row }) => (row['account'] ?? '').trim().toLowerCase()));
  return names.filter((name) => !known.has(name.toLowerCase()));
}

interface Said {
  byAgency: Map<string, { name: string; quarter: string }[]>;
}

function byAgency(rows: readonly { agencyId: string; quarter: string; account: { name: string } }[]): Said['byAgency'] {
  return Map.groupBy(
    rows.map(({ agencyId, quarter, account }) => ({ agencyId, quarter, name: account.name })),
    ({ agencyId }) => agencyId,
  );
}

async function wantedOf(
  db: Db,
  agencyId: string,
  { today, attested, silent }: { today: string; attested: Said['byAgency']; silent: Said['byAgency'] },
): Promise<Wanted[]> {
  const unanswered = silent.get(agencyId) ?? [];
  const isSilent = new Set(unanswered.map(({ name }) => name));
  const idle = await idleAccounts(db, { agencyId, today });
  const idleNames = [...(attested.get(agencyId) ?? []), ...idle]
    .map(({ name }) => name)
    .filter((name) => !isSilent.has(name));
  const quarter = quarterOf(today);
  return [
    {
      agencyId,
      kind: 'revoke_account',
      quarter,
      names: await withoutAsked(db, agencyId, [...new Set(idleNames)]),
    },
    {
      agencyId,
      kind: 'unattested',
      quarter: unanswered[0]?.quarter ?? quarter,
      names: await withoutAsked(db, agencyId, [...isSilent]),
    },
  ];
}

async function agenciesWithAccounts(db: Db): Promise<string[]> {
  const rows = await rawQuery<{ id: string }>(
    db,
    `select distinct agency_id as id from account where type = 'business' and state in ('active', 'suspended') order by 1`,
    [],
  );
  return rows.map(({ id }) => id);
}

/** Accounts nobody uses (R8, R22): one proposal an agency for what is idle or given up, one for what the head has not answered. */
export async function proposeAccounts(services: Services): Promise<void> {
  const context = systemContext(services);
  const { db } = services;
  const today = todayOf(context);
  const hosted = await hostedAgencies(db, today);
  const said = {
    today,
    attested: byAgency(await attestedToRevoke(db)),
    silent: byAgency(await unansweredAccounts(db)),
  };
  const open = new Map(
    (await listOpen(db, ['revoke_account', 'unattested'])).map((row) => [`${row.agency_id} ${row.kind}`, row]),
  );
  for (const agencyId of (await agenciesWithAccounts(db)).filter((id) => hosted.has(id))) {
    for (const wanted of await wantedOf(db, agencyId, said)) {
      const key = `${agencyId} ${wanted.kind}`;
      const standing = open.get(key);
      if (wanted.names.length === 0) {
        continue;
      }
      open.delete(key);
      await (standing === undefined ? begin(context, wanted) : follow(context, standing, wanted));
    }
  }
  for (const row of open.values()) {
    const why = 'Các tài khoản đã được dùng lại, giữ hoặc đang thu hồi.';
    await inSweep(context, (tx) => closeProposal(tx, context, row, { state: 'dismissed', why }));
  }
}
