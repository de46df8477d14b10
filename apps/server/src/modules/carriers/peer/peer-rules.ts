import { type PeerProposal, PeerSettings } from '@congvu/contracts';
import { hostOf } from '../../../platform/outbound.ts';
import type { KindRules, Reach } from '../kinds.ts';
import { findSpeakers } from './peer.store.ts';
import { tryPeerStep } from './try-peer.ts';

function textOf(settings: Record<string, unknown>, key: string): string {
  const value = settings[key];
  return typeof value === 'string' ? value : '';
}

/** Signatures keep a letter from being changed on the way, not from being read. */
export function refusePlainHttp(
  settings: Partial<Pick<PeerProposal, 'endpoint' | 'plainHttpConfirmed'>>,
): { code: string; message: string; path: string } | undefined {
  return /^http:/i.test(settings.endpoint ?? '') && settings.plainHttpConfirmed !== true
    ? {
        code: 'carriers.plain_http',
        message:
          'Địa chỉ http không mã hóa: người khác trên đường truyền đọc được văn bản. Đổi sang https, hoặc xác nhận đường truyền khép kín rồi lưu.',
        path: 'plainHttpConfirmed',
      }
    : undefined;
}

export const peerRules: KindRules = {
  kind: 'peer',
  label: 'Hệ thống Công Vụ khác, trực tiếp',
  settings: PeerSettings,
  // The certificate we show, when there is one, has a form of its own.
  secret: undefined,
  placeOf: (settings) => [textOf(settings, 'endpoint'), textOf(settings, 'ca')],
  hostOf: (settings) => hostOf(textOf(settings, 'endpoint')) ?? '',
  refuse: (settings) => {
    const refused = refusePlainHttp({
      endpoint: textOf(settings, 'endpoint'),
      plainHttpConfirmed: settings.plainHttpConfirmed === true,
    });
    return refused && { ...refused, path: `settings.${refused.path}` };
  },
  steps: ['address', 'tls', 'credentials', 'codes', 'clock'],
  try: tryPeerStep,
};

/** An installation that speaks for the receiver's code is the shortest way to it. */
export const peerReach: Reach = {
  kinds: ['peer'],
  reaches: (db, connections, receivers) =>
    findSpeakers(
      db,
      connections.map(({ id }) => id),
      receivers.map(({ key }) => key),
    ),
};
