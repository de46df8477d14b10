/** Doors out of this module, for the proof that none leads to this computer (`access/egress.test.ts`). */
export { axisTransport } from './axis/open-axis.ts';
export { imapPlace, smtpPlace } from './mail/mail-place.ts';
export { openLine } from './peer/send/peer-client.ts';
