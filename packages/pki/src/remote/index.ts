export {
  type Csc2Settings,
  type MsspSettings,
  type MysignSettings,
  type RemoteSettings,
  readRemoteSettings,
  type SecretReference,
  type SmartcaSettings,
} from './settings.ts';
export type { AskedSecret, RemoteIdentity, RemoteOptions, RemoteSigner, Unusable } from './types.ts';
