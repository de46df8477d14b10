import type { DraftPage, OutgoingPage } from '@congvu/contracts';
import type { Source } from './outgoing-api.ts';

export interface OutgoingTab {
  /** Word in the address. */
  key: string;
  label: string;
  source: Source;
  /** Who works here; everyone when left out. */
  roles?: readonly string[];
  /** What many ticked ones can be done with at once. */
  batch?: 'sign' | 'seal' | 'issue';
  emptyTitle: string;
  empty: string;
}

/** The way of a document from left to right. */
export const TABS: readonly OutgoingTab[] = [
  {
    key: 'du-thao',
    label: 'Dự thảo của tôi',
    source: { of: 'drafts', box: 'mine' },
    roles: ['specialist', 'unit_head', 'focal', 'leader', 'clerk'],
    emptyTitle: 'Chưa có dự thảo',
    empty: 'Văn bản đang soạn nằm ở đây cho đến khi trình duyệt.',
  },
  {
    key: 'tra-lai',
    label: 'Trả lại',
    source: { of: 'drafts', box: 'returned' },
    roles: ['specialist', 'unit_head', 'focal', 'leader', 'clerk'],
    emptyTitle: 'Không có văn bản bị trả lại',
    empty: 'Dự thảo được trả lại cùng lý do sẽ nằm ở đây để sửa và trình lại.',
  },
  {
    key: 'cho-duyet',
    label: 'Chờ duyệt',
    source: { of: 'drafts', box: 'to_approve' },
    roles: ['unit_head', 'leader'],
    emptyTitle: 'Không có dự thảo chờ duyệt',
    empty: 'Dự thảo của đơn vị trình duyệt nội dung sẽ nằm ở đây.',
  },
  {
    key: 'kiem-tra',
    label: 'Kiểm tra thể thức',
    source: { of: 'drafts', box: 'to_check' },
    roles: ['clerk'],
    emptyTitle: 'Không có dự thảo chờ kiểm tra',
    empty: 'Dự thảo đã duyệt nội dung sẽ nằm ở đây để kiểm tra thể thức rồi trình ký.',
  },
  {
    key: 'cho-ky',
    label: 'Chờ ký',
    source: { of: 'documents', box: 'to_sign' },
    roles: ['leader', 'unit_head'],
    batch: 'sign',
    emptyTitle: 'Không có văn bản chờ ký',
    empty: 'Văn bản đạt thể thức, có tên ở khối ký, sẽ nằm ở đây.',
  },
  {
    key: 'cho-cap-so',
    label: 'Chờ cấp số',
    source: { of: 'documents', box: 'to_number' },
    roles: ['clerk'],
    batch: 'seal',
    emptyTitle: 'Không có văn bản chờ cấp số',
    empty: 'Văn bản đã ký sẽ nằm ở đây để cấp số, ghi ngày và ký số cơ quan.',
  },
  {
    key: 'cho-phat-hanh',
    label: 'Chờ phát hành',
    source: { of: 'documents', box: 'to_issue' },
    roles: ['clerk'],
    batch: 'issue',
    emptyTitle: 'Không có văn bản chờ phát hành',
    empty: 'Văn bản đã cấp số, đóng dấu sẽ nằm ở đây cho đến khi gửi đi.',
  },
  {
    key: 'dang-trinh',
    label: 'Đang trình',
    source: { of: 'documents', box: 'mine' },
    roles: ['specialist', 'unit_head', 'focal'],
    emptyTitle: 'Không có văn bản đang trình',
    empty: 'Văn bản của đơn vị đang chờ ký, cấp số hoặc phát hành sẽ nằm ở đây.',
  },
  {
    key: 'da-phat-hanh',
    label: 'Đã phát hành',
    source: { of: 'documents', box: 'issued' },
    emptyTitle: 'Chưa có văn bản phát hành',
    empty: 'Văn bản đã gửi đi cùng tình hình tiếp nhận của từng nơi sẽ nằm ở đây.',
  },
];

/** What a role does all day stands first. */
const OWN: Record<string, readonly string[]> = {
  clerk: ['kiem-tra', 'cho-cap-so', 'cho-phat-hanh', 'da-phat-hanh'],
  leader: ['cho-ky', 'cho-duyet', 'da-phat-hanh'],
  unit_head: ['cho-duyet', 'cho-ky'],
};

/** Tabs of the post acted in, its own work first. */
export function tabsFor(roles: ReadonlySet<string>): readonly OutgoingTab[] {
  const own = Object.entries(OWN).flatMap(([role, keys]) => (roles.has(role) ? keys : []));
  const place = (tab: OutgoingTab): number => (own.includes(tab.key) ? own.indexOf(tab.key) : own.length);
  return TABS.filter((tab) => tab.roles === undefined || tab.roles.some((role) => roles.has(role))).sort(
    (one, other) => place(one) - place(other),
  );
}

type Counts = { drafts: DraftPage['counts'] | undefined; documents: OutgoingPage['counts'] | undefined };

export function countOfTab(tab: OutgoingTab, counts: Counts): number | undefined {
  return tab.source.of === 'drafts' ? counts.drafts?.[tab.source.box] : counts.documents?.[tab.source.box];
}

const QUIET = ['du-thao', 'dang-trinh', 'da-phat-hanh'];

/** Where the person's own turn is: the first tab with something that waits for him, else the first one. */
export function firstTab(tabs: readonly OutgoingTab[], counts: Counts): OutgoingTab {
  const waiting = tabs.find((tab) => !QUIET.includes(tab.key) && (countOfTab(tab, counts) ?? 0) > 0);
  return waiting ?? tabs[0] ?? (TABS[0] as OutgoingTab); // TABS is a constant with entries
}
