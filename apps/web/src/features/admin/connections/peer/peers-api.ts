import type { PeerCertificate, PeerCodes, PeerConfirmation, PeerList, PeerProposal } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { getJson } from '../../../../shared/api/client.ts';
import { useWrite } from '../../../../shared/api/write.ts';

const TOPICS = ['connections'];
const PATH = '/api/connections/peers';

export function usePeers(enabled: boolean) {
  return useQuery({
    queryKey: ['connections', 'peers'],
    queryFn: ({ signal }) => getJson<PeerList>(PATH, undefined, signal),
    enabled,
  });
}

export function useProposePeer(onDone: (id: string) => void) {
  return useWrite<PeerProposal, { id: string }>({
    request: (body) => ({ path: PATH, body }),
    topics: TOPICS,
    onDone: ({ id }) => onDone(id),
  });
}

export function useLookAgain(onDone: () => void) {
  return useWrite<string, { id: string }>({
    request: (id) => ({ path: `${PATH}/${id}/look`, body: {} }),
    topics: TOPICS,
    onDone,
  });
}

export function useConfirmPeer(onDone: () => void) {
  return useWrite<PeerConfirmation & { id: string }, { id: string }>({
    request: ({ id, ...body }) => ({ path: `${PATH}/${id}/confirm`, body }),
    topics: TOPICS,
    onDone,
  });
}

export function useAcceptCodes(onDone: () => void) {
  return useWrite<PeerCodes & { id: string }, { id: string }>({
    request: ({ id, ...body }) => ({ path: `${PATH}/${id}/codes`, body }),
    topics: TOPICS,
    onDone,
  });
}

export function useShowCertificate(onDone: () => void) {
  return useWrite<PeerCertificate & { id: string }, { id: string }>({
    request: ({ id, ...body }) => ({ path: `${PATH}/${id}/certificate`, body }),
    topics: TOPICS,
    onDone,
  });
}

export function useDismissAsked(onDone: () => void) {
  return useWrite<string, { keyId: string }>({
    request: (keyId) => ({ path: `${PATH}/asked/${keyId}/dismiss`, body: {} }),
    topics: TOPICS,
    onDone,
  });
}
