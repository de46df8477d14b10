import {
  ClipboardList,
  FilePenLine,
  Inbox,
  LampDesk,
  ListChecks,
  type LucideIcon,
  Mail,
  NotebookTabs,
  ScrollText,
  Send,
  Signature,
  SlidersHorizontal,
} from 'lucide-react';

export interface NavItem {
  key: string;
  label: string;
  href: string;
  icon: LucideIcon;
  /** Keys of `MeView.counts` that are added up beside the entry. */
  counts: readonly string[];
  apart?: boolean;
  /** Where the screens of this entry lie, when its own is one among several. */
  under?: string | readonly string[];
  /** Below `under`, and an entry of its own. */
  except?: string;
}

const DOCUMENT_ROLES = ['clerk', 'leader', 'unit_head', 'specialist', 'focal'];
/** The books and the way of letters are open to whoever sees every document of the agency. */
const AGENCY_ROLES = ['clerk', 'leader'];
/** See every register of things; the books of documents are not theirs. */
const WHOLE_REGISTERS = ['focal', 'administrator', 'auditor'];

const FOLLOWING = ['/dot-thu', '/tong-hop', '/lang-phi', '/ra-soat', '/theo-doi'];
const REGISTERS = ['/so-va-ho-so', '/so-chung-thu', '/so-tai-khoan', '/so-thu', '/ban-giao', '/de-xuat'];

interface Entry extends NavItem {
  roles?: readonly string[];
  /** Whoever has this role finds the same under another entry. */
  unless?: string | readonly string[];
}

const ITEMS: readonly Entry[] = [
  { key: 'desk', label: 'Bàn làm việc', href: '/', icon: LampDesk, counts: ['desk'] },
  {
    key: 'incoming',
    label: 'Văn bản đến',
    href: '/van-ban-den',
    icon: Inbox,
    counts: ['incoming'],
    roles: DOCUMENT_ROLES,
  },
  {
    key: 'outgoing',
    label: 'Văn bản đi',
    href: '/van-ban-di',
    icon: Send,
    counts: ['outgoing', 'drafting'],
    roles: DOCUMENT_ROLES,
  },
  { key: 'tasks', label: 'Công việc', href: '/cong-viec', icon: ListChecks, counts: ['tasks'], roles: DOCUMENT_ROLES },
  // Everybody may ask for what is his own.
  { key: 'requests', label: 'Đề nghị', href: '/de-nghi', icon: FilePenLine, counts: ['requests'] },
  { key: 'mail', label: 'Thư', href: '/thu', icon: Mail, counts: ['webmail'] },
  {
    key: 'registers',
    label: 'Sổ và hồ sơ',
    href: '/so-va-ho-so',
    icon: NotebookTabs,
    counts: [],
    apart: true,
    roles: AGENCY_ROLES,
    under: REGISTERS,
  },
  {
    // Without the books of documents: the registers of things come first.
    key: 'things',
    label: 'Sổ và hồ sơ',
    href: '/so-chung-thu',
    icon: NotebookTabs,
    counts: [],
    apart: true,
    roles: WHOLE_REGISTERS,
    unless: AGENCY_ROLES,
    under: REGISTERS,
  },
  {
    // The certificates are not the head of unit's to see; accounts, mailboxes and hand-overs of the unit are.
    key: 'unit-things',
    label: 'Sổ và hồ sơ',
    href: '/so-tai-khoan',
    icon: NotebookTabs,
    counts: [],
    apart: true,
    roles: ['unit_head'],
    unless: [...AGENCY_ROLES, ...WHOLE_REGISTERS],
    under: REGISTERS,
  },
  {
    key: 'following',
    label: 'Theo dõi',
    href: '/theo-doi',
    icon: ClipboardList,
    counts: ['interchange', 'campaigns', 'threats'],
    // The auditor looks back at what left.
    roles: [...AGENCY_ROLES, 'auditor'],
    unless: 'focal',
    under: FOLLOWING,
  },
  {
    // The guiding office follows others: who has sent the lists asked for stands first.
    key: 'guiding',
    label: 'Theo dõi',
    href: '/dot-thu',
    icon: ClipboardList,
    counts: ['campaigns', 'interchange', 'threats'],
    roles: ['focal'],
    under: FOLLOWING,
  },
  {
    key: 'unit-following',
    label: 'Theo dõi',
    href: '/dot-thu',
    icon: ClipboardList,
    counts: ['campaigns'],
    roles: ['unit_head'],
    unless: [...AGENCY_ROLES, 'auditor', 'focal'],
    under: FOLLOWING,
  },
  {
    key: 'signatures',
    label: 'Chữ ký số',
    href: '/quan-tri/chu-ky',
    under: '/quan-tri',
    except: '/quan-tri/nhat-ky',
    icon: Signature,
    counts: [],
    roles: ['clerk', 'auditor'],
    unless: 'administrator',
  },
  {
    key: 'audit',
    label: 'Nhật ký',
    href: '/quan-tri/nhat-ky',
    icon: ScrollText,
    counts: [],
    roles: ['auditor'],
    unless: 'administrator',
  },
  { key: 'admin', label: 'Quản trị', href: '/quan-tri', icon: SlidersHorizontal, counts: [], roles: ['administrator'] },
];

/** Only what the person may use in the post he acts in. */
export function navFor(roles: ReadonlySet<string>): NavItem[] {
  return ITEMS.filter(
    ({ roles: wanted, unless }) =>
      (wanted === undefined || wanted.some((role) => roles.has(role))) &&
      ![unless ?? []].flat().some((role) => roles.has(role)),
  );
}

export function countOf(item: NavItem, counts: Record<string, number>): number {
  return item.counts.reduce((sum, key) => sum + (counts[key] ?? 0), 0);
}

export function isHere(item: NavItem, pathname: string): boolean {
  if (pathname === item.except) {
    return false;
  }
  const roots = typeof item.under === 'object' ? item.under : [item.under ?? item.href];
  return roots.some((root) => (root === '/' ? pathname === '/' : pathname === root || pathname.startsWith(`${root}/`)));
}
