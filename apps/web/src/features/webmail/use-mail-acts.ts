import type { EmailsChanged } from '@congvu/contracts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { useAssign, useKeywords, useMove, useRestore, useTrash } from './webmail-api.ts';

export interface MailActs {
  seen: (ids: string[], seen: boolean) => void;
  flag: (ids: string[], flagged: boolean) => void;
  move: (ids: string[], folderId: string) => void;
  trash: (ids: string[]) => void;
  /** Out of the bin for good; comes back by "Hoàn tác" only. */
  remove: (ids: string[]) => void;
  restore: (ids: string[]) => void;
  assign: (ids: string[], personId: string | null) => void;
  busy: boolean;
  error: Error | null;
}

/** Acts on one mail or many, each with its way back. */
export function useMailActs(mailboxId: string, onGone: (ids: readonly string[]) => void): MailActs {
  const back = useRestore(mailboxId);
  const gone = ({ text }: EmailsChanged, { ids }: { ids: string[] }): void => {
    showToast(text, { undo: () => back.mutate({ ids }) });
    onGone(ids);
  };
  const again = useKeywords(mailboxId);
  const keywords = useKeywords(mailboxId, ({ text, changed }, { ids, seen, flagged }) => {
    if (changed > 0) {
      const undo = {
        ids,
        ...(seen !== undefined && { seen: !seen }),
        ...(flagged !== undefined && { flagged: !flagged }),
      };
      showToast(text, { undo: () => again.mutate(undo) });
    }
  });
  const move = useMove(mailboxId, gone);
  const trash = useTrash(mailboxId, 'trash', gone);
  const remove = useTrash(mailboxId, 'delete', gone);
  const assign = useAssign(mailboxId, ({ text }) => showToast(text));
  const all = [keywords, move, trash, remove, assign, back];
  return {
    seen: (ids, seen) => keywords.mutate({ ids, seen }),
    flag: (ids, flagged) => keywords.mutate({ ids, flagged }),
    move: (ids, folderId) => move.mutate({ ids, folderId }),
    trash: (ids) => trash.mutate({ ids }),
    remove: (ids) => remove.mutate({ ids }),
    restore: (ids) => back.mutate({ ids }),
    assign: (ids, personId) => assign.mutate({ ids, personId }),
    busy: all.some(({ isPending }) => isPending),
    error: all.find(({ error }) => error !== null)?.error ?? null,
  };
}
