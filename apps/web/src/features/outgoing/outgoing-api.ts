import type {
  CreateDraft,
  DraftIdAnswer,
  DraftListItem,
  DraftOptions,
  DraftPage,
  DraftQuery,
  IssueAnswer,
  OutgoingAck,
  OutgoingBox,
  OutgoingListItem,
  OutgoingPage,
  OutgoingView,
} from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../shared/api/client.ts';
import { ApiError } from '../../shared/api/errors.ts';
import { useWrite } from '../../shared/api/write.ts';

const TOPICS = ['outgoing', 'drafting', 'signing'];

/** A row of the list: still a draft, or on its way out. */
export type Row = { kind: 'draft'; draft: DraftListItem } | { kind: 'document'; document: OutgoingListItem };

export function rowId(row: Row): string {
  return row.kind === 'draft' ? row.draft.id : row.document.id;
}

interface RowPage {
  items: Row[];
  nextCursor: string | null;
}

export type Source = { of: 'drafts'; box: DraftQuery['box'] } | { of: 'documents'; box: OutgoingBox };

async function readRows(source: Source, q: string, cursor: string | undefined, signal: AbortSignal): Promise<RowPage> {
  const query = { box: source.box, q, cursor, limit: 50 };
  if (source.of === 'drafts') {
    const page = await getJson<DraftPage>('/api/drafts', query, signal);
    return { items: page.items.map((draft) => ({ kind: 'draft', draft })), nextCursor: page.nextCursor };
  }
  const page = await getJson<OutgoingPage>('/api/outgoing', query, signal);
  return { items: page.items.map((document) => ({ kind: 'document', document })), nextCursor: page.nextCursor };
}

export function useRows(source: Source, q: string) {
  return useInfiniteQuery({
    queryKey: [source.of === 'drafts' ? 'drafting' : 'outgoing', 'rows', source.box, q],
    queryFn: ({ pageParam, signal }) => readRows(source, q, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** Counts of every tab; the lists themselves are read when their tab opens. */
export function useBoxCounts() {
  const drafts = useQuery({
    queryKey: ['drafting', 'counts'],
    queryFn: ({ signal }) => getJson<DraftPage>('/api/drafts', { box: 'mine', limit: 1 }, signal),
  });
  const documents = useQuery({
    queryKey: ['outgoing', 'counts'],
    queryFn: ({ signal }) => getJson<OutgoingPage>('/api/outgoing', { box: 'to_issue', limit: 1 }, signal),
  });
  return { drafts: drafts.data?.counts, documents: documents.data?.counts };
}

/** The document, or null while it is still a draft under the same id. */
export function useOutgoing(id: string) {
  return useQuery({
    queryKey: ['outgoing', 'view', id],
    queryFn: async ({ signal }) => {
      try {
        return await getJson<OutgoingView>(`/api/outgoing/${id}`, undefined, signal);
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) {
          return null;
        }
        throw error;
      }
    },
  });
}

export function useIssue(onDone: (answer: IssueAnswer) => void) {
  return useWrite<string[], IssueAnswer>({
    request: (documentIds) => ({ path: '/api/outgoing/issue', body: { documentIds } }),
    topics: [...TOPICS, 'interchange'],
    onDone,
  });
}

/** `return` gives it back to the drafter, `cancel-number` gives it up for good; both keep the reason. */
export function useReasonedAct(id: string, onDone: () => void) {
  return useWrite<{ act: 'return' | 'cancel-number'; reason: string }, z.infer<typeof OutgoingAck>>({
    request: ({ act, reason }) => ({ path: `/api/outgoing/${id}/${act}`, body: { reason } }),
    topics: TOPICS,
    onDone,
  });
}

export function useNewDraftTypes(wanted: boolean) {
  return useQuery({
    queryKey: ['drafting', 'options', 'official_letter'],
    queryFn: ({ signal }) => getJson<DraftOptions>('/api/drafts/options', { documentType: 'official_letter' }, signal),
    enabled: wanted,
    staleTime: 300_000,
  });
}

export function useCreateDraft(onDone: (id: string) => void) {
  return useWrite<z.input<typeof CreateDraft>, z.infer<typeof DraftIdAnswer>>({
    request: (body) => ({ path: '/api/drafts', body }),
    topics: TOPICS,
    onDone: (answer) => onDone(answer.id),
  });
}
