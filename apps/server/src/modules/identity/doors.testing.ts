/** Doors out of this module, for the proof that none leads to this computer (`access/egress.test.ts`). */
export { openProvider } from './sso/provider.ts';
