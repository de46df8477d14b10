export { checkRemoteService } from './check-service.ts';
export { type Csc2Signer, csc2Signer } from './csc2.ts';
export { type Csc2Info, type Csc2Options, csc2Info } from './csc2-service.ts';
export type { RemoteErrorCode } from './errors.ts';
export { mobileSigner } from './mobile.ts';
export { normaliseMsisdn } from './mssp-messages.ts';
export { mysignSigner } from './mysign.ts';
export { remoteSigner } from './remote-signer.ts';
export {
  type Csc2Settings,
  type MsspSettings,
  type MysignSettings,
  type RemoteSettings,
  readRemoteSettings,
  type SecretReference,
  type SmartcaSettings,
} from './settings.ts';
export { verificationCodeOf } from './ticket.ts';
export type { AskedSecret, RemoteIdentity, RemoteOptions, RemoteSigner, Unusable } from './types.ts';
