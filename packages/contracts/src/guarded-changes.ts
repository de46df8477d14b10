import { z } from 'zod';
import { Abilities, Id, Instant, text } from './common.ts';
import { SaveMailSettings } from './mail.ts';
import { CreatePosition, EditPosition } from './org-admin.ts';
import { SaveRequestSettings } from './request-settings.ts';
import { UpkeepSettings } from './upkeep.ts';

/** Rights of a post, and of which: as a page sends it in one piece. */
export const ChangePositionRoles = EditPosition.extend({ positionId: Id });
export type ChangePositionRoles = z.infer<typeof ChangePositionRoles>;

export const ConfirmImportChange = z.object({ importId: Id });
export type ConfirmImportChange = z.infer<typeof ConfirmImportChange>;
export const NoDetails = z.object({});

/** Long enough to be a reason that a second person, or an auditor years later, can judge. */
export const CHANGE_REASON = { least: 10, most: 500 } as const;
const Reason = text(CHANGE_REASON.most, CHANGE_REASON.least);

/** What nobody does alone (architecture decision 5): the body is the one the direct act would have taken. */
export const ProposeChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mail.settings'), change: SaveMailSettings, reason: Reason }),
  z.object({ kind: z.literal('requests.settings'), change: SaveRequestSettings, reason: Reason }),
  z.object({ kind: z.literal('upkeep.settings'), change: UpkeepSettings, reason: Reason }),
  z.object({ kind: z.literal('upkeep.rotate_keys'), change: NoDetails, reason: Reason }),
  z.object({ kind: z.literal('org.position'), change: CreatePosition, reason: Reason }),
  z.object({ kind: z.literal('org.position_roles'), change: ChangePositionRoles, reason: Reason }),
  z.object({ kind: z.literal('org.import'), change: ConfirmImportChange, reason: Reason }),
]);
export type ProposeChange = z.infer<typeof ProposeChange>;
export type GuardedKindName = ProposeChange['kind'];

export const GuardedState = z.enum(['waiting', 'agreed', 'refused', 'withdrawn', 'lapsed']);
export type GuardedState = z.infer<typeof GuardedState>;

/** What stands now, and what would stand; an empty `before` = nothing yet. */
export const ChangeLine = z.object({ label: z.string(), before: z.string(), after: z.string() });
export type ChangeLine = z.infer<typeof ChangeLine>;

export const GuardedChange = z.object({
  id: Id,
  /** By which a program at the server is told which agreement it acts on. */
  number: z.int(),
  kind: z.string(),
  title: z.string(),
  lines: z.array(ChangeLine),
  agencyName: z.string(),
  reason: z.string(),
  state: GuardedState,
  stateLabel: z.string(),
  proposedBy: z.string(),
  proposedAt: Instant,
  expiresAt: Instant,
  decidedBy: z.string().nullable(),
  decidedAt: Instant.nullable(),
  decisionReason: z.string(),
  /** Carried out by a program at the server, by the number; null = not yet, or at once with the agreement. */
  atMachine: z.boolean(),
  usedAt: Instant.nullable(),
  abilities: Abilities,
});
export type GuardedChange = z.infer<typeof GuardedChange>;

/** How long a second person has. */
export const GUARDED_DAYS = { least: 1, most: 30, usual: 7 } as const;
export const GuardedSettings = z.object({ days: z.int().min(GUARDED_DAYS.least).max(GUARDED_DAYS.most) });
export type GuardedSettings = z.infer<typeof GuardedSettings>;

/** Those that wait first, then what was decided lately. */
export const GuardedChanges = z.object({
  items: z.array(GuardedChange),
  settings: GuardedSettings,
  abilities: Abilities,
});
export type GuardedChanges = z.infer<typeof GuardedChanges>;

export const GuardedChangeParams = z.object({ id: Id });

export const AgreeChange = z.object({ reason: text(CHANGE_REASON.most).default('') });
export type AgreeChange = z.infer<typeof AgreeChange>;
export const RefuseChange = z.object({ reason: text(CHANGE_REASON.most, 5) });
export type RefuseChange = z.infer<typeof RefuseChange>;
