import type {
  DraftOptions,
  DraftVersionItem,
  DraftVersionView,
  DraftView,
  FormatReport,
  SearchAnswer,
} from '@congvu/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';

const TOPICS = ['drafting', 'outgoing'];

export function useDraft(id: string) {
  return useQuery({
    queryKey: ['drafting', 'view', id],
    queryFn: ({ signal }) => getJson<DraftView>(`/api/drafts/${id}`, undefined, signal),
  });
}

export function useDraftOptions(documentType: string) {
  return useQuery({
    queryKey: ['drafting', 'options', documentType],
    queryFn: ({ signal }) => getJson<DraftOptions>('/api/drafts/options', { documentType }, signal),
    staleTime: 300_000,
    placeholderData: keepPreviousData,
  });
}

/** Asked for each saved version; the findings before stay shown meanwhile. */
export function useFormat(id: string, version: number) {
  return useQuery({
    queryKey: ['drafting', 'format', id, version],
    queryFn: ({ signal }) => getJson<FormatReport>(`/api/drafts/${id}/format`, undefined, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

type VersionItem = z.infer<typeof DraftVersionItem>;
type VersionView = z.infer<typeof DraftVersionView>;

export function useVersions(id: string, wanted: boolean) {
  return useQuery({
    queryKey: ['drafting', 'versions', id],
    queryFn: ({ signal }) => getJson<{ items: VersionItem[] }>(`/api/drafts/${id}/versions`, undefined, signal),
    enabled: wanted,
  });
}

export function useVersion(id: string, version: number | undefined) {
  return useQuery({
    queryKey: ['drafting', 'version', id, version],
    queryFn: ({ signal }) =>
      getJson<{ items: VersionView[] }>(`/api/drafts/${id}/versions/${version ?? 0}`, undefined, signal),
    enabled: version !== undefined,
  });
}

export function useDocumentSearch(q: string) {
  return useQuery({
    queryKey: ['search', 'documents', q],
    queryFn: ({ signal }) => getJson<z.infer<typeof SearchAnswer>>('/api/search', { q, limit: 20 }, signal),
    enabled: q.trim().length > 1,
    placeholderData: keepPreviousData,
  });
}

/** One act on the draft: `submit`, `approve-content`, `return`, `comments`… */
export function useDraftAct<B, R = { id: string }>(id: string, onDone?: (answer: R, body: B) => void) {
  return useWrite<{ act: string; body: B }, R>({
    request: ({ act, body }) => ({ path: `/api/drafts/${id}/${act}`, body }),
    topics: TOPICS,
    ...(onDone && { onDone: (answer, input) => onDone(answer, input.body) }),
  });
}

export function useRemoveAttachment(id: string) {
  return useWrite<string, { id: string }>({
    request: (fileId) => ({ method: 'DELETE', path: `/api/drafts/${id}/attachments/${fileId}` }),
    topics: TOPICS,
  });
}

/** The clerk's format gate: the checked draft goes on to the signer as an outgoing document under the same id. */
export function useHandOver(id: string, onDone: () => void) {
  return useWrite<void, { id: string }>({
    request: () => ({ path: `/api/outgoing/from-draft/${id}` }),
    topics: TOPICS,
    onDone,
  });
}
