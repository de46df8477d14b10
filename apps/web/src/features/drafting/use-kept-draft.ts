import { DraftContent, type DraftView, type SaveDraftAnswer } from '@congvu/contracts';
import { useState } from 'react';
import { writeJson } from '../../shared/api/client.ts';
import type { Keeper, Kept } from '../../shared/keeping/keeper.ts';
import { openKept } from '../../shared/keeping/open-kept.ts';
import { useKeptContent, useNewest } from '../../shared/keeping/use-kept.ts';
import { useMe } from '../../shared/session/me.ts';

export type DraftKeeper = Keeper<DraftContent>;
export type KeptDraft = Kept<DraftContent>;

/** The text of the open draft, kept on this computer and on the server. */
export function useKeptDraft(view: DraftView): { keeper: DraftKeeper; kept: KeptDraft } {
  const { user } = useMe();
  const [keeper] = useState(() =>
    openKept<DraftContent>({
      kind: 'draft',
      userId: user.id,
      view,
      parse: (value) => DraftContent.safeParse(value).data,
      mayEdit: view.abilities['drafting.edit'] === true,
      send: (body, key) => writeJson<SaveDraftAnswer>('PUT', `/api/drafts/${view.id}`, body, key),
      conflictCode: 'drafting.version_conflict',
    }),
  );
  const kept = useKeptContent(keeper);
  useNewest(keeper, view);
  return { keeper, kept };
}
