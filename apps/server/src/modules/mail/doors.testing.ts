/** Doors out of this module, for the proof that none leads to this computer (`access/egress.test.ts`). */
export { doveadm } from './backends/postfix/doveadm.ts';
export { zimbraClient } from './backends/zimbra/soap-client.ts';
