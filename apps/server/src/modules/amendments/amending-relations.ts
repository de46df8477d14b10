import type { AmendingDraftKind } from '@congvu/contracts';
import type { RelationKind } from '#modules/documents';

const AMENDING_RELATIONS = ['recalls', 'replaces', 'corrects', 'updates'] as const;
export type AmendingRelation = (typeof AMENDING_RELATIONS)[number];

const KIND_OF: Record<AmendingRelation, AmendingDraftKind> = {
  recalls: 'recall',
  replaces: 'replace',
  corrects: 'correct',
  updates: 'update',
};

const RELATION_OF: Record<AmendingDraftKind, AmendingRelation> = {
  recall: 'recalls',
  replace: 'replaces',
  correct: 'corrects',
  update: 'updates',
};

export function isAmending(kind: RelationKind): kind is AmendingRelation {
  return (AMENDING_RELATIONS as readonly RelationKind[]).includes(kind);
}

export function kindOfRelation(relation: AmendingRelation): AmendingDraftKind {
  return KIND_OF[relation];
}

export function relationOf(kind: AmendingDraftKind): AmendingRelation {
  return RELATION_OF[kind];
}
