import type { AccessOffice, Owner } from '../office.testing.ts';

/** A kind of object that routes name in their paths: how one of a place in a state is put there, and what it is called by. */
export interface Kind {
  /** The first is the plainest; others only where they change who may. */
  states: readonly string[];
  /** Answers the values of the parameters of its paths. */
  plant(office: AccessOffice, owner: Owner, state: string): Promise<Record<string, string>>;
}
