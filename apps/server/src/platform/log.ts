import { type DestinationStream, pino } from 'pino';

export type Log = import('pino').Logger;

/** Names of fields whose values never reach a log line, wherever they stand. */
const SECRET_FIELDS = [
  'password',
  'newPassword',
  'pin',
  'token',
  'secret',
  'code',
  'recoveryCode',
  'cookie',
  'authorization',
];

/** To the screen, one JSON line each; a test reads along through `destination`. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  const options = { level, base: null, redact: { paths, censor: '[ẩn]' }, timestamp: pino.stdTimeFunctions.isoTime };
  return destination === undefined ? pino(options) : pino(options, destination);
}
