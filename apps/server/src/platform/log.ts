import { pino } from 'pino';

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

export function createLog(level: string): Log {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino({ level, base: null, redact: { paths, censor: '[ẩn]' }, timestamp: pino.stdTimeFunctions.isoTime });
}
