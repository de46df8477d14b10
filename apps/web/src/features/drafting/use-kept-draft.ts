import type { DraftView, SaveDraftAnswer } from '@congvu/contracts';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { writeJson } from '../../shared/api/client.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { useMe } from '../../shared/session/me.ts';
import { formatMoment, officeNow } from '../../shared/text/dates.ts';
import { createDraftKeeper, type DraftKeeper, type KeptDraft } from './draft-keeper.ts';
import { localCopies } from './local-copies.ts';

function openKeeper(view: DraftView, userId: string): DraftKeeper {
  const copies = localCopies(userId, view.id, () => officeNow().toISOString());
  const left = copies.read();
  const keeper = createDraftKeeper({
    content: view.content,
    version: left?.version ?? view.version,
    savedAt: view.savedAt,
    send: (body, key) => writeJson<SaveDraftAnswer>('PUT', `/api/drafts/${view.id}`, body, key),
    copies,
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
  const kept = useSyncExternalStore(keeper.subscribe, keeper.read);
  const { version, content, savedAt } = view;
  useEffect(() => {
    // Somebody else saved, and nothing here waits: show what stands now.
    const own = keeper.read();
    if (own.status === 'saved' && version > own.version) {
      keeper.adopt({ content, version, savedAt });
    }
  }, [keeper, version, content, savedAt]);
  useEffect(() => {
    const leave = (): void => {
      if (document.visibilityState === 'hidden') {
        void keeper.flush();
      }
    };
    const back = (): void => keeper.retry();
    const warn = (event: BeforeUnloadEvent): void => {
      if (keeper.read().status !== 'saved') {
        void keeper.flush();
        event.preventDefault();
      }
    };
    document.addEventListener('visibilitychange', leave);
    window.addEventListener('online', back);
    window.addEventListener('beforeunload', warn);
    return () => {
      document.removeEventListener('visibilitychange', leave);
      window.removeEventListener('online', back);
      window.removeEventListener('beforeunload', warn);
      if (keeper.read().status !== 'saved') {
        void keeper.flush();
      }
      keeper.stop();
    };
  }, [keeper]);
  return { keeper, kept };
}
