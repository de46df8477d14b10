import { drafting } from './drafting.ts';
import { incoming, tasks } from './incoming.ts';
import { outgoing } from './outgoing.ts';
import type { Matrix } from './rules.ts';

/** The whole expectation: one line a route. A new module adds its file here, a new route its line; until then the test fails. */
export const MATRIX: Matrix = { ...drafting, ...incoming, ...tasks, ...outgoing };
