import type { AssignmentRole } from '@congvu/contracts';
import { hasRole, type Subject } from '../../platform/authorise.ts';
import { viewerIds } from './incoming.viewers.ts';

/** One row of `incoming_viewer` with the names of it: to whom the document was given, as what, and by whom. */
export interface Grant {
  viewerId: string;
  role: AssignmentRole;
  /** "Vũ Xuân Thịnh giao ngày 22/3/2021"; empty when the part behind it is no longer there. */
  given: string;
}

export interface IncomingReading {
  agencyId: string;
  presentedToPositionId: string | null;
  grants: readonly Grant[];
  /** Of units of the agency, by id. */
  unitNames: ReadonlyMap<string, string>;
}

const AS: Record<AssignmentRole, string> = {
  lead: 'được giao chủ trì',
  coordinating: 'được giao phối hợp',
  informed: 'nhận để biết',
};

/** Those that reach the person himself or a unit of his: with one of them the rules call him a viewer. */
export function grantsTo(subject: Subject, grants: readonly Grant[]): Grant[] {
  const ids = viewerIds(subject);
  return grants.filter(({ viewerId }) => ids.includes(viewerId));
}

function byRole(subject: Subject, presentedTo: string | null): string[] {
  const leader =
    presentedTo === subject.positionId
      ? 'Lãnh đạo được trình văn bản này.'
      : 'Lãnh đạo cơ quan: thấy mọi văn bản đến của cơ quan.';
  return [
    ...(hasRole(subject, 'clerk') ? ['Văn thư cơ quan: thấy mọi văn bản đến của cơ quan.'] : []),
    ...(hasRole(subject, 'leader') ? [leader] : []),
  ];
}

export function wordsOfGrant({ role, given }: Grant): string {
  return given === '' ? AS[role] : `${AS[role]} (${given})`;
}

function ofUnit(subject: Subject, grant: Grant, { unitNames }: IncomingReading): string {
  const unit = unitNames.get(grant.viewerId) ?? 'đơn vị được giao';
  const relation = grant.viewerId === subject.unitId ? `Thuộc ${unit}` : `Phụ trách ${unit} (đơn vị dưới quyền)`;
  return `${relation}, ${wordsOfGrant(grant)}.`;
}

function ofPerson(grant: Grant): string {
  const words = wordsOfGrant(grant);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}

/**
 * Where the right to read comes from, the widest first; empty for whoever has none. Says yes exactly when `incoming.read` does
 * (incoming.grounds.test.ts).
 */
export function groundsToRead(subject: Subject, reading: IncomingReading): string[] {
  if (subject.agencyId !== reading.agencyId) {
    return [];
  }
  const given = grantsTo(subject, reading.grants).map((grant) =>
    grant.viewerId === subject.personId ? ofPerson(grant) : ofUnit(subject, grant, reading),
  );
  return [...byRole(subject, reading.presentedToPositionId), ...given];
}
