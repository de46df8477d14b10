import type { IncomingPage, IncomingQuery, IncomingTab } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { agencyAbilities } from '../incoming.policy.ts';
import { presentListItem } from '../incoming.presenter.ts';
import { COUNT_LIMIT, countRows, findRows, writeCursor } from './list-rows.ts';
import { isCounted, type ListReach, listReach, TAB_LABELS, tabsOf } from './list-scope.ts';

async function presentTab(
  context: ActingContext,
  reach: ListReach,
  tab: IncomingTab,
): Promise<IncomingPage['tabs'][number]> {
  const label = TAB_LABELS[tab];
  if (!isCounted(tab)) {
    return { key: tab, label, count: null, capped: false };
  }
  const count = await countRows(context, tab, reach);
  return { key: tab, label, count: Math.min(count, COUNT_LIMIT), capped: count > COUNT_LIMIT };
}

/** A tab of the list by keyset; whatever the role, every statement starts from an index led by the agency. */
export async function listIncoming(context: ActingContext, query: IncomingQuery): Promise<IncomingPage> {
  const reach = await listReach(context);
  const { subject } = context;
  const tabs = tabsOf(subject);
  const tab = query.tab ?? tabs[0] ?? 'all';
  const [rows, overdue, ...presented] = await Promise.all([
    findRows(context, tab, reach, { ...query, limit: query.limit + 1 }),
    countRows(context, 'due_soon', reach, true),
    ...tabs.map((key) => presentTab(context, reach, key)),
  ]);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    tab,
    items: page.map((row) => presentListItem(subject, row, reach.day)),
    nextCursor: rows.length > query.limit && last !== undefined ? writeCursor(last) : null,
    tabs: presented,
    overdue: Math.min(overdue, COUNT_LIMIT),
    abilities: agencyAbilities(subject),
  };
}
