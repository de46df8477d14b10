import { forbidden } from './errors.ts';

/** Roles a position carries; what each may do stands in the policy file of every module. */
export type Role = 'clerk' | 'leader' | 'unit_head' | 'specialist' | 'focal' | 'administrator' | 'auditor';

/** Who acts: a person in one position of one agency. Several positions are several subjects, chosen one at a time. */
export interface Subject {
  userId: string;
  personId: string;
  positionId: string;
  agencyId: string;
  unitId: string;
  /** The units whose work this position may see: its own unit and, for heads, those below; none for who only administers or audits. */
  unitIds: readonly string[];
  roles: readonly Role[];
  displayName: string;
  title: string;
}

export type Decision = { allowed: true } | { allowed: false; reason: string };
export const YES: Decision = { allowed: true };

export function no(reason: string): Decision {
  return { allowed: false, reason };
}

export function hasRole(subject: Subject, ...roles: Role[]): boolean {
  return subject.roles.some((role) => roles.includes(role));
}

/** What the browser gets with every object: `true`, or why not. */
export type Abilities = Record<string, true | string>;

type Rule<O> = (subject: Subject, object: O) => Decision;

export interface Policies<O, A extends string> {
  actions: A[];
  decide(action: A, subject: Subject, object: O): Decision;
  /** @throws AppError 403 `<action>.forbidden` with the reason */
  authorize(action: A, subject: Subject, object: O): void;
  abilities(subject: Subject, object: O): Abilities;
}

const registered = new Set<string>();

/** True when some module's policy file declares the action; a route naming any other keeps the server from starting. */
export function isKnownAction(action: string): boolean {
  return registered.has(action);
}

/**
 * Rules of one kind of object as data: action → rule. Default deny: what is not written here is nobody's right.
 * The same rules answer commands (`authorize`) and the browser (`abilities`).
 */
export function definePolicies<O, A extends string>(rules: Record<A, Rule<O>>): Policies<O, A> {
  // Object.keys loses the literal type that the parameter has by construction.
  const actions = Object.keys(rules) as A[];
  for (const action of actions) {
    registered.add(action);
  }
  const decide = (action: A, subject: Subject, object: O) => rules[action](subject, object);
  return {
    actions,
    decide,
    authorize: (action, subject, object) => {
      const decision = decide(action, subject, object);
      if (!decision.allowed) {
        throw forbidden(decision.reason, `${action}.forbidden`);
      }
    },
    abilities: (subject, object) => {
      const answer: Abilities = {};
      for (const action of actions) {
        const decision = decide(action, subject, object);
        answer[action] = decision.allowed ? true : decision.reason;
      }
      return answer;
    },
  };
}
