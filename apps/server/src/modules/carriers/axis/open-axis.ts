import { createHash } from 'node:crypto';
import {
  type Axis,
  type AxisTransport,
  type NationalAxis,
  nationalClient,
  type ProvincialAxis,
  provincialClient,
} from '@congvu/axis';
import { NationalSecret, NationalSettings, ProvincialSecret, ProvincialSettings } from '@congvu/contracts';
import type { Config } from '../../../platform/config.ts';
import type { Services } from '../../../platform/context.ts';
import { hostOf } from '../../../platform/outbound.ts';
import { createOutboundStream, type StreamTransport } from '../../../platform/outbound-stream.ts';
import type { ConnectionRow } from '../carriers.tables.ts';
import type { ConnectionDraft } from '../kinds.ts';
import { openSecret } from '../secrets.ts';

/** Settings both axes share, as every step of sending and receiving reads them. */
export type AxisSettings = Omit<NationalSettings, 'systemId' | 'sendForm' | 'dateForm'>;

export interface OpenedAxis {
  axis: Axis;
  /** What only the national axis can do. */
  national: NationalAxis | undefined;
  provincial: ProvincialAxis | undefined;
  settings: AxisSettings;
}

/** One door a place and trust, so that its lines stay open between two messages. */
const doors = new WeakMap<Config, Map<string, StreamTransport>>();

/** To the host of this address and nowhere else; `ca` replaces the public authorities there. */
export function axisTransport(config: Config, endpoint: string, ca: string): AxisTransport {
  const host = hostOf(endpoint) ?? '';
  const known = doors.get(config) ?? new Map<string, StreamTransport>();
  doors.set(config, known);
  const name = createHash('sha256')
    .update(JSON.stringify([host, ca]))
    .digest('hex');
  const door =
    known.get(name) ??
    createOutboundStream({
      allowHosts: [host],
      allowLoopback: config.demo || config.loopbackServices,
      tls: new Map(ca === '' ? [] : [[host, { ca }]]),
    });
  known.set(name, door);
  return door;
}

type Needed = Pick<Services, 'config' | 'clock'>;
type Timing = { retries?: number };

function common(services: Needed, settings: AxisSettings, timing: Timing) {
  return {
    endpoint: settings.endpoint,
    transport: axisTransport(services.config, settings.endpoint, settings.ca),
    now: () => services.clock.now(),
    allowPlainHttp: settings.plainHttpConfirmed,
    ...timing,
  };
}

/** A client made from settings and secret as they are typed or saved. @throws ZodError when they are not of the kind */
export function openDraft(
  services: Needed,
  draft: Pick<ConnectionDraft, 'kind' | 'settings' | 'secret'>,
  timing: Timing = {},
): OpenedAxis {
  if (draft.kind === 'national') {
    const settings = NationalSettings.parse(draft.settings);
    const national = nationalClient({
      ...common(services, settings, timing),
      systemId: settings.systemId,
      secret: NationalSecret.parse(draft.secret).secret,
      sendForm: settings.sendForm,
      dateForm: settings.dateForm,
    });
    return { axis: national, national, provincial: undefined, settings };
  }
  const settings = ProvincialSettings.parse(draft.settings);
  const provincial = provincialClient({
    ...common(services, settings, timing),
    ...ProvincialSecret.parse(draft.secret),
    username: settings.username,
    applicationCode: settings.applicationCode,
    systemId: settings.systemId,
    doneValue: settings.doneValue,
  });
  return { axis: provincial, national: undefined, provincial, settings };
}

const opened = new WeakMap<Services['config'], Map<string, { stamp: string; axis: OpenedAxis }>>();

/** The client of a saved connection; kept while the connection is unchanged, so that a token lasts its half hour. */
export function openAxis(services: Needed, row: ConnectionRow): OpenedAxis {
  const known = opened.get(services.config) ?? new Map<string, { stamp: string; axis: OpenedAxis }>();
  opened.set(services.config, known);
  const stamp = JSON.stringify([row.settings, row.secret?.toString('base64')]);
  const found = known.get(row.id);
  if (found?.stamp === stamp) {
    return found.axis;
  }
  const axis = openDraft(services, {
    kind: row.kind,
    settings: row.settings,
    secret: openSecret(services.config, row),
  });
  known.set(row.id, { stamp, axis });
  return axis;
}

/** The kinds that are axes. */
export const AXIS_KINDS = ['national', 'provincial'] as const;
