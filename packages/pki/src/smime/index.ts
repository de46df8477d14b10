export { certificateAddresses, isSameAddress } from './addresses.ts';
export { buildSignedMail, cutForSigning, type MailSigner, type MailToSign, mailSignedAttributes } from './build.ts';
export { findProtection, type MailProtection } from './protection.ts';
export { type MailSignatureReason, type MailSignatureReasonCode, verdictOf } from './reason.ts';
export { unwrapSigned } from './show.ts';
export { type MailGrounds, type MailSignature, verifyProtection } from './verify.ts';
