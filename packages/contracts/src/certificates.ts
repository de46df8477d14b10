import { z } from 'zod';
import { Abilities, DateOnly, GivenInstant, Id, Instant, PageQuery, text } from './common.ts';

/**
 * Where a key is. `demo_software` exists only in demo mode; `token`: the person's USB token through the agent on the own
 * computer; `sim`, `remote`: the phone company's or the authority's service; `hsm`: the organisation's seal key behind the
 * PKCS#11 process of the server.
 */
export const KeyKind = z.enum(['demo_software', 'token', 'sim', 'remote', 'hsm']);
export type KeyKind = z.infer<typeof KeyKind>;

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
  /** Reported lost: nothing is signed with it from this moment on, long before the authority revokes it. */
  frozenAt: Instant.nullable(),
  /** `demo_software` says "CHỮ KÝ THỬ NGHIỆM" wherever it shows. */
  keyKind: KeyKind,
  /** "Khóa thử nghiệm trên máy chủ", "USB số 4F-2081"… */
  deviceLabel: z.string(),
  state: z.enum(['usable', 'not_yet_valid', 'expired', 'revoked', 'frozen', 'locked']),
  stateLabel: z.string(),
  pinAttemptsLeft: z.int().nullable(),
  imageUrl: z.string().nullable(),
  abilities: Abilities,
});
export type CertificateView = z.infer<typeof CertificateView>;

export const MyCertificates = z.object({
  person: z.array(CertificateView),
  /** Only for the clerk, who keeps the organisation's key device (Decree 30/2020 Art. 32). */
  organisation: z.array(CertificateView),
  demo: z.boolean(),
  /** Services of phone or cloud signing this agency has set up, by name; empty when none. */
  remoteServices: z.array(z.object({ id: z.string(), label: z.string(), keyKind: z.enum(['sim', 'remote']) })),
});
export type MyCertificates = z.infer<typeof MyCertificates>;

export const CertificateParams = z.object({ id: Id });

/** A transparent PNG (POST, one file) of the hand signature or the seal, with its real width on paper (Decree 30/2020 Annex I). */
export const CertificateImageQuery = z.object({ widthMm: z.coerce.number().min(10).max(80) });
export type CertificateImageQuery = z.infer<typeof CertificateImageQuery>;

/** A certificate an office or a person already has, taken into the register. The key stays where it is. */
export const AddCertificate = z.object({
  kind: z.enum(['person', 'organisation']),
  /** PEM, or base64 of DER: the leaf first, then those above. */
  chain: z.array(z.string().min(1).max(20_000)).min(1).max(6),
  keyKind: z.enum(['token', 'sim', 'remote', 'hsm']),
  deviceLabel: text(100),
  /** Which remote service, for `sim` and `remote`. */
  serviceId: z.string().max(40).optional(),
  /** What the key is called there: phone number, credential id, label on the token. */
  keyReference: z.string().max(200).optional(),
  /**
   * The name in the certificate as the person read it. Needed when it is not exactly the name this office knows ("Lò Thị Mai -
   * Phòng Nội vụ"); anything else than what stands there is refused, and another person's certificate always.
   */
  confirmedName: text(200).optional(),
});
export type AddCertificate = z.infer<typeof AddCertificate>;

/** Every certificate of the agency, the one that ends soonest first. */
export const CertificateQuery = PageQuery.extend({
  state: CertificateView.shape.state.optional(),
  kind: CertificateView.shape.kind.optional(),
});
export type CertificateQuery = z.infer<typeof CertificateQuery>;

export const CertificatePage = z.object({
  certificates: z.array(CertificateView),
  nextCursor: z.string().nullable(),
  abilities: Abilities,
});
export type CertificatePage = z.infer<typeof CertificatePage>;

/** Two taps on the phone: which key, sure. */
export const ReportLoss = z.object({
  note: text(500).optional(),
  /** When it was last certainly in its owner's hands; 30 days back when nobody can say. */
  lostSince: GivenInstant.optional(),
});
export type ReportLoss = z.infer<typeof ReportLoss>;

export const LossReport = z.object({
  id: Id,
  certificate: CertificateView,
  state: z.enum(['open', 'revoked', 'withdrawn']),
  stateLabel: z.string(),
  reportedAt: Instant,
  reportedBy: z.string(),
  note: z.string(),
  /** From when on the key may have been in other hands: where `signedSince` begins. */
  lostSince: Instant,
  /** Prepared and waiting signatures that died with the report. */
  stoppedSessions: z.int(),
  /** What this key signed since it was last certainly in its owner's hands (its last sign-off before the report), newest first. */
  signedSince: z.array(
    z.object({
      documentId: Id,
      title: z.string(),
      numberSymbol: z.string().nullable(),
      signedAt: Instant,
      /** By a trusted timestamp; null when only the signer's own clock says so. */
      provenAt: Instant.nullable(),
    }),
  ),
  /** What is to be done now, in order, Vietnamese. */
  nextSteps: z.array(z.string()),
  abilities: Abilities,
});
export type LossReport = z.infer<typeof LossReport>;

export const LossReports = z.object({ reports: z.array(LossReport) });
export type LossReports = z.infer<typeof LossReports>;

/** The authority has revoked it, since when and why; or it was found (never by the person who reported it). */
export const CloseLossReport = z.object({
  outcome: z.enum(['revoked', 'withdrawn']),
  revokedAt: GivenInstant.optional(),
  note: text(500),
});
export type CloseLossReport = z.infer<typeof CloseLossReport>;

export const TrustProgramme = z.enum(['official', 'public', 'demo']);

