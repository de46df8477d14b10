/** What one and what the other person does, for tests over the kinds of all modules. */
export { agreeChange, refuseChange, withdrawChange } from './commands/decide-change.ts';
export { proposeChange } from './commands/propose-change.ts';
export { kindsOf } from './kinds.ts';
export { lapseChanges } from './sweeps/lapse.ts';
