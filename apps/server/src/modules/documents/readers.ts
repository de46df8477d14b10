import type { ActAnswer, ColleagueAnswer, DocumentReader, ReadAnswer } from '@congvu/contracts';
import { listPositions, listSubjects } from '#modules/org';
import type { Abilities, Decision, Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';

/** Somebody in office, with the names a list needs. */
export interface Holder {
  subject: Subject;
  fullName: string;
  unitName: string;
}

/** Reading one document: the policy says yes or no, the grounds only say where a yes comes from. */
export interface Reading {
  decide(subject: Subject): Decision;
  grounds(subject: Subject): string[];
}

/** Everybody in office in the agency on the day, by given name; who holds two posts is there twice. */
export async function loadHolders(db: Db | Tx, agencyId: string, on: string): Promise<Holder[]> {
  const [subjects, positions] = await Promise.all([listSubjects(db, agencyId, on), listPositions(db, agencyId, on)]);
  const byPost = new Map(subjects.map((subject) => [subject.positionId, subject]));
  return positions
    .toSorted((left, right) => (left.sortName < right.sortName ? -1 : left.sortName > right.sortName ? 1 : 0))
    .flatMap(({ positionId, fullName, unitName }) => {
      const subject = byPost.get(positionId);
      return subject === undefined ? [] : [{ subject, fullName, unitName }];
    });
}

export function answerRead(subject: Subject, reading: Reading): ReadAnswer {
  const decision = reading.decide(subject);
  return decision.allowed
    ? { allowed: true, reasons: reading.grounds(subject) }
    : { allowed: false, reasons: [decision.reason] };
}

/** For a module that may not read. Without a subject (a post that is over) it is no without a reason of ours. */
export async function explainReading(subject: Subject | undefined, load: () => Promise<Reading>): Promise<ReadAnswer> {
  return subject === undefined ? { allowed: false, reasons: [] } : answerRead(subject, await load());
}

/** Those of them who may read, with every ground of each. */
export function presentReaders(holders: readonly Holder[], reading: Reading): DocumentReader[] {
  return holders.flatMap(({ subject, fullName, unitName }) => {
    const { allowed, reasons } = answerRead(subject, reading);
    const { positionId, title } = subject;
    return allowed ? [{ positionId, fullName, title, unitName, reasons }] : [];
  });
}

/** A colleague by his post. @throws AppError 404 for another agency and a post that is over as for an id that was never given */
export function findHolder(holders: readonly Holder[], positionId: string): Holder {
  const holder = holders.find(({ subject }) => subject.positionId === positionId);
  if (holder === undefined) {
    throw notFound(
      'documents.colleague_not_found',
      'Không tìm thấy người này trong cơ quan, hoặc người này không còn giữ chức vụ ấy. Chọn lại trong danh sách.',
    );
  }
  return holder;
}

/** The acts that have a name on the screen, in the order of their names, each as the policy answered. */
export function presentActs(labels: Readonly<Record<string, string>>, abilities: Abilities): ActAnswer[] {
  return Object.entries(labels).map(([action, label]) => {
    const answer = abilities[action] ?? 'Không được phép.';
    return { action, label, allowed: answer === true, reason: answer === true ? null : answer };
  });
}

export function presentColleague(
  { subject, fullName, unitName }: Holder,
  read: ReadAnswer,
  acts: ActAnswer[],
): ColleagueAnswer {
  return { positionId: subject.positionId, fullName, title: subject.title, unitName, read, acts };
}
