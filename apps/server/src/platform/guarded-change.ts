import type { z } from 'zod';
import type { ActingContext } from './context.ts';
import type { Tx } from './db.ts';
import { invalid } from './errors.ts';
import { rehearse } from './savepoint.ts';

/** One line of what a change does, in words a second person can judge; an empty `before` = nothing stood there. */
export interface ShownLine {
  label: string;
  before: string;
  after: string;
}

export interface ShownChange {
  /** Whose setting or post it is: where the second person is looked for. */
  agencyId: string;
  /** One change of one thing waits at a time. */
  objectId: string;
  title: string;
  lines: ShownLine[];
  /** What is proposed is gone by itself then. */
  until?: Date;
}

/**
 * That two persons stand behind a change. Only the agreement makes one, in its transaction (and a rehearsal, which leaves nothing); whoever carries
 * out a guarded change asks for it (`assertConsent`), so that no way around the second person can be written by leaving something out.
 */
export class Consent {
  readonly changeId: string;
  readonly first: string;
  readonly second: string;

  constructor(changeId: string, first: string, second: string) {
    if (first === second) {
      throw new Error('one person is not two');
    }
    this.changeId = changeId;
    this.first = first;
    this.second = second;
  }
}

/** What a guarded change would do: carried out with nobody's agreement, and taken back whatever comes of it. */
export function rehearseChange<T>(tx: Tx, work: (consent: Consent) => Promise<T>): Promise<T> {
  return rehearse(tx, () => work(new Consent('rehearsal', 'first', 'second')));
}

/** @throws AppError 422 `secondperson.needed`: the page answers it by asking for a reason and proposing the change */
export function assertConsent(consent: Consent | undefined, what: string): asserts consent is Consent {
  if (consent === undefined) {
    throw invalid(
      'secondperson.needed',
      `${what} Việc này không làm một mình: gửi đề nghị kèm lý do, người thứ hai (quản trị khác, thủ trưởng cơ quan hoặc quản trị cấp trên) đồng ý thì mới có hiệu lực.`,
    );
  }
}

/** A change nobody carries out alone, as data of the module that owns it; `secondperson` knows none of them by name. */
export interface GuardedKind {
  kind: string;
  /** Carried out by a program at the server (`congvu …`) by the number of the agreement, not by the agreement itself. */
  atMachine: boolean;
  /** What it would do now; refuses who may not propose it, and what would not be accepted. Writes nothing that stays. */
  show(tx: Tx, context: ActingContext, change: unknown): Promise<ShownChange>;
  /** With the rights of who proposed it, as they are at this moment. */
  carryOut(tx: Tx, context: ActingContext, change: unknown, consent: Consent): Promise<void>;
}

interface KindDefinition<C> {
  kind: string;
  atMachine?: boolean;
  schema: z.ZodType<C>;
  show(tx: Tx, context: ActingContext, change: C): Promise<ShownChange>;
  carryOut(tx: Tx, context: ActingContext, change: C, consent: Consent): Promise<void>;
}

export function defineGuardedKind<C>({
  kind,
  atMachine = false,
  schema,
  show,
  carryOut,
}: KindDefinition<C>): GuardedKind {
  return {
    kind,
    atMachine,
    show: (tx, context, change) => show(tx, context, schema.parse(change)),
    carryOut: (tx, context, change, consent) => carryOut(tx, context, schema.parse(change), consent),
  };
}

/** Lines of what differs, in the order of the labels: a second person must see everything that changes, and nothing else. */
export function differences<T extends object>(
  labels: { [K in keyof T]: string },
  before: T,
  after: T,
  words: (key: keyof T, value: T[keyof T]) => string = (_key, value) => String(value ?? ''),
): ShownLine[] {
  const keys = Object.keys(labels) as (keyof T)[]; // the keys by construction
  return keys
    .filter((key) => before[key] !== after[key])
    .map((key) => ({ label: labels[key], before: words(key, before[key]), after: words(key, after[key]) }));
}
