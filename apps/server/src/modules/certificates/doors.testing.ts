/** Doors out of this module, for the proof that none leads to this computer (`access/egress.test.ts`). */
export { transportTo } from './services/transport.ts';
