import { z } from 'zod';
import { DateOnly, Id, text } from './common.ts';
import { DelegationView } from './org-admin.ts';

/** Whether somebody may read a document: where a yes comes from, each ground a sentence; of a no the one reason. */
export const ReadAnswer = z.object({ allowed: z.boolean(), reasons: z.array(z.string()) });
export type ReadAnswer = z.infer<typeof ReadAnswer>;

/** One post in office that may read a document; who holds two posts may be there twice. */
export const DocumentReader = z.object({
  positionId: Id,
  fullName: z.string(),
  title: z.string(),
  unitName: z.string(),
  reasons: z.array(z.string()),
});
export type DocumentReader = z.infer<typeof DocumentReader>;

/** "Ai xem được": why I do, the units it was given to, and everybody in office who does, by given name. */
export const DocumentReaders = z.object({
  mine: z.array(z.string()),
  units: z.array(z.object({ name: z.string(), reason: z.string() })),
  people: z.array(DocumentReader),
});
export type DocumentReaders = z.infer<typeof DocumentReaders>;

export const ColleagueParams = z.object({ id: Id, positionId: Id });

/** One act of the document for somebody: what he may do now, or why not. */
export const ActAnswer = z.object({
  action: z.string(),
  label: z.string(),
  allowed: z.boolean(),
  reason: z.string().nullable(),
});
export type ActAnswer = z.infer<typeof ActAnswer>;

/** "Hỏi về một người": a colleague and one document. */
export const ColleagueAnswer = z.object({
  positionId: Id,
  fullName: z.string(),
  title: z.string(),
  unitName: z.string(),
  read: ReadAnswer,
  acts: z.array(ActAnswer),
});
export type ColleagueAnswer = z.infer<typeof ColleagueAnswer>;

/** What a post carries and where each part comes from; kept after its term, to say since when it carries nothing. */
export const PositionRights = z.object({
  positionId: Id,
  fullName: z.string(),
  title: z.string(),
  unitName: z.string(),
  state: z.enum(['coming', 'in_office', 'ended']),
  validFrom: DateOnly,
  validTo: DateOnly.nullable(),
  /** Why the post carries no right today; null when it does. */
  over: z.string().nullable(),
  roles: z.array(z.string()),
  rolesReason: z.string(),
  /** Units whose work the post sees. */
  units: z.array(z.object({ name: z.string(), reason: z.string() })),
  unitsReason: z.string().nullable(),
  /** Rights to sign that were given to the post: in force, coming, over. */
  delegations: z.array(DelegationView.omit({ abilities: true }).extend({ sentence: z.string() })),
});
export type PositionRights = z.infer<typeof PositionRights>;

/** The document by its number and symbol, its address or its id, as the person who complains tells it. */
export const AskAboutDocument = z.object({ positionId: Id, document: text(300, 1) });
export type AskAboutDocument = z.infer<typeof AskAboutDocument>;

/** Never what is written in a document: which one was meant, and yes or no with the reason. */
export const DocumentAnswers = z.object({
  documents: z.array(
    z.object({
      kind: z.enum(['incoming', 'outgoing']),
      id: Id,
      numberSymbol: z.string(),
      issuedOn: DateOnly.nullable(),
      read: ReadAnswer,
    }),
  ),
});
export type DocumentAnswers = z.infer<typeof DocumentAnswers>;

export type ReadingRightsErrorCode = 'documents.colleague_not_found' | 'org.position_not_found';
