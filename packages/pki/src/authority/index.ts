export {
  type Authority,
  type AuthorityKeys,
  type AuthorityPlan,
  createAuthority,
  openAuthority,
  type Subscriber,
} from './authority.ts';
export {
  type CrlFault,
  faultyCrl,
  faultyOcsp,
  faultyTimestamp,
  type OcspFault,
  type ServerFault,
  type TsaFault,
} from './faults.ts';
export { type CrlRequest, indirectCrlExtension, issueCrl, type RevokedCertificate } from './issue-crl.ts';
export {
  issueOcspResponse,
  type OcspAnswer,
  type OcspAnswerState,
  type OcspResponseRequest,
  ocspFailure,
} from './issue-ocsp.ts';
export { grantTimestamp, issueTimestamp, refuseTimestamp, type TimestampRequest } from './issue-timestamp.ts';
export { localTransport } from './local-transport.ts';
export { type AuthorityFaults, type ServedAuthority, serveAuthority } from './serve-authority.ts';
