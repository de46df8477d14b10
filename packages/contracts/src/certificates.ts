import { z } from 'zod';
import { Id, Instant } from './common.ts';

export const CertificateView = z.object({
  id: Id,
  kind: z.enum(['person', 'organisation']),
  /** Who the key belongs to, NFC: a person's name or the organisation's. */
  subjectName: z.string(),
  organisationName: z.string(),
  issuerName: z.string(),
  serial: z.string(),
  validFrom: Instant,
  validTo: Instant,
  revokedAt: Instant.nullable(),
  /** `demo_software` exists only in demo mode and says "CHỮ KÝ THỬ NGHIỆM" wherever it shows. */
  keyKind: z.enum(['demo_software', 'token', 'sim', 'remote']),
  /** "Khóa thử nghiệm trên máy chủ", "USB số 4F-2081"… */
  deviceLabel: z.string(),
  state: z.enum(['usable', 'not_yet_valid', 'expired', 'revoked', 'locked']),
  stateLabel: z.string(),
  pinAttemptsLeft: z.int().nullable(),
  imageUrl: z.string().nullable(),
});
export type CertificateView = z.infer<typeof CertificateView>;

export const MyCertificates = z.object({
  person: z.array(CertificateView),
  /** Only for the clerk, who keeps the organisation's key device (Decree 30/2020 Art. 32). */
  organisation: z.array(CertificateView),
  demo: z.boolean(),
});
export type MyCertificates = z.infer<typeof MyCertificates>;

export const CertificateParams = z.object({ id: Id });

export type CertificatesErrorCode =
  | 'certificates.not_found'
  | 'certificates.none_usable'
  | 'certificates.expired'
  | 'certificates.revoked'
  | 'certificates.pin_wrong'
  | 'certificates.pin_locked'
  | 'certificates.pin_required'
  | 'certificates.demo_only'
  | 'certificates.key_missing'
  | 'certificates.device_unsupported'
  | 'certificates.no_image'
  | 'certificates.not_locked';
