import type { MailFolderView, WebmailBox } from '@congvu/contracts';
import type { EmailFilter } from './webmail-api.ts';

const FILTERS = ['unread', 'flagged', 'attachments', 'mine', 'unassigned', 'suspicious'] as const;
export type MailFilter = (typeof FILTERS)[number];

export const FILTER_WORDS: Record<MailFilter, string> = {
  unread: 'Chưa đọc',
  flagged: 'Gắn cờ',
  attachments: 'Có tệp kèm',
  mine: 'Giao cho tôi',
  unassigned: 'Chưa ai nhận',
  suspicious: 'Nghi giả mạo',
};

/** What part of which box is looked at: it stands in the address, so that it can be sent as a link. */
export interface MailPlace {
  boxId: string | undefined;
  folderId: string | undefined;
  q: string;
  filter: MailFilter | undefined;
  since: string | null;
  until: string | null;
}

export function readPlace(params: URLSearchParams): MailPlace {
  return {
    boxId: params.get('hop') ?? undefined,
    folderId: params.get('muc') ?? undefined,
    q: params.get('q') ?? '',
    filter: FILTERS.find((name) => name === params.get('loc')),
    since: params.get('tu'),
    until: params.get('den'),
  };
}

export function hasWords({ q, since, until }: MailPlace): boolean {
  return q !== '' || since !== null || until !== null;
}

export function isNarrowed(place: MailPlace): boolean {
  return place.filter !== undefined || hasWords(place);
}

export function boxOf(boxes: readonly WebmailBox[], wanted: string | undefined): WebmailBox | undefined {
  return boxes.find(({ id }) => id === wanted) ?? boxes.find(({ relation }) => relation === 'own') ?? boxes[0];
}

export function folderOf(folders: readonly MailFolderView[], wanted: string | undefined): MailFolderView | undefined {
  return folders.find(({ id }) => id === wanted) ?? folders.find(({ role }) => role === 'inbox');
}

/** Words are looked for in the whole box unless a folder was chosen with them. */
export function emailFilter(place: MailPlace, folder: MailFolderView | undefined): EmailFilter {
  const { q, filter, since, until, folderId } = place;
  const whole = q !== '' && folderId === undefined;
  return {
    ...(folder !== undefined && !whole && { folderId: folder.id }),
    ...(q !== '' && { q }),
    ...(filter !== undefined && { filter }),
    ...(since !== null && { since }),
    ...(until !== null && { until }),
  };
}
