export { type AxisAnswerSaid, AxisError, type AxisErrorCode, type AxisErrorDetail } from './errors.ts';
export { nationalClient } from './national/client.ts';
export type { NationalSettings } from './national/line.ts';
export { replayStore } from './national/replay-store.ts';
export {
  macOf,
  type ReplayStore,
  type SignInput,
  signHeaders,
  type VerifyCode,
  type VerifyOptions,
  type VerifyResult,
  verifyHeaders,
} from './national/signature.ts';
export { type ProvincialSettings, provincialClient } from './provincial/client.ts';
export type * from './types.ts';
export type { AxisRequest, AxisResponse, AxisTransport } from './wire/transport.ts';
