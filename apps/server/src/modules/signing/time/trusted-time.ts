import { randomBytes } from 'node:crypto';
import { PkiError, type Timestamp, type TimestampAuthority, type TrustAnchorEntry } from '@congvu/pki';
import { loadTrust } from '#modules/certificates';
import type { Services } from '../../../platform/context.ts';
import { readSettings, type SigningSettings } from '../care/settings.ts';
import type { WantedLevel } from '../signing.tables.ts';
import type { SigningPorts } from '../signing-act.ts';
import { wantedLevel } from './wanted-level.ts';

type TimePorts = Pick<SigningPorts, 'timestampAuthorityFor' | 'answerMs'>;

/** After so many silences nobody is asked again within one act. */
const MAX_SILENCES = 2;

async function within<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new PkiError('pki.tsp_unreachable', 'Máy chủ cấp dấu thời gian không trả lời kịp.');
    timer = setTimeout(() => reject(error), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Remembers what it was given, since a finished signature does not say when the certificate behind its time ends. */
export interface RecordingAuthority extends TimestampAuthority {
  newest(): Timestamp | undefined;
}

export function recordTime(
  authority: TimestampAuthority,
  { answerMs }: Pick<SigningPorts, 'answerMs'>,
): RecordingAuthority {
  let newest: Timestamp | undefined;
  return {
    stamp: async (sha256) => {
      newest = await within(authority.stamp(sha256), answerMs);
      return newest;
    },
    newest: () => newest,
  };
}

/** The authority of one act: asked for once, given up when it keeps silent. */
export interface TrustedTime {
  authority(): Promise<TimestampAuthority | undefined>;
  /** It did not answer. */
  failed(error: unknown): void;
  /** What the documents of the act shall reach; B where nobody is asked for the time. */
  wanted(): Promise<WantedLevel>;
  /** Both read once for the act. */
  trust(): Promise<TrustAnchorEntry[]>;
  settings(): Promise<SigningSettings>;
}

export function openTrustedTime(services: Services, ports: TimePorts, agencyId: string): TrustedTime {
  let asked: Promise<TimestampAuthority | undefined> | undefined;
  let trust: Promise<TrustAnchorEntry[]> | undefined;
  let settings: Promise<SigningSettings> | undefined;
  let silences = 0;
  let wanted: Promise<WantedLevel> | undefined;
  const want = (): Promise<WantedLevel> => {
    wanted ??= wantedLevel(services, ports, agencyId);
    return wanted;
  };
  return {
    wanted: want,
    settings: () => {
      settings ??= readSettings(services.db, agencyId);
      return settings;
    },
    trust: () => {
      trust ??= loadTrust(services);
      return trust;
    },
    authority: async () => {
      if (silences >= MAX_SILENCES || (await want()) === 'B') {
        return undefined;
      }
      asked ??= ports.timestampAuthorityFor(services);
      return asked;
    },
    failed: (error) => {
      services.log.warn({ err: error }, 'no trusted time for a signature');
      silences += 1;
      asked = undefined;
    },
  };
}

/** Whether an authority answers at this very moment. */
export async function isTimeAvailable(services: Services, ports: TimePorts): Promise<boolean> {
  try {
    const authority = await ports.timestampAuthorityFor(services);
    if (authority === undefined) {
      return false;
    }
    await within(authority.stamp(randomBytes(32)), ports.answerMs);
    return true;
  } catch (error) {
    services.log.warn({ err: error }, 'time authority asked in vain');
    return false;
  }
}
