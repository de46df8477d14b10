import { DraftContent, type DraftView, type SaveDraftAnswer } from '@congvu/contracts';
import { useEffect, useState } from 'react';
import { writeJson } from '../../shared/api/client.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { createKeeper, type Keeper, type Kept } from '../../shared/keeping/keeper.ts';
import { localCopies } from '../../shared/keeping/local-copies.ts';
import { useKeptContent } from '../../shared/keeping/use-kept.ts';
import { useMe } from '../../shared/session/me.ts';
import { formatMoment, officeNow } from '../../shared/text/dates.ts';

export type DraftKeeper = Keeper<DraftContent>;
export type KeptDraft = Kept<DraftContent>;

function openKeeper(view: DraftView, userId: string): DraftKeeper {
  const copies = localCopies<DraftContent>({
    kind: 'draft',
    userId,
    id: view.id,
    parse: (value) => DraftContent.safeParse(value).data,
    now: () => officeNow().toISOString(),
  });
  const left = copies.read();
  const keeper = createKeeper<DraftContent>({
    content: view.content,
    version: left?.version ?? view.version,
    savedAt: view.savedAt,
    send: (body, key) => writeJson<SaveDraftAnswer>('PUT', `/api/drafts/${view.id}`, body, key),
    copies,
    conflictCode: 'drafting.version_conflict',
  });
  if (left !== undefined && view.abilities['drafting.edit'] === true) {
    // Sent on the version it was written on: if somebody saved since, the server keeps both and says so.
    keeper.change(() => left.content);
    showToast(`Đã khôi phục chữ chưa kịp gửi, gõ ${formatMoment(left.at)}.`);
  }
  return keeper;
}

/** The text of the open draft, kept on this computer and on the server. */
export function useKeptDraft(view: DraftView): { keeper: DraftKeeper; kept: KeptDraft } {
  const { user } = useMe();
  const [keeper] = useState(() => openKeeper(view, user.id));
  const kept = useKeptContent(keeper);
  const { version, content, savedAt } = view;
  useEffect(() => {
    // Somebody else saved, and nothing here waits: show what stands now.
    const own = keeper.read();
    if (own.status === 'saved' && version > own.version) {
      keeper.adopt({ content, version, savedAt });
    }
  }, [keeper, version, content, savedAt]);
  return { keeper, kept };
}