export const TrustAnchor = z.object({
  id: Id,
  name: z.string(),
  programme: TrustProgramme,
  programmeLabel: z.string(),
  sha256: z.string(),
  /** Of the certificate itself. */
  validFrom: Instant,
  validTo: Instant,
  /** Window in which this office trusts it; signatures proven to lie inside stay good after `trustedTo`. */
  trustedFrom: Instant.nullable(),
  trustedTo: Instant.nullable(),
  usages: z.array(z.enum(['signing', 'timestamping'])),
  crlUrls: z.array(z.string()),
  ocspUrls: z.array(z.string()),
  tsaUrls: z.array(z.string()),
  state: z.enum(['proposed', 'active', 'ended']),
  stateLabel: z.string(),
  /** Two persons: who asked, who agreed. Anchors of the demo have none. */
  proposedBy: z.string().nullable(),
  decidedBy: z.string().nullable(),
  reason: z.string(),
  /** Somebody asked to end the trust and a second person has not agreed yet. */
  ending: z.object({ askedBy: z.string(), askedAt: Instant, reason: z.string() }).nullable(),
  abilities: Abilities,
});
export type TrustAnchor = z.infer<typeof TrustAnchor>;

export const TrustAnchors = z.object({ anchors: z.array(TrustAnchor), abilities: Abilities });
export type TrustAnchors = z.infer<typeof TrustAnchors>;

const Url = z.url({ protocol: /^https?$/ }).max(300);

export const ProposeAnchor = z.object({
  programme: z.enum(['official', 'public']),
  /** PEM, or base64 of DER. */
  certificate: z.string().min(1).max(20_000),
  trustedFrom: DateOnly.optional(),
  trustedTo: DateOnly.optional(),
  usages: z.array(z.enum(['signing', 'timestamping'])).min(1),
  crlUrls: z.array(Url).max(8),
  ocspUrls: z.array(Url).max(8),
  tsaUrls: z.array(Url).max(8),
  reason: text(500),
});
export type ProposeAnchor = z.infer<typeof ProposeAnchor>;

export const DecideAnchor = z.object({ reason: text(500).optional() });
export type DecideAnchor = z.infer<typeof DecideAnchor>;

/** One address of time or revocation and how it does. Only configured addresses exist; those in certificates are never followed. */
export const TrustService = z.object({
  id: z.string(),
  kind: z.enum(['tsa', 'ocsp', 'crl']),
  kindLabel: z.string(),
  anchorName: z.string(),
  url: z.string(),
  state: z.enum(['ok', 'slow', 'down', 'unknown']),
  stateLabel: z.string(),
  lastOkAt: Instant.nullable(),
  lastError: z.object({ at: Instant, code: z.string(), message: z.string() }).nullable(),
  medianMs: z.int().nullable(),
  /** CRL: when the list at hand is to be replaced; red when past. */
  nextUpdate: Instant.nullable(),
  revokedCount: z.int().nullable(),
});
export type TrustService = z.infer<typeof TrustService>;

/** A service that signs for people by phone or cloud, or the module that holds the seal key, as signing-services.json has it. */
export const SigningServiceHealth = z.object({
  id: z.string(),
  label: z.string(),
  keyKind: z.enum(['sim', 'remote', 'hsm']),
  state: z.enum(['ok', 'down', 'unknown']),
  stateLabel: z.string(),
  /** What is wrong and what to do. */
  message: z.string().nullable(),
});
export type SigningServiceHealth = z.infer<typeof SigningServiceHealth>;

export const TrustHealth = z.object({
  services: z.array(TrustService),
  signingServices: z.array(SigningServiceHealth),
  /** What is wrong in signing-services.json; null when nothing is. */
  settingsProblem: z.string().nullable(),
  /** Documents signed without a trusted time because no authority answered. */
  waitingForTime: z.int(),
  oldestWaitingAt: Instant.nullable(),
  sentence: z.string(),
  abilities: Abilities,
});
export type TrustHealth = z.infer<typeof TrustHealth>;

export const AnchorParams = z.object({ id: Id });
export const LossParams = z.object({ id: Id });

export const TrustServiceParams = z.object({ id: z.string().min(1).max(80) });

/** A revocation list brought on a stick or by mail (POST, one file). */
export const CrlImport = z.object({
  issuerName: z.string(),
  thisUpdate: Instant,
  nextUpdate: Instant.nullable(),
  revokedCount: z.int(),
  /** Certificates of this office that the list revokes and that were not known as revoked. */
  newlyRevoked: z.array(CertificateView),
});
export type CrlImport = z.infer<typeof CrlImport>;

export type CertificatesErrorCode =
  | 'certificates.not_found'
  | 'certificates.none_usable'
  | 'certificates.expired'
  | 'certificates.revoked'
  | 'certificates.frozen'
  | 'certificates.usage'
  | 'certificates.untrusted'
  | 'certificates.revocation_unknown'
  | 'certificates.unreadable'
  | 'certificates.duplicate'
  | 'certificates.pin_wrong'
  | 'certificates.pin_locked'
  | 'certificates.pin_required'
  | 'certificates.demo_only'
  | 'certificates.key_missing'
  | 'certificates.device_unsupported'
  | 'certificates.service_unknown'
  | 'certificates.service_down'
  | 'certificates.no_image'
  | 'certificates.image'
  | 'certificates.not_locked'
  | 'certificates.lost_since'
  | 'certificates.revoked_at'
  | 'certificates.loss_closed'
  | 'certificates.same_person'
  | 'certificates.name_mismatch'
  | 'certificates.nothing_to_ask'
  | 'certificates.anchor_not_found'
  | 'certificates.anchor_closed'
  | 'certificates.crl_unreadable'
  | 'certificates.crl_untrusted'
  | 'certificates.crl_old';
