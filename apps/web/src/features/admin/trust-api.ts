import type {
  AddCertificate,
  CertificatePage,
  CertificateView,
  CheckCodeSetting,
  DecideAnchor,
  ProposeAnchor,
  SignatureCare,
  SigningSettings,
  SigningSettingsView,
  TrustAnchor,
  TrustAnchors,
  TrustHealth,
} from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getJson } from '../../shared/api/client.ts';
import { useWrite } from '../../shared/api/write.ts';

const TOPICS = ['certificates'];

export function useAnchors() {
  return useQuery({
    queryKey: ['certificates', 'anchors'],
    queryFn: ({ signal }) => getJson<TrustAnchors>('/api/certificates/anchors', undefined, signal),
  });
}

export function useProposeAnchor(onDone: (anchor: TrustAnchor) => void) {
  return useWrite<ProposeAnchor, TrustAnchor>({
    request: (body) => ({ path: '/api/certificates/anchors', body }),
    topics: TOPICS,
    onDone,
  });
}

export type Decision = 'approve' | 'reject' | 'end';

export function useDecideAnchor(onDone: (anchor: TrustAnchor, decision: Decision) => void) {
  return useWrite<{ id: string; decision: Decision } & DecideAnchor, TrustAnchor>({
    request: ({ id, decision, ...body }) => ({ path: `/api/certificates/anchors/${id}/${decision}`, body }),
    topics: TOPICS,
    onDone: (anchor, { decision }) => onDone(anchor, decision),
  });
}

const HEALTH = ['certificates', 'services'];

export function useTrustHealth() {
  return useQuery({
    queryKey: HEALTH,
    queryFn: ({ signal }) => getJson<TrustHealth>('/api/certificates/services', undefined, signal),
  });
}

export function useTryService() {
  const client = useQueryClient();
  return useWrite<string, TrustHealth>({
    request: (id) => ({ path: `/api/certificates/services/${encodeURIComponent(id)}/try` }),
    onDone: (health) => client.setQueryData(HEALTH, health),
  });
}

const CARE = ['signing', 'care'];

export function useCare() {
  return useQuery({
    queryKey: CARE,
    queryFn: ({ signal }) => getJson<SignatureCare>('/api/signing/care', undefined, signal),
  });
}

/** The whole night's work, or that of one document. */
export function useCareAct(onDone: (care: SignatureCare, documentId: string | undefined) => void) {
  const client = useQueryClient();
  return useWrite<{ documentId?: string }, SignatureCare>({
    request: ({ documentId }) => ({
      path: documentId === undefined ? '/api/signing/care/run' : `/api/signing/care/upgrades/${documentId}/retry`,
    }),
    onDone: (care, { documentId }) => {
      client.setQueryData(CARE, care);
      onDone(care, documentId);
    },
  });
}

const SIGNING_SETTINGS = ['signing', 'settings'];

/** Administrators only. */
export function useSigningSettings(enabled: boolean) {
  return useQuery({
    queryKey: SIGNING_SETTINGS,
    queryFn: ({ signal }) => getJson<SigningSettingsView>('/api/signing/settings', undefined, signal),
    enabled,
  });
}

export function useChangeSigningSettings(onDone: (settings: SigningSettingsView) => void) {
  const client = useQueryClient();
  return useWrite<SigningSettings, SigningSettingsView>({
    request: (body) => ({ method: 'PUT', path: '/api/signing/settings', body }),
    onDone: (settings) => {
      client.setQueryData(SIGNING_SETTINGS, settings);
      void client.invalidateQueries({ queryKey: CARE });
      onDone(settings);
    },
  });
}

export interface CertificateFilter {
  state: CertificateView['state'] | undefined;
  kind: CertificateView['kind'] | undefined;
}

export function useCertificates(filter: CertificateFilter) {
  return useInfiniteQuery({
    queryKey: ['certificates', 'register', filter],
    queryFn: ({ pageParam, signal }) =>
      getJson<CertificatePage>('/api/certificates', { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useAddCertificate(onDone: (certificate: CertificateView) => void) {
  return useWrite<AddCertificate, CertificateView>({
    request: (body) => ({ path: '/api/certificates', body }),
    topics: TOPICS,
    onDone,
  });
}

const CHECK_CODE = ['outgoing', 'check-code'];

export function useCheckCode() {
  return useQuery({
    queryKey: CHECK_CODE,
    queryFn: ({ signal }) => getJson<CheckCodeSetting>('/api/outgoing/settings/check-code', undefined, signal),
  });
}

export function useChangeCheckCode(onDone: (setting: CheckCodeSetting) => void) {
  const client = useQueryClient();
  return useWrite<CheckCodeSetting, CheckCodeSetting>({
    request: (body) => ({ method: 'PUT', path: '/api/outgoing/settings/check-code', body }),
    onDone: (setting) => {
      client.setQueryData(CHECK_CODE, setting);
      onDone(setting);
    },
  });
}
