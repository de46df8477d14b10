import type { IncomingQuery, IncomingTab } from '@congvu/contracts';
import { heldUnits, loadCalendar, loadTaskOffice, type PresentingDay, soonHorizon } from '#modules/tasks';
import { hasRole, type Subject } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { seesAll } from '../incoming.policy.ts';
import { viewerIds } from '../incoming.viewers.ts';
import { issuerKey, queryWords } from '../incoming.words.ts';

export interface ListReach {
  subject: Subject;
  day: PresentingDay;
  /** Last day of "sắp hạn". */
  soon: string;
  /** Ids whose open rows are this person's work. */
  working: string[];
}

export async function listReach(context: ActingContext): Promise<ListReach> {
  const { subject, db } = context;
  const today = vietnamDate(context.clock.now());
  const calendar = await loadCalendar(db);
  // Clerks and leaders read the agency's lists; whose units have heads matters to the others only.
  const units = seesAll(subject) ? [] : heldUnits(subject, await loadTaskOffice(db, subject.agencyId, today));
  return {
    subject,
    day: { today, calendar },
    soon: soonHorizon(today, calendar),
    working: [subject.personId, ...units],
  };
}

const CLERK_TABS: IncomingTab[] = [
  'to_register',
  'to_present',
  'to_direct',
  'open',
  'due_soon',
  'done',
  'returned',
  'all',
];
const LEADER_TABS: IncomingTab[] = ['to_direct', 'to_approve', 'open', 'due_soon', 'done', 'all'];
const VIEWER_TABS: IncomingTab[] = ['open', 'due_soon', 'informed', 'done', 'all'];

export const TAB_LABELS: Record<IncomingTab, string> = {
  all: 'Tất cả',
  to_register: 'Chờ vào sổ',
  to_present: 'Chờ chuyển',
  to_direct: 'Chờ bút phê',
  open: 'Chờ xử lý',
  due_soon: 'Sắp hạn',
  to_approve: 'Chờ duyệt kết quả',
  informed: 'Để biết',
  done: 'Đã xử lý',
  returned: 'Đã trả lại',
};

/** Tabs whose count tells somebody to act. */
const COUNTED: ReadonlySet<IncomingTab> = new Set([
  'to_register',
  'to_present',
  'to_direct',
  'open',
  'due_soon',
  'to_approve',
  'informed',
]);

export function isCounted(tab: IncomingTab): boolean {
  return COUNTED.has(tab);
}

export function tabsOf(subject: Subject): IncomingTab[] {
  const leading = hasRole(subject, 'leader') ? LEADER_TABS : [];
  const clerical = hasRole(subject, 'clerk') ? CLERK_TABS : [];
  const both = [...new Set([...leading, ...clerical])];
  return both.length > 0 ? both : VIEWER_TABS;
}

/** Numbered parameters of one statement. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** What the person typed into the filter, about columns of `incoming_document d`. */
export function filterConditions(query: Partial<IncomingQuery>, agencyId: string, parameters: Parameters): string[] {
  const conditions: string[] = [];
  if (query.from !== undefined) {
    conditions.push(`d.arrived_on >= ${parameters.add(query.from)}::date`);
  }
  if (query.to !== undefined) {
    conditions.push(`d.arrived_on <= ${parameters.add(query.to)}::date`);
  }
  if (query.documentType !== undefined) {
    conditions.push(`d.document_type = ${parameters.add(query.documentType)}`);
  }
  if (query.urgency !== undefined) {
    conditions.push(`d.urgency = ${parameters.add(query.urgency)}`);
  }
  const issuer = issuerKey(query.issuer ?? '');
  if (issuer !== '') {
    conditions.push(`strpos(d.issuer_key, ${parameters.add(issuer)}) > 0`);
  }
  const words = queryWords(agencyId, query.q ?? '');
  if (words.length > 0) {
    conditions.push(`d.words @> ${parameters.add(words)}::bigint[]`);
  }
  return conditions;
}

/** Where the tab of a clerk or leader lies: each condition is the beginning of an index. */
export function agencyConditions(tab: IncomingTab, reach: ListReach, parameters: Parameters): string[] {
  // A leader's queue is what was presented to him; the book and "Tất cả" are the agency's.
  const leads = hasRole(reach.subject, 'leader');
  const mine = (): string[] => (leads ? [`d.presented_to = ${parameters.add(reach.subject.positionId)}::uuid`] : []);
  switch (tab) {
    case 'all':
      return [];
    case 'to_register':
      return [`d.state = 'received'`];
    case 'to_present':
      return [`d.state = 'registered'`];
    case 'to_direct':
      return [`d.state = 'awaiting_directive'`, ...mine()];
    case 'to_approve':
      return [`d.state = 'awaiting_result_approval'`, ...mine()];
    case 'open':
      return [`d.state = 'in_progress'`, ...mine()];
    case 'due_soon':
      return [
        `d.state in ('in_progress', 'awaiting_result_approval') and d.due_on <= ${parameters.add(reach.soon)}::date`,
        ...mine(),
      ];
    default:
      return [`d.state = '${tab}'`];
  }
}

export interface ViewerScope {
  ids: string[];
  sections: string[];
}

/** Undefined when the tab holds nothing for somebody who only sees what was given to him. */
export function viewerScope(tab: IncomingTab, reach: ListReach): ViewerScope | undefined {
  switch (tab) {
    case 'all':
      return { ids: viewerIds(reach.subject), sections: ['open', 'informed', 'closed'] };
    case 'open':
    case 'due_soon':
      return { ids: reach.working, sections: ['open'] };
    case 'informed':
      return { ids: reach.working, sections: ['informed'] };
    case 'done':
      return { ids: reach.working, sections: ['closed'] };
    default:
      return undefined;
  }
}

/** `informed` is a person's own list for clerks and leaders too. */
export function readsAgency(tab: IncomingTab, subject: Subject): boolean {
  return seesAll(subject) && tab !== 'informed';
}
