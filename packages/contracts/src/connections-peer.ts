import { z } from 'zod';
import { Abilities, Id, Instant, text } from './common.ts';
import { Endpoint } from './connections.ts';

/** Settings of a connection of kind `peer`. */
export const PeerSettings = z.object({
  endpoint: Endpoint,
  /** The link is closed and an administrator says so: only then the plain form of http. Letters are signed, not encrypted, there. */
  plainHttpConfirmed: z.boolean().default(false),
  /** Whom to trust there instead of the public authorities, PEM; '' for the public ones. */
  ca: text(20_000).default(''),
  /** How far the two clocks may be apart. */
  clockToleranceSeconds: z.int().min(30).max(1_800).default(300),
  /** Longest message taken from there. */
  maxMessageMb: z.int().min(1).max(500).default(150),
});
export type PeerSettings = z.infer<typeof PeerSettings>;
/** The certificate we show there (mutual TLS), PEM; both, or '' for none. Never sent back. */
export const PeerCertificate = z.object({
  certificate: z.string().max(20_000).default(''),
  key: z.string().max(20_000).default(''),
});
export type PeerCertificate = z.infer<typeof PeerCertificate>;

export const PeerState = z.enum(['proposed', 'confirmed', 'stopped']);
export type PeerState = z.infer<typeof PeerState>;

export const PeerAgency = z.object({
  code: z.string(),
  name: z.string(),
  /** It may send in this name. */
  accepted: z.boolean(),
  /** Its office is still there. */
  listed: z.boolean(),
  /** Why it cannot be accepted (our own code, accepted for another installation); '' when it can. */
  problem: z.string(),
});
export type PeerAgency = z.infer<typeof PeerAgency>;

export const PeerView = z.object({
  /** Of its connection. */
  id: Id,
  name: z.string(),
  /** What it calls itself. */
  title: z.string(),
  endpoint: z.string(),
  state: PeerState,
  stateLabel: z.string(),
  /** What to do next, in words; '' when nothing. */
  advice: z.string(),
  fingerprint: z.string(),
  /** The new key it shows while it is stopped. */
  offeredFingerprint: z.string().nullable(),
  confirmedThere: z.boolean(),
  confirmedBy: z.string(),
  confirmedAt: Instant.nullable(),
  agencies: z.array(PeerAgency),
  /** "Đồng hồ bên kia nhanh hơn 12 giây"; '' when not measured. */
  clock: z.string(),
  clockIsWrong: z.boolean(),
  lookedAt: Instant.nullable(),
  /** The last refusal of a request of theirs, in words; '' when none. */
  refusal: z.string(),
  /** When the certificate we show there was saved; null when there is none. */
  certificateSavedAt: Instant.nullable(),
  abilities: Abilities,
});
export type PeerView = z.infer<typeof PeerView>;

export const AskedPeer = z.object({
  keyId: z.string(),
  title: z.string(),
  endpoint: z.string(),
  fingerprint: z.string(),
  askedAt: Instant,
});
export type AskedPeer = z.infer<typeof AskedPeer>;

export const PeerList = z.object({
  /** What the other side's administrator is told by telephone. */
  own: z.object({ title: z.string(), fingerprint: z.string(), endpoint: z.string() }),
  peers: z.array(PeerView),
  asked: z.array(AskedPeer),
  abilities: Abilities,
});
export type PeerList = z.infer<typeof PeerList>;

export const PeerProposal = z.object({
  endpoint: Endpoint,
  plainHttpConfirmed: z.boolean().default(false),
  ca: text(20_000).default(''),
  /** '' takes what it calls itself. */
  name: text(120).default(''),
  share: z.enum(['own', 'all']).default('own'),
});
export type PeerProposal = z.infer<typeof PeerProposal>;

export const PeerParams = z.object({ id: Id });
export const AskedPeerParams = z.object({ keyId: z.string().min(40).max(50) });
export const PeerAnswer = z.object({ id: Id });
export const AskedPeerAnswer = z.object({ keyId: z.string() });

const AcceptedCodes = z.array(text(64, 1)).max(2_000);
/** `heard`: the last four groups of the fingerprint, read aloud by the administrator of the other side. */
export const PeerConfirmation = z.object({ heard: text(40, 16), codes: AcceptedCodes });
export type PeerConfirmation = z.infer<typeof PeerConfirmation>;
export const PeerCodes = z.object({ codes: AcceptedCodes });
export type PeerCodes = z.infer<typeof PeerCodes>;

export type PeerErrorCode =
  | 'carriers.peer_not_found'
  | 'carriers.peer_is_us'
  | 'carriers.peer_known'
  | 'carriers.peer_unreachable'
  | 'carriers.peer_timeout'
  | 'carriers.peer_unproven'
  | 'carriers.peer_not_congvu'
  | 'carriers.peer_not_recognised'
  | 'carriers.peer_busy'
  | 'carriers.peer_fingerprint_differs'
  | 'carriers.peer_code_taken'
  | 'carriers.peer_code_unknown'
  | 'carriers.peer_key_changed'
  | 'carriers.peer_not_confirmed'
  | 'carriers.peer_receiver_unknown'
  | 'carriers.peer_sender_not_accepted'
  | 'carriers.peer_too_large'
  | 'carriers.peer_refused'
  | 'carriers.peer_not_uploaded'
  | 'carriers.peer_bad_certificate';
