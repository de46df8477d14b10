import type { DraftContent, DraftOptions, DraftView, SaveDraftAnswer } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { getJson } from '../../shared/api/client.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { useDraftAct } from './drafting-api.ts';
import { addBasis, basisSentence, typeOfSymbol } from './parts/basis-sentence.ts';
import type { DraftKeeper } from './use-kept-draft.ts';

/** Changes of the text that do not come from the fingers: fixes of the format check, a căn cứ put in, an earlier version. */
export function useTextActs(view: DraftView, keeper: DraftKeeper, types: DraftOptions['types'], onRelated: () => void) {
  const { id } = view;
  const client = useQueryClient();
  /** A change made outside the editor's own hand: the page shows it at once, the next pause saves it. */
  const rewrite = (next: DraftContent): void => {
    keeper.change(() => next);
    keeper.show();
  };
  const adoptServer = async (): Promise<void> => {
    const fresh = await getJson<DraftView>(`/api/drafts/${id}`);
    client.setQueryData(['drafting', 'view', id], fresh);
    keeper.adopt(fresh);
  };
  const fix = useDraftAct<{ version: number; codes?: string[] }, SaveDraftAnswer>(id, () => void adoptServer());
  const startFix = async (codes: string[] | undefined): Promise<void> => {
    if (await keeper.flush()) {
      fix.mutate({ act: 'fix-format', body: { version: keeper.read().version, ...(codes && { codes }) } });
    }
  };
  const relate = useDraftAct<{ documentId: string; kind: 'basis' }>(id, async (_answer, { documentId }) => {
    const fresh = await getJson<DraftView>(`/api/drafts/${id}`);
    const related = fresh.related.find((one) => one.documentId === documentId);
    if (related !== undefined) {
      const typeName = typeOfSymbol(related.numberSymbol, types);
      rewrite(addBasis(keeper.read().content, basisSentence(related, typeName)));
      showToast(`Đã chèn căn cứ ${related.numberSymbol}.`);
    }
    onRelated();
  });
  return { fix, startFix, relate, rewrite };
}
