import type {
  AskAttestations,
  AskedAttestations,
  AttestAccounts,
  AttestationAnswer,
  AttestationView,
  CreateRequest,
  RequestView,
  WasteBoard,
  WastePeople,
} from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';

/** As many units as stand on one screen; whoever wants more reads on in longer pages. */
const FIRST_UNITS = 14;
const MORE_UNITS = 100;
const PEOPLE = 100;

interface Start {
  cursor: string | undefined;
  limit: number;
}

export function useWasteBoard() {
  return useInfiniteQuery({
    queryKey: ['accounts', 'waste'],
    queryFn: ({ pageParam, signal }) => getJson<WasteBoard>('/api/waste', { all: true, ...pageParam }, signal),
    initialPageParam: { cursor: undefined, limit: FIRST_UNITS } as Start,
    getNextPageParam: (page): Start | undefined =>
      page.nextCursor === null ? undefined : { cursor: page.nextCursor, limit: MORE_UNITS },
  });
}

export type Board = ReturnType<typeof useWasteBoard>;

export function useWastePeople(agencyId: string) {
  return useInfiniteQuery({
    queryKey: ['accounts', 'waste', agencyId],
    queryFn: ({ pageParam, signal }) =>
      getJson<z.infer<typeof WastePeople>>(`/api/waste/${agencyId}`, { cursor: pageParam, limit: PEOPLE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useAskHeads(onDone: (answer: z.infer<typeof AskedAttestations>) => void) {
  return useWrite<z.infer<typeof AskAttestations>, z.infer<typeof AskedAttestations>>({
    request: (body) => ({ path: '/api/waste/attestations', body }),
    topics: ['accounts'],
    onDone,
  });
}

export function useOpenRequest(onDone: (view: RequestView) => void) {
  return useWrite<Partial<CreateRequest> & Pick<CreateRequest, 'kind'>, RequestView>({
    request: (body) => ({ path: '/api/requests', body }),
    topics: ['requests', 'accounts'],
    onDone,
  });
}

export function useAttestation() {
  return useQuery({
    queryKey: ['accounts', 'attestation'],
    queryFn: ({ signal }) => getJson<z.infer<typeof AttestationAnswer>>('/api/attestation', undefined, signal),
  });
}

export function useAttest(onDone: (view: AttestationView) => void) {
  return useWrite<z.infer<typeof AttestAccounts>, AttestationView>({
    request: (body) => ({ path: '/api/attestation', body }),
    topics: ['accounts', 'requests'],
    onDone,
  });
}
