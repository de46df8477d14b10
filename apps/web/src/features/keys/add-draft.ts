import type { AddCertificate, MyCertificates } from '@congvu/contracts';
import type { AgentIdentity } from '@congvu/pki/agent';
import { foldAccents } from '@congvu/vntext';

export interface AddDraft {
  kind: AddCertificate['kind'];
  /** `token`, `hsm`, or the id of a service. */
  place: string;
  identity: AgentIdentity | undefined;
  file: { name: string; chain: string[] } | undefined;
  deviceLabel: string;
  reference: string;
  /** The person has read the name in the certificate and says it is the right one. */
  confirmed: boolean;
  typedName: string;
}

export const EMPTY_DRAFT: AddDraft = {
  kind: 'person',
  place: 'token',
  identity: undefined,
  file: undefined,
  deviceLabel: '',
  reference: '',
  confirmed: false,
  typedName: '',
};

type Services = MyCertificates['remoteServices'];

function plain(name: string): string {
  return foldAccents(name).toLowerCase().replace(/\s+/g, ' ').trim();
}

/** "Lò Thị Mai - Phòng Nội vụ" is not "Lò Thị Mai": the person must say that it is. */
export function isOtherName(identity: Pick<AgentIdentity, 'holder'>, knownName: string): boolean {
  return plain(identity.holder) !== plain(knownName);
}

export function labelOf(identity: Pick<AgentIdentity, 'tokenLabel' | 'tokenSerial'>): string {
  return `${identity.tokenLabel.trim()} số ${identity.tokenSerial.trim()}`.slice(0, 100);
}

/** PEM stays as it is, anything else is DER; several certificates in one PEM file go in their order. */
export function readCertificateFile(bytes: Uint8Array): string[] {
  const text = new TextDecoder('latin1').decode(bytes);
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  if (blocks !== null) {
    return blocks;
  }
  return [btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))];
}

function keyKindOf(place: string, services: Services): AddCertificate['keyKind'] {
  if (place === 'token' || place === 'hsm') {
    return place;
  }
  return services.find((service) => service.id === place)?.keyKind ?? 'remote';
}

export function needsReference(place: string): boolean {
  return place !== 'token' && place !== 'hsm';
}

/** What is still missing, by field; empty when it can be sent. */
export function missingIn(
  draft: AddDraft,
  knownName: string,
): Partial<Record<'source' | 'label' | 'reference' | 'name', string>> {
  const hasSource = draft.place === 'token' ? draft.identity !== undefined : draft.file !== undefined;
  return {
    ...(!hasSource && {
      source:
        draft.place === 'token' ? 'Chưa chọn chứng thư trong thiết bị.' : 'Chưa chọn tệp chứng thư (.cer, .crt, .pem).',
    }),
    ...(draft.deviceLabel.trim() === '' && { label: 'Chưa đặt tên thiết bị để sau này nhận ra.' }),
    ...(needsReference(draft.place) &&
      draft.reference.trim() === '' && { reference: 'Chưa nhập số điện thoại hoặc tên tài khoản tại dịch vụ ký số.' }),
    ...(draft.place === 'token' &&
      draft.identity !== undefined &&
      isOtherName(draft.identity, knownName) &&
      !draft.confirmed && { name: 'Đọc tên trong chứng thư rồi xác nhận.' }),
  };
}

export function toRequest(draft: AddDraft, services: Services): AddCertificate {
  const { identity, file, place } = draft;
  const isService = needsReference(place);
  const confirmedName = place === 'token' ? (draft.confirmed ? identity?.holder : undefined) : draft.typedName.trim();
  return {
    kind: draft.kind,
    chain:
      identity !== undefined && place === 'token' ? [identity.certificate, ...identity.chain] : (file?.chain ?? []),
    keyKind: keyKindOf(place, services),
    deviceLabel: draft.deviceLabel.trim(),
    ...(isService && { serviceId: place, keyReference: draft.reference.trim() }),
    ...(confirmedName !== undefined && confirmedName !== '' && { confirmedName }),
  };
}
